/* What scripts/site_checks.py asks of an open page. Every function returns plain data. */
window.siteChecks = (() => {
  "use strict";

  /* A short way to say which element is meant. */
  function name(element) {
    const said = (element.getAttribute("aria-label") ?? element.textContent ?? "").replace(/\s+/g, " ").trim();
    const classes = [...element.classList].slice(0, 2).map((one) => `.${one}`).join("");
    return `${element.localName}${element.id ? `#${element.id}` : classes}${said ? ` "${said.slice(0, 40)}"` : ""}`;
  }

  const isSeen = (element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })
    && element.getClientRects().length > 0;

  const SCROLLS = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";
  const isStop = (element) => element.tabIndex >= 0 && !element.disabled && isSeen(element);
  const stops = () => [...document.querySelectorAll(SCROLLS)].filter(isStop);

  /* Colours: the canvas reads every notation that CSS has. */
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  function rgba(colour) {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = "rgba(0, 0, 0, 0)";
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  }
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
  const faded = (colour, opacity) => [colour[0], colour[1], colour[2], colour[3] * opacity];
  function luminance(colour) {
    const [red, green, blue] = colour.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  /* The colour of the page below an element, all that is half transparent laid over one another. */
  function behind(element) {
    const layers = [];
    for (let node = element; node; node = node.parentElement) {
      const layer = rgba(getComputedStyle(node).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  }

  const opacityOf = (element, upTo) => {
    let opacity = 1;
    for (let node = element; node && node !== upTo; node = node.parentElement) opacity *= Number(getComputedStyle(node).opacity);
    return opacity;
  };

  /* Texts of figures against what is drawn behind their middle, or against the page. */
  const FILLED = "path, rect, circle, ellipse, polygon, use, image";
  function isBehind(shape, x, y) {
    const box = shape.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return false;
    if (!shape.isPointInFill) return true;
    return shape.isPointInFill(new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse()));
  }
  function figureTexts() {
    const found = [];
    for (const drawing of document.querySelectorAll("article svg")) {
      if (!isSeen(drawing)) continue;
      const ground = behind(drawing);
      const shapes = [...drawing.querySelectorAll(FILLED)].filter((shape) => !shape.closest("defs, clipPath, symbol"));
      for (const text of drawing.querySelectorAll("text")) {
        if (!text.textContent.trim() || !isSeen(text)) continue;
        const box = text.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        let below = ground;
        for (const shape of shapes) {
          if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
          const style = getComputedStyle(shape);
          if (style.fill === "none" || style.visibility !== "visible" || !isBehind(shape, x, y)) continue;
          below = over(faded(rgba(style.fill), Number(style.fillOpacity) * opacityOf(shape, drawing)), below);
        }
        const style = getComputedStyle(text);
        const ink = over(faded(rgba(style.fill), Number(style.fillOpacity) * opacityOf(text, drawing)), below);
        const size = parseFloat(style.fontSize) * Math.abs(text.getScreenCTM()?.d ?? 1);
        found.push({ text: text.textContent.trim(), ratio: contrast(ink, below), size, bold: Number(style.fontWeight) >= 700 });
      }
    }
    return found;
  }

  /* Headings of the main text as they are read: the depth of each in turn. */
  function headings() {
    return [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, [role=heading])")].filter(isSeen)
      .map((heading) => ({ depth: Number(heading.getAttribute("aria-level") ?? heading.localName[1]), name: name(heading) }));
  }

  /* Focus: each stop of the Tab key must look different when it has the focus. */
  const LOOKS = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "color", "borderTopColor",
    "borderTopWidth", "borderBottomColor", "borderBottomWidth", "textDecorationLine", "textDecorationColor",
    "textDecorationThickness", "opacity"];
  function look(element) {
    return [element, element.parentElement].flatMap((node) => [null, "::before", "::after"].map((part) => {
      const style = getComputedStyle(node, part);
      return LOOKS.map((property) => style[property])
        .map((value, at) => (LOOKS[at].startsWith("outline") && style.outlineStyle === "none" ? "" : value)).join("|");
    })).join("||");
  }
  function unseenFocus() {
    document.querySelectorAll("details").forEach((folded) => { folded.open = true; });
    document.activeElement?.blur();
    const found = [];
    for (const stop of stops()) {
      const before = look(stop);
      stop.focus({ preventScroll: true });
      if (document.activeElement !== stop) found.push(`${name(stop)} takes no focus`);
      else if (look(stop) === before) found.push(name(stop));
      stop.blur();
    }
    return found;
  }

  /* Keyboard: what only a pointer can reach. */
  function outOfOrder() {
    return [...document.querySelectorAll("[tabindex]")].filter((element) => element.tabIndex > 0).map(name);
  }
  function unreachable() {
    const scrolling = [...document.querySelectorAll("main *")].filter((element) => {
      const style = getComputedStyle(element);
      const wide = /auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const tall = /auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
      return (wide || tall) && isSeen(element) && !isStop(element) && !stopsWithin(element);
    });
    const clicked = [...document.querySelectorAll("[onclick], [role=button], [role=link]")].filter((element) => isSeen(element) && !isStop(element));
    return [...scrolling, ...clicked].map(name);
  }
  const stopsWithin = (element) => [...element.querySelectorAll(SCROLLS)].some(isStop);

  /* The next press of Tab starts at the top of the page, as after loading. */
  function toTop() {
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
  }

  /* Where the last press of Tab led. */
  function step() {
    const stop = document.activeElement;
    if (stop === document.body || stop === null) return null;
    const box = stop.getBoundingClientRect();
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const onwards = window.lastStop === null
      || Boolean(window.lastStop.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING);
    window.lastStop = stop;
    return { name: name(stop), href: stop.getAttribute("href") ?? "", seen, onwards };
  }

  /* Motion that goes on although the reader asked for none. */
  const lasts = (times) => times.split(",").some((time) => parseFloat(time) * (time.includes("ms") ? 1 : 1000) > 1);
  function motion() {
    const found = new Set();
    for (const element of document.querySelectorAll("*")) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(element, part);
        const moves = lasts(style.transitionDuration) && style.transitionProperty !== "none";
        if (moves || (lasts(style.animationDuration) && style.animationName !== "none")) {
          found.add(`${element.localName}${[...element.classList].slice(0, 2).map((one) => `.${one}`).join("")}${part ?? ""}`);
        }
      }
    }
    if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") found.add("html scrolls smoothly");
    return [...found];
  }

  /* Paper: no furniture, nothing folded, dark text on white, nothing beyond the edge. */
  const FURNITURE = "button, input, form[role=search], .bd-sidebar-primary, .bd-sidebar-secondary, .bd-header-article, "
    + ".bd-header, .prev-next-footer, .skip-link, .toggle, dialog, .claim-popup";
  function furniture() {
    return [...document.querySelectorAll(FURNITURE)].filter(isSeen)
      .filter((element) => element.getBoundingClientRect().height > 1).map(name);
  }
  function folded() {
    return [...document.querySelectorAll("article details:not(.hide)")].filter(isSeen)
      .filter((details) => ![...details.children].some((child) => child.localName !== "summary" && isSeen(child)
        && child.getBoundingClientRect().height > 1)).map(name);
  }
  function pale() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const element = text.parentElement;
      if (!text.data.trim() || element.closest("svg, script, style, noscript") || !isSeen(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) continue; // kept for screen readers
      const ground = behind(element);
      const ink = over(faded(rgba(getComputedStyle(element).color), opacityOf(element, null)), ground);
      if (contrast(ink, ground) < 4.5 || luminance(ground) < 0.7) found.push(name(element));
    }
    for (const text of figureTexts()) if (text.ratio < 4.5) found.push(`figure: ${text.text}`);
    return found;
  }
  function beyond(edge) {
    return [...document.querySelectorAll("article *")].filter((element) => !element.closest("svg *") && isSeen(element))
      .filter((element) => element.getBoundingClientRect().right > edge + 1).map(name);
  }

  /* Files that the page offers. */
  function offered() {
    return [...document.querySelectorAll("a[download], a[href*='_downloads/']")]
      .map((link) => ({ href: link.href, file: link.download, name: name(link) }));
  }

  /* axe is started in several pages, then asked: so they run beside one another. */
  function startAxe() {
    window.axeFound = null;
    axe.run(document, { resultTypes: ["violations"], preload: false }).then(
      (result) => { window.axeFound = result.violations.flatMap(({ id, nodes }) => nodes.map((node) => (
        { rule: id, target: node.target.flat().join(" "), words: node.failureSummary.split("\n").slice(1).join(";").trim() }))); },
      (error) => { window.axeFound = [{ rule: "axe-failed", target: "", words: String(error) }]; },
    );
  }

  return { name, stops, figureTexts, headings, unseenFocus, outOfOrder, unreachable, motion, furniture, folded, pale,
    beyond, offered, startAxe, toTop, step };
})();

/* The evidence behind a chip, shown beside it. The cards stand in the list at the end of the page; a chip
   names its own in aria-describedby. The chip stays a plain link, and without this script nothing is lost. */
(() => {
  "use strict";

  const OPEN_AFTER = 120;  // ms: a pointer that only passes opens nothing
  const CLOSE_AFTER = 200; // ms: time to move from the chip onto its card
  const GAP = 4;           // px between chip and card
  const EDGE = 8;          // px between card and the edge of the window

  let chip = null;    // the chip whose card is open
  let popup = null;   // that card
  let kept = null;    // the chip's title and aria-describedby, while its card is open
  let line = 0;       // the line of the chip that the card stands by: a chip can break
  let hovered = null; // the chip below the pointer, whether or not its card is open
  let tabbed = false; // whether the last key or press was Tab
  let openTimer = 0;
  let closeTimer = 0;

  const LINKS = "a.claim-chip[aria-describedby], a.claim-link, article a[href*='#cite-']";
  const chipOf = (element) => element.closest?.(LINKS) ?? null;
  /* A chip names its cards; a claim in a table and a page of the record are found by where they lead. */
  const namesOf = (link) => link.getAttribute("aria-describedby")
    ?? (link.hash.startsWith("#cite-") ? link.hash.replace("#cite-", "page-") : link.hash.replace("#", "card-"));

  function open(link, x, y) {
    if (link === chip) return;
    close();
    const names = namesOf(link);
    const cards = names.trim().split(/\s+/).map((name) => document.getElementById(name)).filter(Boolean);
    if (cards.length === 0) return;
    chip = link;
    kept = { title: link.getAttribute("title"), names: link.getAttribute("aria-describedby") };
    const isHere = (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    line = [...link.getClientRects()].findIndex(isHere);
    popup = document.createElement("div");
    popup.className = "claim-popup";
    popup.setAttribute("role", "tooltip");
    for (const card of cards) {
      const copy = document.createElement("div");
      copy.className = card.className;
      copy.append(...card.cloneNode(true).childNodes);
      copy.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
      popup.append(copy);
    }
    popup.id = "claim-popup";
    popup.addEventListener("pointerleave", closeSoon);
    document.body.append(popup);
    link.removeAttribute("title");
    link.setAttribute("aria-describedby", popup.id); // Chromium reads no description out of a closed list
    place();
  }

  function close() {
    clearTimeout(openTimer);
    clearTimeout(closeTimer);
    if (popup === null) return;
    if (kept.title !== null) chip.setAttribute("title", kept.title);
    if (kept.names === null) chip.removeAttribute("aria-describedby");
    else chip.setAttribute("aria-describedby", kept.names);
    popup.remove();
    chip = popup = kept = null;
  }

  function closeSoon() {
    clearTimeout(closeTimer);
    closeTimer = setTimeout(() => {
      const held = chip?.matches(":hover, :focus-visible") || popup?.matches(":hover, :focus-within");
      if (!held) close();
    }, CLOSE_AFTER);
  }

  /* Below the chip if the whole card fits there, else on the side with more room; hidden with its chip. */
  function place() {
    if (popup === null) return;
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const lines = chip.getClientRects();
    const box = lines[Math.min(Math.max(line, 0), lines.length - 1)];
    popup.hidden = !box || box.bottom <= 0 || box.top >= height || box.right <= 0 || box.left >= width;
    if (popup.hidden) return;
    const above = box.top - GAP - EDGE;
    const below = height - box.bottom - GAP - EDGE;
    popup.classList.remove("overflows"); // its foot would count
    const wanted = popup.scrollHeight + popup.offsetHeight - popup.clientHeight;
    const under = wanted <= below || below >= above;
    popup.style.maxHeight = `${under ? below : above}px`;
    popup.classList.toggle("overflows", wanted > Math.max(below, above));
    popup.style.left = `${Math.max(EDGE, Math.min(box.left, width - EDGE - popup.offsetWidth))}px`;
    popup.style.top = `${under ? box.bottom + GAP : box.top - GAP - popup.offsetHeight}px`;
  }

  /* A card with more than there is room for: the keys that scroll move it, until its end; then the page. */
  const STEPS = { ArrowDown: 40, ArrowUp: -40, PageDown: 0.9, PageUp: -0.9 };
  function read(event) {
    const step = STEPS[event.key];
    if (popup === null || step === undefined || event.altKey || event.ctrlKey || event.metaKey) return false;
    const before = popup.scrollTop;
    popup.scrollTop += Math.abs(step) < 1 ? step * popup.clientHeight : step;
    return popup.scrollTop !== before;
  }

  /* Moves, not entries: a chip that scrolls below a resting pointer opens nothing. */
  document.addEventListener("pointermove", (event) => {
    const link = chipOf(event.target);
    if (event.pointerType === "touch" || link === hovered) return;
    hovered = link;
    clearTimeout(openTimer);
    closeSoon();
    if (link !== null) {
      const { clientX, clientY } = event;
      openTimer = setTimeout(() => { if (link.matches(":hover")) open(link, clientX, clientY); }, OPEN_AFTER);
    }
  });
  document.documentElement.addEventListener("pointerleave", () => {
    hovered = null;
    clearTimeout(openTimer);
    closeSoon();
  });
  /* Only a chip that was reached by Tab: one that an address leads to is focused too, and a card would hide its text. */
  document.addEventListener("focusin", (event) => {
    const link = chipOf(event.target);
    if (tabbed && link?.matches(":focus-visible")) open(link);
  });
  document.addEventListener("focusout", closeSoon);
  document.addEventListener("keydown", (event) => {
    tabbed = event.key === "Tab";
    if (event.key === "Escape") close();
    else if (read(event)) event.preventDefault();
  });
  document.addEventListener("pointerdown", () => { tabbed = false; });
  document.addEventListener("scroll", (event) => {
    if (event.target === popup) return;
    place();
    closeSoon();
  }, { capture: true, passive: true });
  window.addEventListener("resize", place);
  window.addEventListener("pagehide", close);

  /* The list is open when an address points into it; on paper print.js opens it. */
  function unfoldTarget() {
    const target = document.querySelector(":target");
    const list = target?.closest("details.claim-cards:not([open])");
    if (!list) return;
    list.open = true;
    target.scrollIntoView();
  }
  window.addEventListener("load", unfoldTarget);
  window.addEventListener("hashchange", unfoldTarget);
})();

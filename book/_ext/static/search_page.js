/* The search page: field, kinds, hits. All text from outside, typed or indexed, is set as text, never as HTML.
   The query stands in the address, so that a search can be linked to, and the back button leads to the one before. */
(() => {
  "use strict";

  const STEP = 20;   // hits shown at a time
  const PAUSE = 120; // ms after the last key
  const KINDS = {
    section: "Section", claim: "Claim", judgement: "Key judgement", table: "Table", figure: "Figure",
    row: "Row of a table", reference: "Page of the public record", correction: "Correction of a document",
    erratum: "Correction of this report",
  };
  const GROUPS = [
    ["all", "All", Object.keys(KINDS)],
    ["sections", "Sections", ["section"]],
    ["claims", "Claims", ["claim"]],
    ["judgements", "Key judgements", ["judgement"]],
    ["shown", "Tables and figures", ["table", "figure", "row"]],
    ["corrections", "Corrections", ["correction", "erratum"]],
    ["record", "Public record", ["reference"]],
  ];
  const EXAMPLES = ["elpais-33", "\"geography is stubborn\"", "Tokyo office veto", "judgement 4", "Zakharova"];
  const MATCHES = {
    all: "",
    similar: " No part has exactly these words; these have words that are written nearly so.",
    any: " No part has all of these words; these have some of them.",
  };

  const { words, marked, dress, MOST } = window.searchWords;
  const box = document.getElementById("report-search");
  const engine = window.searchEngine.make(window.searchRecords);
  let answer = { how: "nothing", hits: [], asked: { words: [], phrases: [] } };
  let chosen = [];  // hits of the kinds that are chosen
  let shown = STEP; // how many of them may be shown
  let timer = 0;

  function element(name, settings = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(settings)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  const linkTo = (query) => element("a", { href: `?q=${encodeURIComponent(query)}` }, query);
  const countOf = (number, one, many) => `${number} ${number === 1 ? one : many}`;

  /* The theme's Ctrl+K goes to a form.bd-search of the page, where there is one. */
  const field = element("input", {
    type: "search", id: "search-field", name: "q", class: "form-control", maxlength: "200",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": "search-hint",
  });
  const form = element("form", { class: "bd-search search-form", role: "search", action: "", method: "get" },
    element("label", { for: "search-field" }, "Words, a “phrase”, or the id of a claim"), field,
    element("button", { type: "submit", class: "search-submit" }, "Search"));
  const hint = element("p", { id: "search-hint", class: "search-hint" },
    "All words must be found. Part of a word will do from its start; accents do not matter.");
  const kinds = element("fieldset", { class: "search-kinds" }, element("legend", {}, "Show"));
  const status = document.getElementById("search-status");
  const list = element("ol", { class: "search-hits", "aria-label": "Hits" });
  const more = element("button", { type: "button", class: "search-more" });
  const help = element("div", { class: "search-help" });

  for (const [name, label] of GROUPS) {
    const radio = element("input", { type: "radio", name: "kind", value: name, form: "none" });
    radio.addEventListener("change", () => { show(STEP); remember(true); });
    kinds.append(element("label", {}, radio, ` ${label} `, element("span", { class: "search-count" })));
  }
  const radios = [...kinds.querySelectorAll("input")];
  const groupOf = (name) => GROUPS.find((group) => group[0] === name) ?? GROUPS[0];
  const kind = () => radios.find((radio) => radio.checked)?.value ?? "all";

  function address() {
    const asked = new URLSearchParams();
    if (field.value.trim()) asked.set("q", field.value.trim());
    if (kind() !== "all") asked.set("kind", kind());
    if (shown > STEP) asked.set("shown", shown); // not in history.state: scripts of the theme overwrite that
    return location.pathname + (String(asked) && "?") + asked;
  }
  /** Put the query into the address; `isStep`: the back button leads to the query before. */
  function remember(isStep) {
    const isNew = address() !== location.pathname + location.search;
    if (isStep && isNew) history.pushState(null, "", address());
    else history.replaceState(null, "", address());
  }

  function hitElement(hit) {
    const found = new Set(hit.terms);
    const isFound = (word) => found.has(word);
    const terms = hit.terms.slice(0, MOST).join(" ");
    const link = element("a", { href: `${hit.address}?${new URLSearchParams({ find: terms })}#${hit.anchor}` },
      ...marked(hit.title || hit.page, isFound));
    const place = [hit.page, hit.section, hit.kind === "section" ? hit.title : ""];
    const path = [...new Set(place.filter((one, at) => one && !(at > 0 && one === hit.title)))].join(" › ");
    const made = element("li", { class: "search-hit" },
      element("h2", {}, link),
      element("p", { class: "search-place" }, element("span", { class: "search-kind" }, KINDS[hit.kind]), ` in ${path}`));
    if (hit.verdict) {
      made.lastChild.append(" · public record: ", element("span", { class: `verdict ${hit.verdict.replaceAll(" ", "-")}` }, hit.verdict));
    }
    for (const text of window.searchEngine.snippets(hit, answer.asked.phrases)) {
      made.append(element("p", { class: "search-snippet" }, ...marked(text, isFound)));
    }
    return made;
  }

  function tell() {
    const [name, label] = groupOf(kind());
    const asked = field.value.trim();
    const seen = list.childElementCount;
    if (answer.hits.length === 0) {
      status.textContent = asked ? `Nothing was found for “${asked}”.` : "";
      return;
    }
    const hits = name === "all" ? countOf(chosen.length, "hit", "hits")
      : `${label}: ${chosen.length} of ${countOf(answer.hits.length, "hit", "hits")}`;
    const part = seen < chosen.length ? `, ${seen} shown` : "";
    status.textContent = `${hits} for “${asked}”${part}.${MATCHES[answer.how]}`;
  }

  function tellHelp() {
    const asked = field.value.trim();
    const examples = element("p", {}, "For example: ");
    EXAMPLES.forEach((example, at) => examples.append(at ? ", " : "", linkTo(example)));
    examples.append(".");
    help.replaceChildren();
    help.hidden = answer.hits.length > 0 && chosen.length > 0;
    if (answer.hits.length > 0) {
      if (chosen.length === 0) help.hidden = false;
      help.append(element("p", {}, "There are hits of other kinds: choose All."));
    } else if (asked) {
      const tips = words(asked).length === 0 ? ["There is no word or number in this query."]
        : ["Try fewer words, or another word for the same thing.",
          "The words of the documents are not in this report: statements are told in its own words."];
      help.append(...tips.map((tip) => element("p", {}, tip)), examples);
    } else {
      const count = (...names) => engine.records.filter((record) => names.includes(record.kind)).length;
      help.append(
        element("p", {}, `The search reads the whole report: ${count("section")} sections, ${count("claim")} claims `
          + `of the register, ${count("judgement")} key judgements, ${count("table")} tables, ${count("figure")} figures, `
          + `${count("correction", "erratum")} corrections and ${count("reference")} pages of the public record.`),
        examples);
    }
  }

  /** Show the first `number` hits of the chosen kinds. */
  function show(number) {
    const chosenKinds = groupOf(kind())[2];
    shown = Math.max(STEP, number);
    chosen = answer.hits.filter((hit) => chosenKinds.includes(hit.kind));
    list.replaceChildren(...chosen.slice(0, shown).map(hitElement));
    for (const radio of radios) {
      const count = answer.hits.filter((hit) => groupOf(radio.value)[2].includes(hit.kind)).length;
      radio.parentElement.querySelector(".search-count").textContent = `(${count})`;
      radio.disabled = count === 0 && !radio.checked;
    }
    kinds.hidden = answer.hits.length === 0;
    const left = chosen.length - list.childElementCount;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(STEP, left)} more`;
    tell();
    tellHelp();
  }

  function search(number = STEP) {
    clearTimeout(timer);
    answer = engine.search(field.value);
    show(number);
  }

  function read() {
    const asked = new URLSearchParams(location.search);
    field.value = (asked.get("q") ?? "").slice(0, field.maxLength);
    const name = groupOf(asked.get("kind"))[0];
    for (const radio of radios) radio.checked = radio.value === name;
    search(Number.parseInt(asked.get("shown"), 10) || STEP);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { search(); remember(false); }, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
    remember(true);
  });
  more.addEventListener("click", () => {
    const before = list.childElementCount;
    show(before + STEP);
    list.children[before]?.querySelector("a").focus();
    remember(false);
  });
  window.addEventListener("popstate", read);

  dress();
  box.append(form, hint, kinds, status, help, list, more);
  read();
  const [entry] = performance.getEntriesByType("navigation");
  if (entry?.type !== "back_forward") field.focus({ preventScroll: true });
})();

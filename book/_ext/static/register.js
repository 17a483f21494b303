/* Search and choices above the register of claims. The whole state stands in the address, so that a choice can
   be linked to; a claim that an address names is shown whatever was chosen. Without this script nothing is
   hidden and no control is seen. */
(() => {
  "use strict";

  const SPEAK_AFTER = 400; // ms after the last key, so that a screen reader is not interrupted at every letter

  const box = document.querySelector(".register-choices");
  if (box === null) return;
  const elsewhere = Number(box.dataset.elsewhere ?? 0); // claims on other pages of the register
  const choices = JSON.parse(box.dataset.choices).map(([name, words, groups]) => ({ name, words, groups }));
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const sections = [...document.querySelectorAll(".report-table[data-source]")].map((table) => ({
    table,
    line: table.parentElement.querySelector(".register-source"),
    label: table.dataset.label,
    rows: [...table.querySelectorAll("tbody tr")].map((row) => ({ row, codes: codesOf(row, table), text: textOf(row) })),
  }));
  const rows = sections.flatMap((section) => section.rows);

  function codesOf(row, table) {
    return { voice: "author", ...row.dataset, source: table.dataset.source, letter: table.dataset.letter };
  }

  /* What the claim says and what was found, not the list of places that use it. */
  function textOf(row) {
    const copy = row.cloneNode(true);
    copy.querySelectorAll(".uses").forEach((uses) => uses.remove());
    return plain(`${copy.textContent} ${row.dataset.verdict}`);
  }

  let state = {}; // by name of a choice its code, and the words of the search; "q" would start the search of the site
  let speakTimer = 0;

  /* The controls. */
  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  const search = make("input", { type: "search", id: "register-search", autocomplete: "off", spellcheck: false });
  const shown = make("p", { className: "register-shown" });
  const note = make("p", { className: "register-note" });
  const spoken = make("p", { className: "register-spoken" });
  spoken.setAttribute("role", "status");
  const clear = make("button", { type: "button", className: "register-clear", textContent: "Clear", hidden: true });

  for (const choice of choices) {
    choice.select = make("select", { id: `register-${choice.name}`, autocomplete: "off" });
    choice.options = new Map();
    choice.select.append(optionOf(choice, "", "any"));
    for (const [group, codes] of choice.groups) {
      const options = codes.map(([code, words]) => optionOf(choice, code, words));
      choice.select.append(...(group ? [make("optgroup", { label: group }, ...options)] : options));
    }
    choice.select.addEventListener("change", () => choose({ [choice.name]: choice.select.value }));
  }

  function optionOf(choice, code, words) {
    const option = make("option", { value: code, textContent: words });
    choice.options.set(code, { option, words });
    return option;
  }

  const field = (control, words) => make("div", { className: "register-field" },
    make("label", { htmlFor: control.id, textContent: words }), control);
  const more = make("details", { className: "register-more" },
    make("summary", { textContent: "Choose by source, topic, record, grade or voice" }),
    make("div", { className: "register-fields" }, ...choices.map(({ select, words }) => field(select, words))));
  more.open = window.matchMedia("(min-width: 40.01rem)").matches;
  const form = make("form", { className: "register-filter" },
    field(search, "Search the claims"), more,
    make("div", { className: "register-result" }, shown, clear), note, spoken);
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Claims of the register");
  form.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => choose({ words: search.value }, "replace"));
  clear.addEventListener("click", () => {
    state = {};
    apply();
    write("push");
    search.focus();
  });
  box.replaceWith(form); // the style kept its room

  for (const section of sections) {
    section.none = make("p", { className: "register-none", hidden: true });
    section.none.textContent = `No claim of ${section.label} is among them.`;
    section.fold = make("button", { type: "button", className: "register-fold" });
    section.fold.setAttribute("aria-controls", section.table.id);
    section.fold.addEventListener("click", () => fold(section, !section.table.classList.contains("folded")));
    (section.line ?? section.table).before(section.fold, section.none);
    fold(section, true); // the style folds on narrow screens alone, and not while something is chosen
  }

  function fold(section, closed) {
    section.table.classList.toggle("folded", closed);
    section.fold.setAttribute("aria-expanded", String(!closed));
    section.fold.textContent = `${closed ? "Show" : "Hide"} the ${section.rows.length} claims of ${section.label}`;
  }

  /* The address. */
  function read() {
    const address = new URLSearchParams(location.search);
    const found = {};
    for (const { name, options } of choices) {
      const code = address.get(name);
      if (code && options.has(code)) found[name] = code;
    }
    const words = (address.get("words") ?? "").trim();
    return words ? { ...found, words } : found;
  }

  function write(how, hash = "") {
    const address = location.pathname + query() + hash;
    try {
      history[how === "push" ? "pushState" : "replaceState"](null, "", address);
    } catch {
      // Some browsers keep the address of a file as it is; the choice itself stands.
    }
  }

  /* What is chosen goes along to the other pages of the register. */
  const ways = [...document.querySelectorAll(".register-pages a")].map((link) => [link, link.getAttribute("href")]);

  function query() {
    const words = new URLSearchParams(ordered()).toString();
    return words ? `?${words}` : "";
  }

  const ordered = () => [...choices.map(({ name }) => name), "words"]
    .filter((name) => state[name]).map((name) => [name, state[name]]);
  const same = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

  /* A choice of the reader takes the claim from the address, or the filter would yield when the page is loaded again. */
  function choose(change, how = "push") {
    state = Object.fromEntries(Object.entries({ ...state, ...change }).filter(([, code]) => code.trim() !== ""));
    apply(change.words !== undefined);
    write(how);
  }

  /* What is shown. */
  function matches(entry, words, but) {
    return words.every((word) => entry.text.includes(word))
      && choices.every(({ name }) => name === but || !state[name] || entry.codes[name] === state[name]);
  }

  function apply(typing = false) {
    const words = plain(state.words ?? "").split(/\s+/).filter(Boolean);
    let count = 0;
    for (const section of sections) {
      let here = 0;
      for (const entry of section.rows) {
        entry.row.hidden = !matches(entry, words);
        here += entry.row.hidden ? 0 : 1;
      }
      count += here;
      section.table.hidden = here === 0;
      if (section.line) section.line.hidden = here === 0;
      section.none.hidden = here !== 0;
    }
    for (const choice of choices) {
      const left = rows.filter((entry) => matches(entry, words, choice.name));
      for (const [code, { option, words: label }] of choice.options) {
        const number = code ? left.filter((entry) => entry.codes[choice.name] === code).length : left.length;
        option.textContent = `${label} (${number})`;
        option.disabled = number === 0 && code !== "" && state[choice.name] !== code;
      }
      choice.select.value = state[choice.name] ?? "";
    }
    if (document.activeElement !== search || !typing) search.value = state.words ?? "";
    const filtered = Object.keys(state).length > 0;
    document.documentElement.classList.toggle("register-filtered", filtered);
    clear.hidden = !filtered;
    const where = elsewhere ? " on this page" : "";
    const rest = elsewhere ? `; ${elsewhere} more stand on its other pages, and the search of the site finds all` : "";
    tell((filtered ? `${count} of ${rows.length} claims${where}: ${described()}` : `All ${rows.length} claims${where}`) + rest, typing);
    for (const [link, address] of ways) link.href = address + query();
    note.textContent = "";
  }

  function described() {
    const parts = choices.filter(({ name }) => state[name])
      .map(({ name, words, options }) => `${words.toLowerCase()} ${options.get(state[name]).words}`);
    return [...parts, ...(state.words ? [`search “${state.words}”`] : [])].join("; ");
  }

  /* The words are seen at once, and spoken when the reader pauses; at first nothing is spoken. */
  function tell(words, typing) {
    const first = shown.textContent === "";
    shown.textContent = `${words}.`;
    clearTimeout(speakTimer);
    if (!first) speakTimer = setTimeout(() => { spoken.textContent = `${words}.`; }, typing ? SPEAK_AFTER : 50);
  }

  /* A claim that the address names is always shown: what was chosen yields, and says so. */
  function reveal() {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { return; }
    const target = name && document.getElementById(name);
    if (name && !target) goOn(name);
    const section = target && sections.find(({ table }) => table.contains(target));
    if (!section) return;
    if (target.closest("[hidden]") && Object.keys(state).length > 0) {
      state = {};
      apply();
      write("replace", location.hash);
      note.textContent = `What was chosen would hide ${name}, so it was cleared.`;
      clearTimeout(speakTimer);
      spoken.textContent = `${shown.textContent} ${note.textContent}`;
    }
    fold(section, false);
    target.scrollIntoView();
  }

  /* A claim that has moved to another page: the first page knows where each source stands. */
  function goOn(name) {
    const source = /^(?:table-register-)?(.+?)(?:-\d{2,4})?$/.exec(name)[1];
    const known = [...document.querySelectorAll(".register-index a")].find((link) => link.dataset.source === source);
    const first = document.querySelector(".register-pages a[href^='evidence.html']");
    if (known) location.replace(`${known.getAttribute("href").split("#")[0]}#${name}`);
    else if (first && /-\d{2,4}$/.test(name)) location.replace(`evidence.html#${name}`);
  }

  function follow() {
    const asked = read();
    if (!same(asked, state)) {
      state = asked;
      apply();
    }
    reveal();
  }

  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
  state = read();
  apply();
  if (Object.keys(state).some((name) => name !== "words")) more.open = true;
  document.documentElement.classList.add("register-ready");
  reveal();
  window.addEventListener("load", reveal, { once: true }); // the browser goes to the place before the style is known
})();

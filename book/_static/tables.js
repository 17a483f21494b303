/* Long tables can be sorted, and a table takes a stop of the Tab key only where it scrolls sideways.
   Without this script every table stands in its own order and no control is seen. */
(() => {
  "use strict";

  const LONG = 12;     // rows: about what a screen shows at once; fewer are read faster than sorted
  const SENTENCE = 60; // characters: an alphabet of sentences tells nothing
  const ORDER = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const NUMBER = /^[+-]?[\d,]+(\.\d+)?\s?%?$/;
  const RATING = { "--": -2, "-": -1, "0": 0, "+": 1, "++": 2 };
  const MISSING = new Set(["", "–", "—", "none", "n/a"]);
  const GRADE = /^(?:[A-F][1-6]|[A-F])$/;
  /* F and 6 mean that there is no basis to judge, not the worst: they stand with what is missing. */
  const noBasis = (grade) => grade === "F" || grade.endsWith("6");

  const read = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".under").forEach((more) => more.remove());
    return copy.textContent.trim().replace(/[−‒]/g, "-").replace(/\s+/g, " ");
  };

  /* The key by which a column is sorted; null for what is missing. */
  function keysOf(texts) {
    const given = texts.filter((text) => !MISSING.has(text));
    if (given.length === 0) return texts.map(() => null);
    const all = (test) => given.every(test);
    let key = (text) => text;
    if (all((text) => text in RATING)) key = (text) => RATING[text];
    else if (all((text) => NUMBER.test(text))) key = (text) => Number.parseFloat(text.replace(/,/g, ""));
    else if (all((text) => GRADE.test(text))) key = (text) => (noBasis(text) ? null : text);
    return texts.map((text) => (MISSING.has(text) ? null : key(text)));
  }

  const compare = (one, other) => (typeof one === "number" ? one - other : ORDER.compare(one, other));

  let status = null;
  function say(words) {
    if (status === null) {
      status = document.createElement("div");
      status.className = "table-status";
      status.setAttribute("role", "status");
      document.body.append(status);
    }
    status.textContent = words;
  }

  function makeSortable(box) {
    const table = box.querySelector("table");
    const body = table.tBodies[0];
    const original = [...body.rows];
    const columns = [...table.tHead.rows[0].cells].map((head, position) => {
      const texts = original.map((row) => read(row.cells[position]));
      const lengths = texts.map((text) => text.length).sort((one, other) => one - other);
      const keys = new Map(original.map((row, place) => [row, place]));
      return { head, position, words: head.textContent, texts, keys, long: lengths[lengths.length >> 1] > SENTENCE };
    }).filter(({ long, texts }) => !long && new Set(texts).size > 1);
    if (columns.length === 0) return;

    const select = document.createElement("select");
    const line = document.createElement("p");
    const label = document.createElement("label");
    line.className = "table-sort";
    label.append("Sort by ", select);
    line.append(label);
    const add = (value, words) => select.append(Object.assign(document.createElement("option"), { value, textContent: words }));
    add("", "the order of the report");

    function sort(column, direction) {
      let order = original;
      if (column) {
        const keys = keysOf(column.texts);
        const key = (row) => keys[column.keys.get(row)];
        const sign = direction === "ascending" ? 1 : -1;
        const known = original.filter((row) => key(row) !== null);
        order = [
          ...known.sort((one, other) => sign * compare(key(one), key(other))),
          ...original.filter((row) => key(row) === null),
        ];
      }
      body.append(...order);
      for (const one of columns) {
        if (one === column) one.head.setAttribute("aria-sort", direction);
        else one.head.removeAttribute("aria-sort");
      }
      select.value = column ? `${column.position} ${direction}` : "";
      say(column ? `Sorted by ${column.words}, ${direction}.` : "In the order of the report again.");
    }

    for (const column of columns) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...column.head.childNodes);
      column.head.append(button);
      add(`${column.position} ascending`, `${column.words}, ascending`);
      add(`${column.position} descending`, `${column.words}, descending`);
      button.addEventListener("click", () => {
        const now = column.head.getAttribute("aria-sort");
        if (now === "descending") sort(null);
        else sort(column, now === "ascending" ? "descending" : "ascending");
      });
    }
    select.addEventListener("change", () => {
      const [position, direction] = select.value.split(" ");
      sort(columns.find((column) => String(column.position) === position), direction);
    });
    box.classList.add("sortable");
    table.before(line);
  }

  function start() {
    const boxes = [...document.querySelectorAll(".report-table")];
    for (const box of boxes) {
      if (box.querySelector("tbody")?.rows.length >= LONG) makeSortable(box);
    }
    boxes.forEach((box) => watch.observe(box));
  }

  /* Only what scrolls is a stop of the Tab key; a fold that opens changes it, and so does the window. */
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth + 1;
      target.classList.toggle("scrolls", scrolls);
      if (scrolls) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  /* The script may stand in the head or at the end of a page. */
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

/* What words are, for the search and for the page it leads to; and the marks on that page.
   A hit leads to page.html?find=word+word#place. The words are marked in that place only, until Escape. */
(() => {
  "use strict";

  const WORD = /[\p{L}\p{N}\p{M}]+/gu;
  const MOST = 12;     // words to mark: an address must stay short
  const LONGEST = 400; // characters of ?find= that are read
  const UNMARKED = "svg, script, style, button, summary, .headerlink, .claim-cards, .cell_input, .uses, mark";

  /** Small letters without accents, so that `el pais` finds El País. */
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  /** The words of a text, each with its place. */
  const words = (text) => [...text.matchAll(WORD)].map((match) => (
    { word: fold(match[0]), start: match.index, end: match.index + match[0].length }
  ));

  /** Cut a text into pieces, each a string, or an element with a word that `isFound` takes. */
  function marked(text, isFound) {
    const pieces = [];
    let end = 0;
    for (const one of words(text)) {
      if (!isFound(one.word)) continue;
      const mark = document.createElement("mark");
      mark.className = "search-mark";
      mark.textContent = text.slice(one.start, one.end);
      pieces.push(text.slice(end, one.start), mark);
      end = one.end;
    }
    return [...pieces, text.slice(end)].filter((piece) => piece !== "");
  }

  /** Load the look of the marks: only readers who search need it. */
  function dress() {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = (document.documentElement.dataset.content_root ?? "./") + "_static/search_marks.css";
    document.head.append(style);
  }

  window.searchWords = { words, marked, dress, MOST };

  function place() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch { // a broken address, typed by hand
      return null;
    }
  }

  function mark(where, found) {
    const texts = [];
    const walker = document.createTreeWalker(where, NodeFilter.SHOW_TEXT, (node) => (
      node.parentElement.closest(UNMARKED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT
    ));
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const pieces = marked(text.data, (word) => found.has(word));
      if (pieces.length > 1 || pieces[0] instanceof Element) text.replaceWith(...pieces);
    }
    return [...where.querySelectorAll("mark.search-mark")];
  }

  function show() {
    const asked = new URLSearchParams(location.search).get("find");
    const where = place();
    if (!asked || !where || !where.closest("article")) return;
    for (let box = where.closest("details:not([open])"); box; box = box.closest("details:not([open])")) box.open = true;
    const found = new Set(words(asked.slice(0, LONGEST)).slice(0, MOST).map((one) => one.word));
    const marks = mark(where, found);
    if (marks.length === 0) return;

    dress();

    const note = document.createElement("p");
    note.className = "search-note d-print-none";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Clear the marks (Escape)";
    const told = document.createElement("span");
    told.textContent = marks.length === 1 ? "1 found word is marked." : `${marks.length} found words are marked.`;
    note.append(told, button);
    document.querySelector("main").append(note);

    const clear = () => {
      document.removeEventListener("keydown", onKey);
      for (const one of marks) {
        const parent = one.parentNode;
        one.replaceWith(...one.childNodes);
        parent.normalize();
      }
      note.remove();
      const address = new URL(location);
      address.searchParams.delete("find");
      history.replaceState(history.state, "", address);
    };
    const onKey = (event) => {
      // A card or the search field closes first.
      if (event.key !== "Escape" || document.querySelector(".claim-popup, dialog[open]")) return;
      clear();
    };
    button.addEventListener("click", clear);
    document.addEventListener("keydown", onKey);

    const isSeen = (element) => {
      const box = element.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight;
    };
    const settle = () => {
      where.scrollIntoView(); // the page may have grown since the browser went there
      if (!marks.some(isSeen)) marks[0].scrollIntoView({ block: "center" });
    };
    if (document.readyState === "complete") settle();
    else window.addEventListener("load", settle, { once: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();

/* Paper is white: while a page is printed it has the light scheme, and nothing on it is folded. */
(() => {
  "use strict";

  const root = document.documentElement;
  let scheme = null; // the reader's own, while the page is printed
  let unfolded = [];

  function lay() {
    if (scheme !== null) return;
    scheme = root.dataset.theme ?? "";
    root.dataset.theme = "light";
    unfolded = [...document.querySelectorAll("details:not(.hide):not([open])")];
    unfolded.forEach((folded) => { folded.open = true; });
  }

  function restore() {
    if (scheme === null) return;
    root.dataset.theme = scheme;
    scheme = null;
    unfolded.splice(0).forEach((folded) => { folded.open = false; });
  }

  window.addEventListener("beforeprint", lay);
  window.addEventListener("afterprint", restore);
  /* A preview, and a reader's tool that shows the page as if printed, tell it this way. */
  const paper = window.matchMedia("print");
  paper.addEventListener("change", () => (paper.matches ? lay() : restore()));
})();

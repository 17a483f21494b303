/* One switch for all folded code, kept from page to page; and an address inside a closed fold opens it.
   Without this script each fold opens by itself, and the browser opens the fold that an address leads into. */
(() => {
  "use strict";

  const KEY = "code-shown";
  const folds = () => document.querySelectorAll("details.code-fold");

  /* Storage is refused in some settings of privacy; then the switch holds for the page. */
  function remembered() {
    try { return localStorage.getItem(KEY) === "yes"; } catch { return false; }
  }
  function remember(shown) {
    try { localStorage.setItem(KEY, shown ? "yes" : "no"); } catch { /* see above */ }
  }

  function show(button, shown) {
    button.setAttribute("aria-pressed", String(shown));
    button.title = shown ? "Hide the code of this report" : "Show the code of this report";
    for (const fold of folds()) fold.open = shown;
  }

  function addSwitch() {
    const row = document.querySelector(".article-header-buttons");
    if (row === null || folds().length === 0) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "code-switch";
    const verb = document.createElement("span");
    verb.className = "verb";
    verb.textContent = "Show ";
    button.append(verb, "code");
    /* The name stays and the state changes: a name that changed too would say the opposite of the state. */
    show(button, remembered());
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      remember(shown);
      show(button, shown);
    });
    row.prepend(button);
  }

  function openTarget() {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { return; }
    const target = name && document.getElementById(name);
    if (!target) return;
    let opened = false;
    for (let fold = target.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
      fold.open = true;
      opened = true;
    }
    if (opened) target.scrollIntoView();
  }

  function begin() {
    addSwitch();
    openTarget();
  }

  window.addEventListener("hashchange", openTarget);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

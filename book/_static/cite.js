/* Citations: copy buttons in the section of a chapter, links on the cards of claims, and the dialog behind every
   link "Cite". What copies and shows is in cite_dialog.js, which loads when a reader first comes near a control.
   Without this script a link opens the citation as text. */
(() => {
  "use strict";

  const CONTROLS = "a.cite, button.cite-copy";
  let loading = null;

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = "_static/cite_dialog.css";
      const script = document.createElement("script");
      script.src = "_static/cite_dialog.js";
      script.onload = () => resolve(window.citations);
      script.onerror = reject;
      document.head.append(style, script);
    });
    return loading;
  }

  function addControls() {
    for (const term of document.querySelectorAll(".citations dt")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "cite-copy";
      button.textContent = "Copy";
      button.setAttribute("aria-label", `Copy ${term.textContent}`);
      term.append(" ", button);
    }
    for (const card of document.querySelectorAll(".claim-card[id^='card-']")) {
      const link = document.createElement("a");
      link.className = "cite";
      link.href = `citations/${card.id.slice(5)}.txt`;
      link.textContent = "Cite";
      card.querySelector(".card-head").append(" ", link);
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", addControls);
  else addControls();

  const controlOf = (event) => event.target.closest?.(CONTROLS) ?? null;
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => { if (controlOf(event)) load().catch(() => {}); });
  }
  document.addEventListener("click", (event) => {
    const control = controlOf(event);
    if (!control || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    load().then((citations) => citations.use(control)).catch(() => { if (control.href) location.assign(control.href); });
  });
})();

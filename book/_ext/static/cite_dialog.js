/* The dialog that shows a citation in every style, and the copying; loaded by cite.js when it is needed. The texts
   come as a script beside the citation's other files: a page opened from a disk may fetch nothing. */
(() => {
  "use strict";

  const FILES = [["bib", "BibTeX"], ["ris", "RIS"], ["json", "CSL-JSON"], ["txt", "all as text"]];
  const SAID = 100; // ms: a region that is filled as soon as it is made is not read out
  let dialog = null;
  let opener = null;

  function make(name, fields, ...children) {
    const element = Object.assign(document.createElement(name), fields);
    element.append(...children);
    return element;
  }

  /* Beside the button, where the reader looks; and read out. */
  function say(button, words) {
    let status = button.nextElementSibling;
    if (!status) {
      status = make("span", { className: "cite-status" });
      status.setAttribute("role", "status");
      button.after(status);
    }
    document.querySelectorAll(".cite-status").forEach((one) => { one.textContent = ""; });
    setTimeout(() => { status.textContent = words; }, SAID);
  }

  /* As text and, for a word processor, with its italics and nothing else of the page. */
  function copy(button) {
    const text = button.closest("dt").nextElementSibling;
    const rich = text.querySelector("pre") ? null : text.innerHTML;
    const selection = getSelection();
    selection.removeAllRanges();
    const range = document.createRange();
    range.selectNodeContents(text);
    selection.addRange(range);
    const fill = (event) => {
      event.clipboardData.setData("text/plain", text.textContent);
      if (rich !== null) event.clipboardData.setData("text/html", rich);
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    document.addEventListener("copy", fill, true);
    let done = false;
    try { done = document.execCommand("copy"); } finally { document.removeEventListener("copy", fill, true); }
    const copied = () => { selection.removeAllRanges(); say(button, "Copied"); };
    const selected = () => say(button, "Selected; copy it with your browser's own command");
    if (done) copied();
    else if (navigator.clipboard) navigator.clipboard.writeText(text.textContent).then(copied, selected);
    else selected();
  }

  function entry(name, text) {
    const button = make("button", { type: "button", className: "cite-copy", textContent: "Copy" });
    button.setAttribute("aria-label", `Copy ${name}`);
    return make("div", {}, make("dt", {}, name, " ", button), make("dd", {}, text));
  }

  function fragment(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  }

  function show(data) {
    dialog?.remove();
    const heading = make("h2", { id: "cite-title" }, "Cite: ", data.title);
    const list = make("dl", { className: "citations" });
    for (const [name, html] of data.texts) list.append(entry(name, fragment(html)));
    list.append(entry("BibTeX", make("pre", { tabIndex: 0 }, data.bibtex.trim())));
    const files = make("p", { className: "citation-files" }, "Files:");
    for (const [suffix, name] of FILES) {
      const link = make("a", { href: `citations/${data.id}.${suffix}`, textContent: name });
      if (suffix !== "txt") link.download = "";
      files.append(" ", link);
    }
    const close = make("button", { type: "button", className: "cite-close", textContent: "Close" });
    close.addEventListener("click", () => dialog.close());
    const top = make("div", { className: "cite-top" }, heading, close);
    dialog = make("dialog", { className: "cite-dialog" }, top, list, files);
    dialog.setAttribute("aria-labelledby", heading.id);
    list.querySelector("button").autofocus = true;
    dialog.addEventListener("close", () => {
      dialog.remove();
      dialog = null;
      opener?.focus();
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  function open(link) {
    /* A card goes when the focus leaves it; the way back is then the chip that it belongs to. */
    opener = link.closest(".claim-popup") ? document.querySelector("[aria-describedby='claim-popup']") : link;
    const script = make("script", { src: link.href.replace(/\.txt$/, ".js") });
    script.onload = () => script.remove();
    script.onerror = () => location.assign(link.href);
    document.head.append(script);
  }

  window.showCitation = show;
  window.citations = { use: (control) => (control.matches("button") ? copy(control) : open(control)) };
})();

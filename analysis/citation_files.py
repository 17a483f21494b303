"""The files that give one citation: for reference managers, for readers without script, and for the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from .citable import Citable
from .citation_formats import FORMATS, bibtex, csl_item, csl_json, plain_title, ris
from .citation_styles import STYLES, plain
from .edition import Edition

__all__ = ["FOLDER", "citation_files", "citation_html", "cite_link"]

FOLDER = "citations"  # of the site
NAMES = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}


def cite_link(name: str, words: str = "Cite") -> str:
    """Return the link that stands beside what can be cited.

    Parameters
    ----------
    name : str
        Id of a :class:`analysis.citable.Citable`.
    words : str, optional
        What the link says, as text.

    Returns
    -------
    str
        HTML: a link to the citation as text, in place of which a script opens a dialog.

    Examples
    --------
    >>> cite_link("elpais-33")
    '<a class="cite" href="citations/elpais-33.txt">Cite</a>'
    """
    return f'<a class="cite" href="{FOLDER}/{escape(name, quote=True)}.txt">{escape(words)}</a>'


def citation_html(citable: Citable, texts: Mapping[str, str]) -> str:
    """Return a citation as part of a page: every style, and links to the files.

    Parameters
    ----------
    citable : Citable
        What is cited.
    texts : mapping of str to str
        Style to HTML, as from :func:`analysis.citation_styles.render_all`.

    Returns
    -------
    str
        HTML. The file of a format is named after the id of the citable.

    Examples
    --------
    >>> report = Citable("report", "report", "R", "index.html")
    >>> 'href="citations/report.bib"' in citation_html(report, {"apa": "A. (2026). <i>R</i>."})
    True
    """
    styles = "".join(f"<div><dt>{STYLES[style]}</dt><dd>{text}</dd></div>" for style, text in texts.items())
    name = escape(citable.id, quote=True)
    files = " ".join(
        f'<a download href="{FOLDER}/{name}.{suffix}">{NAMES[kind]}</a>' for kind, suffix in FORMATS.items()
    )
    return f'<dl class="citations">{styles}</dl><p class="citation-files">{files}</p>'


def citation_files(citable: Citable, edition: Edition, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the files of one citation.

    Parameters
    ----------
    citable : Citable
        What is cited.
    edition : Edition
        In which edition.
    texts : mapping of str to str
        Style to HTML, as from :func:`analysis.citation_styles.render_all`.

    Returns
    -------
    dict of str to str
        Suffix to content: ``bib``, ``ris``, ``json`` (CSL-JSON), ``txt`` (all of it, to read) and ``js`` (a
        script that hands it to the dialog of a page, which may not fetch files when opened from a disk).

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> report = Citable("report", "report", "R", "index.html")
    >>> sorted(citation_files(report, load_edition(load().references), {"apa": "A."}))
    ['bib', 'js', 'json', 'ris', 'txt']
    """
    item = csl_item(citable, edition)
    files = {"bib": bibtex([item]), "ris": ris([item]), "json": csl_json([item])}
    title = edition.title if citable.kind == "report" else plain_title(citable)
    told = {STYLES[style]: plain(text) for style, text in texts.items()}
    state = "published" if edition.published else "not published; the last version before it is of"
    parts = [
        title,
        *(f"{style}\n{text}" for style, text in told.items()),
        *(f"{NAMES[kind]}\n{files[suffix].strip()}" for kind, suffix in FORMATS.items()),
        f"Version {edition.version}, {state} {edition.date}. Public record searched until {edition.cutoff}.\n"
        f"Fingerprint of the evidence {edition.evidence}, of the code {edition.code}.",
    ]
    data = {"id": citable.id, "title": title, "texts": [[STYLES[one], texts[one]] for one in texts]}
    data["bibtex"] = files["bib"]
    script = json.dumps(data, sort_keys=True).replace("<", "\\u003c")  # "</script>" would end the script
    return {**files, "txt": "\n\n".join(parts) + "\n", "js": f"showCitation({script});\n"}

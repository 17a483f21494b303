"""Citing the report and every part of it, in the version at hand (page *cite*).

The page's room has a name of its own: ``analysis.cite`` is the function, after ``mp_cite`` of manifestoR.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from .citable import Citable
from .citation_files import FOLDER, citation_html
from .citation_formats import FORMATS, bibtex, csl_item, csl_json, plain_title, ris
from .citation_styles import STYLES, plain, render, render_all
from .corpus import BOOK, load, load_judgements, load_outlines
from .drawing import parts
from .edition import Edition, load_edition
from .identifiers import became, load_identifiers
from .presentation import Shown
from .problems import suggest
from .register_pages import home_of, read_homes
from .tables import Evidence

__all__ = [
    "INDEX",
    "cite",
    "claim_citable",
    "figure_citable",
    "load_citables",
    "show_citation",
    "show_collections",
    "table_parts",
]

#: What the last build of the book found: figures and tables have their titles from it.
INDEX = BOOK.parent / "_build" / "html" / "citations" / "index.json"
WRITERS = {"bibtex": bibtex, "ris": ris, "csl-json": csl_json}
PAGE = re.compile(r"^ *- file: *([\w/-]+)", re.MULTILINE)
NOT_BUILT = "figures and tables are known once the book was built; run `make book`"


def claim_citable(name: str, statement: str, page: str = "evidence.html") -> Citable:
    """Return a claim as something to cite.

    Parameters
    ----------
    name : str
        Id of the claim.
    statement : str
        What it says, in our words.
    page : str, optional
        File of the page of the register on which it stands.

    Returns
    -------
    Citable
        At its row of the register.

    Examples
    --------
    >>> claim_citable("elpais-33", "France names geography.").page
    'evidence.html'
    """
    return Citable(name, "claim", statement, page, name)


def load_citables(evidence: Evidence, *, index: Path = INDEX) -> dict[str, Citable]:
    """Return all that can be cited.

    Parameters
    ----------
    evidence : Evidence
        Whose claims can be cited.
    index : Path, optional
        What the last build of the book found. The titles of figures and tables come from it, and are those
        of that build; where there is none, figures and tables are left out.

    Returns
    -------
    dict of str to Citable
        By id: the report, chapters, judgements, figures and tables, claims. What was withdrawn is not in it.

    Raises
    ------
    EvidenceError
        Where the key judgements do not hold against the evidence.

    Examples
    --------
    >>> list(load_citables(load()))[:3]
    ['report', 'background', 'partnerships']
    """
    contents = PAGE.findall((BOOK / "_toc.yml").read_text(encoding="utf-8"))
    found = [Citable("report", "report", "", "index.html")]
    titles = {page.name: page.title for page in load_outlines()}
    found += [Citable(page, "chapter", titles.get(page, page), f"{page}.html") for page in contents]
    for one in load_judgements(evidence):
        found.append(Citable(one.id, "judgement", one.title, "index.html", one.id))
    if index.is_file():
        built = [Citable(**entry) for entry in json.loads(index.read_text(encoding="utf-8"))]
        found += [one for one in built if one.kind in ("figure", "table")]
    homes = read_homes(BOOK)
    found += [
        claim_citable(name, row, home_of(name, homes)) for name, row in evidence.claims["statement"].items()
    ]
    return {one.id: one for one in found}


def _find(name: str, evidence: Evidence, index: Path) -> Citable:
    """Return what has an id, or say what there is."""
    citables = load_citables(evidence, index=index)
    if name in citables:
        return citables[name]
    errata = evidence.errata["withdraws"].dropna()
    for erratum in errata.index[errata == name]:
        raise ValueError(
            f"{name} was withdrawn and cannot be cited; see {erratum} on the page of corrections"
        )
    identifiers = load_identifiers()
    for one in (one for one in identifiers if one.id == name):
        if one.renamed:
            now, why = became(name, identifiers), f"version {one.renamed.version}: {one.renamed.reason}"
            raise ValueError(f"{name} was renamed {now} ({why}); cite {now}")
        if one.withdrawn:
            why = f"version {one.withdrawn.version}: {one.withdrawn.reason}"
            instead = f"; cite {one.withdrawn.superseded_by}" if one.withdrawn.superseded_by else ""
            raise ValueError(f"{name} was withdrawn and cannot be cited ({why}){instead}")
    kind = name.partition("-")[0]
    same = [one for one in citables if one.startswith(f"{kind}-")]
    if kind in ("figure", "table") and not same:
        raise ValueError(f"no {kind} '{name}': {NOT_BUILT}")
    more = "" if same or index.is_file() else f"; {NOT_BUILT}"
    raise ValueError(f"nothing with the id '{name}' can be cited; {suggest(name, same or citables)}{more}")


def cite(
    name: str = "report", style: str = "apa", *, evidence: Evidence | None = None, index: Path = INDEX
) -> Shown:
    """Return the citation of the report or of a part of it, for exactly the version at hand.

    Parameters
    ----------
    name : str, optional
        Id of what is cited: ``report``, a page such as ``divisions``, ``judgement-1``, ``elpais-33``,
        ``figure-stances`` or ``table-office``.
    style : str, optional
        ``apa``, ``chicago`` (entry of a bibliography), ``chicago-note`` or ``oscola``, or one of the formats
        ``bibtex``, ``ris`` and ``csl-json``.
    evidence : Evidence, optional
        As loaded; read anew where it is not given.
    index : Path, optional
        As for :func:`load_citables`.

    Returns
    -------
    Shown
        Prints as text; in a notebook with its italics. Of a state of the files that was never published the
        version has a ``+`` and fingerprints at its end: whoever reads it cannot find it published, so cite a
        published version where you can.

    Raises
    ------
    ValueError
        Where nothing has this id or there is no such style; the message lists what there is.

    Examples
    --------
    >>> str(cite("divisions"))[:61]
    'NATO and the Asia-Pacific Four project. (2026). Alliance divi'
    >>> cite("divisions", "harvard")
    Traceback (most recent call last):
    ValueError: no style 'harvard'; Allowed: apa, chicago, chicago-note, oscola, bibtex, ris, csl-json
    """
    if style not in STYLES and style not in FORMATS:
        raise ValueError(f"no style '{style}'; {suggest(style, [*STYLES, *FORMATS])}")
    evidence = load() if evidence is None else evidence
    item = csl_item(_find(name, evidence, index), load_edition(evidence.references))
    if style in FORMATS:
        text = WRITERS[style]([item]).strip()
        return Shown(f'<pre class="citations">{escape(text)}</pre>', text)
    html = render(item, style)
    return Shown(f'<p class="citations">{html}</p>', plain(html))


def show_citation(citable: Citable, edition: Edition) -> Shown:
    """Return a citation in all styles, with links to its files, as the pages show it.

    Parameters
    ----------
    citable : Citable
        What is cited.
    edition : Edition
        In which edition.

    Returns
    -------
    Shown
        The links lead to files that the built site has.

    Examples
    --------
    >>> edition = load_edition(load().references)
    >>> shown = show_citation(claim_citable("elpais-33", "France names geography."), edition)
    >>> "Claim elpais-33, register of claims" in shown.text
    True
    """
    (texts,) = render_all([csl_item(citable, edition)])
    lines = [f"{STYLES[style]}: {plain(text)}" for style, text in texts.items()]
    return Shown(citation_html(citable, texts), "\n".join(lines))


def figure_citable(figure: Figure, page: str) -> Citable:
    """Return a figure as something to cite, without a built book.

    Parameters
    ----------
    figure : Figure
        As returned by a ``plot_*`` function.
    page : str
        File of the page that shows it.

    Returns
    -------
    Citable
        With the title that stands above the figure.

    Examples
    --------
    >>> from analysis import divisions
    >>> figure_citable(divisions.plot_stances(load()), "divisions.html").id
    'figure-stances'
    """
    report = parts(figure)
    name = f"figure-{report['name']}"
    return Citable(name, "figure", report["title"], page, name)


def table_parts(citable: Citable, edition: Edition) -> pd.DataFrame:
    """Return what stands for what in a citation.

    Parameters
    ----------
    citable : Citable
        Whose citation serves as the example.
    edition : Edition
        In which edition.

    Returns
    -------
    DataFrame
        One row per part: ``part``; ``example``, as text; ``meaning``.

    Examples
    --------
    >>> table = table_parts(claim_citable("elpais-33", "S"), load_edition(load().references))
    >>> table.loc[0, "example"]
    'NATO and the Asia-Pacific Four project'
    """
    item = csl_item(citable, edition)
    names = [one.get("literal") or f"{one['family']}, {one['given']}" for one in item["author"]]
    rows = [
        ("Author", "; ".join(names), "who answers for the report; of a claim, not who said it"),
        ("Year", edition.date[:4], "of the day on which the version was published"),
        ("Part", plain_title(citable), "the id of the part, and its title where it has one"),
        ("Report", edition.title, "the whole that the part stands in"),
        ("Version", edition.version, "the state of text, evidence and numbers; the next one may differ"),
        (
            "Address",
            item.get("URL", ""),
            "the place of the part; left out while the report stands on no public host",
        ),
        ("Key", item["id"], "for BibTeX and CSL-JSON only; another one in each version"),
    ]
    return pd.DataFrame(rows, columns=["part", "example", "meaning"])


def show_collections() -> Shown:
    """Return links to the files that hold every citation of the report.

    Returns
    -------
    Shown
        The links lead to files that the built site has.

    Examples
    --------
    >>> 'href="citations/all.bib"' in show_collections().html
    True
    """
    files = [f"{FOLDER}/all.bib", f"{FOLDER}/all.ris"]
    links = " ".join(f'<a download href="{file}">{file.rpartition("/")[2]}</a>' for file in files)
    return Shown(f'<p class="citation-files">{links}</p>', "\n".join(files))

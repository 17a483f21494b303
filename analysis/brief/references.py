"""References in full: the report, its documents with their descriptors, and pages of the public record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..citable import Citable
from ..citation_formats import csl_item
from ..citation_styles import plain, render
from ..dates import spoken_date
from ..edition import Edition
from ..markdown import link, literal, place
from ..source_summary import record_doubt, weakest_point
from ..tables import Evidence

__all__ = ["document_entry", "in_order", "page_entry", "page_link", "report_entry", "usual_day"]


def report_entry(edition: Edition) -> str:
    r"""Return the reference of the report itself, as :func:`analysis.cite` gives it for a bibliography.

    Parameters
    ----------
    edition : Edition
        As from :func:`analysis.load_edition`.

    Returns
    -------
    str
        Markdown: the citation, the day of the version, the fingerprint of its evidence, and its address where
        there is one.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> report_entry(load_edition(load().references)).startswith("**The report\\.** NATO and the Asia")
    True
    """
    address = edition.address()
    report = Citable("report", "report", edition.title, "index.html")
    cited = plain(render(csl_item(report, edition), "chicago"))
    before, found, after = cited.partition(address) if address else (cited, "", "")
    told = f"{literal(before)} {link(found, found)}{literal(after)}" if found else literal(cited)
    state = "" if edition.published else "A state that was not published; "
    facts = f"{state}{'version' if edition.published else 'last version'} of {spoken_date(edition.date)}; "
    return f"**The report\\.** {told} {literal(f'{_start(facts)}evidence {edition.evidence}.')}"


def document_entry(evidence: Evidence, source: str) -> str:
    """Return the reference of a document, with its descriptor.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    str
        Markdown: label, byline, title, outlet, date, kind, reliability, weakest point, address.

    Raises
    ------
    KeyError
        Where the document is unknown.

    Examples
    --------
    >>> from analysis import load
    >>> "Reliability B" in document_entry(load(), "elpais")
    True
    """
    row = evidence.sources.loc[source]
    early, late = spoken_date(row["published_earliest"]), spoken_date(row["published_latest"])
    when = early if early == late else f"between {early} and {late}"
    author = "" if str(row["byline"]).startswith("none") else f"{row['byline']}. "
    worst = weakest_point(evidence, source)
    doubt = evidence.codebook.label("doubt", worst["doubt"])
    slant = record_doubt(evidence, source) if worst["criterion"] != "record" else ""
    told = (
        f"{row['outlet']}, {when}. {_start(str(row['kind']))}. Reliability {row['reliability']}; "
        f"weakest point {worst['criterion']} ({doubt}): {worst['reason']}"
        + (f" Publishers: {slant}" if slant else "")
    )
    head = f"**{place(row['label'], f'document-{source}')}.** {literal(author)}"
    address = f" {_address(row['url'])}" if row["url"] else ""
    title = str(row["title"])
    supplied = title.startswith("(")  # by us, for the document has none
    title = f"[{title.strip('()')}]" if supplied else f"“{title}”"
    return f"{_spaced(head)}{literal(title)}, {literal(told)}{address}"


def page_entry(evidence: Evidence, key: str, usual: str = "") -> str:
    """Return the reference of a page of the public record.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    key : str
        Key of the bibliography.
    usual : str, optional
        ISO day on which pages were seen where nothing else is said; see :func:`usual_day`.

    Returns
    -------
    str
        Markdown: label, author where the label does not name it in full, title, publisher, date, whether
        it is primary, the day it was seen where that is not the usual one, address.

    Raises
    ------
    KeyError
        Where the bibliography has no such page.

    Examples
    --------
    >>> from analysis import load
    >>> page_entry(load(), "nato-consensus-2023").startswith("**[NATO 2023h]{#page-nato-consensus-2023}.**")
    True
    """
    row = evidence.references.loc[key]
    publisher = f"{row['publisher']}, " if row["publisher"] and row["publisher"] != row["author"] else ""
    primary = "; primary" if row["primary"] else ""
    seen = "" if row["seen"] == usual else f"; seen {spoken_date(row['seen'])}"
    author = "" if str(row["label"]).startswith(row["author"]) else f"{row['author']}: "
    told = f"{author}“{row['title']}”, {publisher}{spoken_date(row['date'])}{primary}{seen}."
    return f"**{place(row['label'], f'page-{key}')}.** {literal(told)} {_address(row['url'])}"


def usual_day(evidence: Evidence, keys: Sequence[str]) -> str:
    """Return the day on which most of some pages were seen.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    keys : sequence of str
        Keys of the bibliography.

    Returns
    -------
    str
        ISO day, the earliest of several as frequent; empty without a page.

    Examples
    --------
    >>> from analysis import load
    >>> usual_day(load(), ["nato-consensus-2023"]), usual_day(load(), [])
    ('2026-11-22', '')
    """
    days = evidence.references.loc[list(keys), "seen"]
    return "" if days.empty else str(days.mode().iloc[0])


def page_link(evidence: Evidence, key: str) -> str:
    """Return a link from a footnote to a reference.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    key : str
        Key of the bibliography.

    Returns
    -------
    str
        Markdown with the label of the page.

    Raises
    ------
    KeyError
        Where the bibliography has no such page.

    Examples
    --------
    >>> from analysis import load
    >>> page_link(load(), "nato-consensus-2023")
    '[NATO 2023h](#page-nato-consensus-2023)'
    """
    return link(evidence.references.at[key, "label"], f"#page-{key}")


def in_order(evidence: Evidence, keys: Iterable[str]) -> list[str]:
    """Sort keys of the bibliography as a list of references has them.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    keys : iterable of str
        Keys, some perhaps twice.

    Returns
    -------
    list of str
        Each once, by label without regard to capitals.

    Examples
    --------
    >>> from analysis import load
    >>> in_order(load(), ["nato-itpp-2024", "nato-consensus-2023", "nato-itpp-2024"])
    ['nato-consensus-2023', 'nato-itpp-2024']
    """
    labels = evidence.references["label"]
    return sorted(set(keys), key=lambda key: (labels[key].casefold(), key))


def _address(url: str) -> str:
    """Return a link that shows its address, without the scheme, which every browser adds."""
    return link(url.partition("://")[2] or url, url)


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]


def _spaced(text: str) -> str:
    return text.rstrip() + " "

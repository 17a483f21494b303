"""The register: every claim of a document, with anchor, grade, verdict and uses (chapter *evidence*)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from .citation_files import cite_link
from .presentation import entry_table, reference_link
from .register_choices import row_codes
from .tables import Evidence

__all__ = ["Cards", "Use", "places_html", "register_html", "source_html", "table_register"]


@dataclass(frozen=True)
class Use:
    """A place that uses a claim: address and title of its page, anchor on it, and name of the place."""

    page: str
    title: str
    anchor: str
    place: str


class Cards:
    """What a page shows of a claim beside a sentence: the label of its chip, and its card.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Examples
    --------
    >>> from analysis import load
    >>> cards = Cards(load())
    >>> cards.label(["elpais-33"]), "<strong>elpais-33</strong>" in cards.card("elpais-33")
    ('El País 33 (¶6) B1', True)
    """

    def __init__(self, evidence: Evidence) -> None:
        self._claims = evidence.claims.to_dict("index")
        self._sources = evidence.sources[["label", "reliability"]].to_dict("index")
        caveats = evidence.checks[evidence.checks["verdict"] == "confirmed-with-caveat"]
        self._caveats: dict[str, str] = dict(zip(caveats["claim"], caveats["finding"], strict=True))
        self._pages = evidence.references.to_dict("index")
        self._right: dict[str, list[str]] = defaultdict(list)
        for row in evidence.corrections[["claim", "right"]].itertuples(index=False):
            self._right[row.claim].append(row.right)

    def pair(self, claim: str) -> str:
        """Return the Admiralty pair of a claim.

        Parameters
        ----------
        claim : str
            Id of the claim.

        Returns
        -------
        str
            Letter of the source and figure of the item, such as ``B2``.

        Examples
        --------
        >>> from analysis import load
        >>> len(Cards(load()).pair("elpais-33"))
        2
        """
        return f"{self._source(claim)['reliability']}{self._claims[claim]['credibility']}"

    def label(self, claims: Sequence[str]) -> str:
        """Return the label of a chip: source, number, paragraph and Admiralty pair.

        Parameters
        ----------
        claims : sequence of str
            One id, or all ids of a range; at least one.

        Returns
        -------
        str
            Of a range, first and last number and paragraph, and each pair once: pairs are never ranked.

        Examples
        --------
        >>> from analysis import load
        >>> Cards(load()).label(["elpais-33", "elpais-34"])
        'El País 33–34 (¶6) B1'
        """
        numbers = _span([name.rpartition("-")[2] for name in claims])
        paragraphs = _span([str(self._claims[name]["paragraph"]) for name in claims])
        pairs = "/".join(dict.fromkeys(self.pair(name) for name in claims))
        return f"{self._source(claims[0])['label']} {numbers} (¶{paragraphs}) {pairs}"

    def title(self, claims: Sequence[str]) -> str:
        """Return what the claims of a chip say, as plain text.

        Parameters
        ----------
        claims : sequence of str
            Ids.

        Returns
        -------
        str
            Id and statement of each.

        Examples
        --------
        >>> from analysis import load
        >>> Cards(load()).title(["elpais-33"]).startswith("elpais-33: ")
        True
        """
        return " ".join(f"{name}: {self._claims[name]['statement']}" for name in claims)

    def card(self, claim: str) -> str:
        """Return the card of a claim: statement, voice, verdict, and what is right or what the caveat is.

        Parameters
        ----------
        claim : str
            Id of the claim.

        Returns
        -------
        str
            HTML; all text of the evidence is escaped.

        Raises
        ------
        KeyError
            Where there is no such claim.

        Examples
        --------
        >>> from analysis import load
        >>> "voice: the document" in Cards(load()).card("elpais-07")
        True
        """
        row = self._claims[claim]
        verdict = row["verdict"] if isinstance(row["verdict"], str) else "not checked"
        spoken = verdict.replace("-", " ")
        voice = "the document" if row["speaker"] == "author" else row["speaker"]
        place = f"{self._source(claim)['label']}, paragraph {row['paragraph']}, grade {self.pair(claim)}"
        notes = [("correction", f"Correction: {right}") for right in self._right[claim]]
        if not notes and claim in self._caveats:
            notes = [("caveat", f"Caveat: {self._caveats[claim]}")]
        corrections = "".join(f'<p class="card-{sort}">{escape(note)}</p>' for sort, note in notes)
        return (
            f'<p class="card-head"><a href="evidence.html#{escape(claim, quote=True)}">'
            f"<strong>{escape(claim)}</strong></a> · {escape(place)}</p>"
            f"<p>{escape(row['statement'])}</p>"
            f'<p class="card-meta">voice: {escape(voice)} · public record: '
            f'<span class="verdict {escape(verdict, quote=True)}">{escape(spoken)}</span></p>'
            f"{corrections}"
        )

    def page_label(self, key: str) -> str:
        """Return the label under which a page of the public record is cited.

        Parameters
        ----------
        key : str
            Key of the bibliography.

        Returns
        -------
        str
            Author and year; of an unknown key the key.

        Examples
        --------
        >>> from analysis import load
        >>> Cards(load()).page_label("nato-consensus-2023")
        'NATO 2023h'
        """
        return self._pages[key]["label"] if key in self._pages else key

    def page(self, key: str) -> str:
        """Return the entry of a page of the public record.

        Parameters
        ----------
        key : str
            Key of the bibliography.

        Returns
        -------
        str
            HTML with label, author, title, publisher, date, the day it was seen, and address; of an
            unknown key the key alone.

        Examples
        --------
        >>> from analysis import load
        >>> "<strong>NATO 2023h</strong>" in Cards(load()).page("nato-consensus-2023")
        True
        """
        row = self._pages.get(key)
        if row is None:
            return f"<p>{escape(key)}</p>"
        words = [row["author"], row["title"], row["publisher"], row["date"]]
        told = ". ".join(dict.fromkeys(word.removesuffix(".") for word in words if isinstance(word, str)))
        address = escape(row["url"], quote=True)
        return (
            f'<p class="card-head"><strong>{escape(row["label"])}</strong></p>'
            f'<p>{escape(told)}. Seen {escape(row["seen"])}: <a href="{address}">{escape(row["url"])}</a></p>'
        )

    def _source(self, claim: str) -> dict[str, str]:
        return self._sources[self._claims[claim]["source"]]


def _span(values: Sequence[str]) -> str:
    """Return first and last of a run, or the one value."""
    return values[0] if values[0] == values[-1] else f"{values[0]}–{values[-1]}"


def table_register(evidence: Evidence, source: str) -> pd.DataFrame:
    """Return the claims of a document with what a reader needs to judge them.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    DataFrame
        One row per claim, in the order of the dossier:

        - ``claim``: its id;
        - ``statement``: the claim, in our words;
        - ``speaker``, ``topic``, ``kind``: codes of the codebook;
        - ``date``: ISO date, missing where the document gives none;
        - ``place``: paragraph, and start and end in code points (a W3C TextPositionSelector);
        - ``grade``: reliability of the source, A to F, and credibility of the item, 1 to 6, after
          AJP-2.1, such as ``B2``;
        - ``verdict``: code of the check against the public record, or ``not checked``;
        - ``finding``: what the record shows, empty where not checked;
        - ``references``: list of keys of the bibliography;
        - ``silence``: of an unverified claim, where was looked and why nothing was seen, else empty;
        - ``corrections``: list of the ids of its corrections.

    Raises
    ------
    KeyError
        Where the document is unknown.

    Examples
    --------
    >>> from analysis import load
    >>> table_register(load(), "elpais").loc[0, "claim"]
    'elpais-01'
    """
    reliability = evidence.sources.at[source, "reliability"]
    claims = evidence.claims[evidence.claims["source"] == source].reset_index()
    checks = evidence.checks.set_index("claim")
    table = claims[["claim", "statement", "speaker", "topic", "kind", "date"]].copy()
    table["place"] = [
        f"¶{row.paragraph}, {row.start}–{row.end}"
        for row in claims[["paragraph", "start", "end"]].itertuples()
    ]
    table["topic"] = [evidence.codebook.label("topic", code) for code in claims["topic"]]
    table["grade"] = [f"{reliability}{grade}" for grade in claims["credibility"]]
    table["verdict"] = claims["verdict"].fillna("not checked")
    table["finding"] = [
        checks.at[name, "finding"] if name in checks.index else "" for name in claims["claim"]
    ]
    table["references"] = [
        checks.at[name, "references"] if name in checks.index else [] for name in claims["claim"]
    ]
    silence = checks["silence"].fillna("")
    table["silence"] = [silence.get(name, "") for name in claims["claim"]]
    corrected = evidence.corrections.reset_index().groupby("claim")["correction"].apply(list)
    table["corrections"] = [corrected.get(name, []) for name in claims["claim"]]
    return table


def source_html(evidence: Evidence, source: str) -> str:
    """Return one line that says what a document is, for the head of its claims.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    str
        HTML with kind, outlet, date, grade, address and links to what is known of it.

    Raises
    ------
    KeyError
        Where the document is unknown.

    Examples
    --------
    >>> from analysis import load
    >>> "reliability.html#figure-rubric" in source_html(load(), "elpais")
    True
    """
    row = evidence.sources.loc[source]
    early, late = row["published_earliest"], row["published_latest"]
    address = f' <a href="{escape(row["url"], quote=True)}">A copy</a> was seen.' if row["url"] else ""
    when = early if early == late else f"{early} to {late}"
    words = [row["label"], str(row["kind"]).replace("-", " "), row["outlet"], str(when)]
    return (
        f'<p class="register-source">{escape(", ".join(words))}. '
        f"Source reliability {escape(row['reliability'])}.{address} "
        '<a href="background.html#table-documents">The documents</a> · '
        '<a href="reliability.html#figure-rubric">why this grade</a></p>'
    )


def register_html(evidence: Evidence, source: str, uses: Mapping[str, Sequence[Use]]) -> str:
    """Render the register of one document; each row carries the claim's id as its anchor.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.
    uses : mapping of str to sequence of Use
        For each claim the places that use it; claims that no page uses may be left out.

    Returns
    -------
    str
        One HTML table; all text of the evidence is escaped.

    Raises
    ------
    KeyError
        Where the document is unknown.

    Examples
    --------
    >>> from analysis import load
    >>> html = register_html(load(), "elpais", {"elpais-01": [Use("a.html", "A", "use-1", "Limits")]})
    >>> 'id="elpais-01"' in html, 'A: <a href="a.html#use-1">Limits</a>' in html
    (True, True)
    """
    label = evidence.sources.at[source, "label"]
    heads = ["Claim", "Statement", "Grade", "Check against the record"]
    rows = []
    for row in table_register(evidence, source).itertuples(index=False):
        references = ", ".join(reference_link(key, evidence.references) for key in row.references)
        date = f" · {escape(row.date)}" if isinstance(row.date, str) else ""
        silence = f" <em>{escape(row.silence)}</em>" if row.silence else ""
        corrections = "".join(
            f' <a class="correction-link" href="corrections.html#{escape(name)}">{escape(name)}</a>'
            for name in row.corrections
        )
        cells = [
            f"{escape(row.statement)}<br>"
            f"<small>voice: {escape('the document' if row.speaker == 'author' else row.speaker)} · "
            f"{escape(row.topic)} · {escape(row.kind)}{date} · place {escape(row.place)}"
            f" {cite_link(row.claim)}</small>"
            f"{places_html(uses.get(row.claim, []))}",
            escape(row.grade),
            f'<span class="verdict {escape(row.verdict)}">{escape(row.verdict.replace("-", " "))}</span> '
            f"{escape(row.finding)}{silence} {references}{corrections}",
        ]
        rows.append((row.claim, escape(row.claim), cells))
    letter = evidence.sources.at[source, "reliability"]
    table = entry_table(
        f"All claims of {label}",
        heads,
        rows,
        name=f"register-{source}",
        codes=row_codes(evidence, source),
        attributes={"data-source": source, "data-label": label, "data-letter": letter},
    )
    return source_html(evidence, source) + table


def places_html(uses: Sequence[Use], unused: str = "used nowhere but here") -> str:
    """Return links to every place, by page; a place that comes again on a page is counted.

    Parameters
    ----------
    uses : sequence of Use
        In the order of the pages.
    unused : str, optional
        What to say where there is none.

    Returns
    -------
    str
        One paragraph of HTML; all text is escaped.

    Examples
    --------
    >>> places_html([])
    '<p class="uses">used nowhere but here</p>'
    """
    pages: dict[str, list[str]] = {}
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for use in uses:
        seen[use.page, use.place] += 1
        count = seen[use.page, use.place]
        words = use.place if count == 1 else f"{use.place} ({count})"
        address = escape(f"{use.page}#{use.anchor}", quote=True)
        pages.setdefault(use.title, []).append(f'<a href="{address}">{escape(words)}</a>')
    if not pages:
        return f'<p class="uses">{escape(unused)}</p>'
    places = " · ".join(f"{escape(title)}: {', '.join(links)}" for title, links in pages.items())
    return f'<p class="uses">used in {places}</p>'

"""The text of a brief, as one Markdown from which every format is made."""

from __future__ import annotations

from collections.abc import Sequence

from ..dates import spoken_date
from ..drawing import image_png, image_svg, parts
from ..edition import Edition
from ..evidence import Cards
from ..markdown import link, literal
from ..model import Judgement, Point
from ..plotting import listing
from ..source_summary import source_summary
from ..tables import PARTNERS, Evidence
from ..typesetting import Document, Picture
from .choice import Choice, figure_chapter
from .evidence_table import evidence_table, rows_of
from .figures import draw
from .references import document_entry, in_order, page_entry, page_link, report_entry, usual_day

__all__ = ["compose"]


def compose(
    evidence: Evidence, edition: Edition, choice: Choice, known: Sequence[Judgement] | None = None
) -> Document:
    """Compose a brief.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    edition : Edition
        Of the report that the brief is drawn from.
    choice : Choice
        As from :func:`analysis.brief.choose`, without a problem.
    known : sequence of Judgement, optional
        All key judgements, where the figure needs them; by default those chosen.

    Returns
    -------
    Document
        Everything that :func:`analysis.typesetting.typeset` needs.

    Examples
    --------
    >>> from analysis import load, load_edition, load_judgements
    >>> evidence = load()
    >>> choice = Choice(load_judgements(evidence)[:1], [], "", ["md"])
    >>> document = compose(evidence, load_edition(evidence.references), choice)
    >>> document.subtitle
    'Brief: judgement 1'
    """
    numbers = [_number(one) for one in choice.judgements]
    named = f"judgement{'s' if len(numbers) > 1 else ''} {listing(numbers)}"
    shown = rows_of(evidence, choice.judgements)
    notes = Notes(evidence, edition, set(shown))
    judgements = [_judgement(one, evidence, notes) for one in choice.judgements]
    picture = _picture(choice, evidence, known or choice.judgements)
    blocks = [
        _head(edition, named, _left_out(choice.judgements, known)),
        "# Bottom line",
        *(f"- {_bottom_line(one)}" for one in choice.judgements),
        "# Key judgements",
        *judgements,
        "# Evidence",
        evidence_table(evidence, edition, choice.judgements, shown),
        "# Source summary statement",
        *([f"::: {{.figure}}\n![{literal(picture.alt)}]({picture.name})\n:::"] if picture else []),
        *_summary(evidence, choice.judgements),
        "# References",
        *_references(evidence, edition, choice),
        *notes.texts,
    ]
    identity = edition.identity
    return Document(
        title=identity.title,
        subtitle=f"Brief: {named}",
        authors=edition.authors,
        language=identity.language,
        keywords=list(identity.keywords),
        description=f"{named.capitalize()} of the report {edition.title}, with evidence and source summary",
        date=edition.date,
        footer=f"{identity.title} · version {edition.version}",
        text="\n\n".join(blocks) + "\n",
        pictures=[picture] if picture else [],
    )


class Notes:
    """The footnotes of a brief, numbered as they come.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    edition : Edition
        For addresses of what the brief itself does not show.
    shown : set of str
        Claims that stand in the evidence table.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> evidence = load()
    >>> notes = Notes(evidence, load_edition(evidence.references), {"elpais-33"})
    >>> notes.mark(Point(says="A.", claims=["elpais-33"]))
    '[^1]'
    >>> notes.texts[0].startswith("[^1]: Claim [elpais")
    True
    """

    def __init__(self, evidence: Evidence, edition: Edition, shown: set[str]) -> None:
        self._evidence, self._edition, self._shown = evidence, edition, shown
        self._cards = Cards(evidence)
        self.texts: list[str] = []

    def mark(self, point: Point) -> str:
        """Return the mark of a footnote that says what bears a point out.

        Parameters
        ----------
        point : Point
            With its claims, errors, pages and tables.

        Returns
        -------
        str
            Markdown; the footnote is added to ``texts``.

        Examples
        --------
        >>> from analysis import load, load_edition
        >>> evidence = load()
        >>> notes = Notes(evidence, load_edition(evidence.references), set())
        >>> notes.mark(Point(says="A.", tables=["conduct"])), notes.texts
        ('[^1]', ['[^1]: Table conduct of the report.'])
        """
        parts = []
        if point.claims:
            parts.append(f"{_plural('Claim', point.claims)} {self.claims(point.claims)}.")
        if point.errors:
            parts.append(f"{_plural('Error', point.errors)} on record: {self.claims(point.errors)}.")
        if point.references:
            pages = [page_link(self._evidence, key) for key in point.references]
            parts.append(f"Record: {'; '.join(pages)}.")
        if point.tables:
            parts.append(f"{_plural('Table', point.tables)} {literal(listing(point.tables))} of the report.")
        number = len(self.texts) + 1
        self.texts.append(f"[^{number}]: {' '.join(parts)}")
        return f"[^{number}]"

    def claims(self, names: Sequence[str]) -> str:
        r"""Return claims with their grades, each a link to where it stands.

        Parameters
        ----------
        names : sequence of str
            Ids.

        Returns
        -------
        str
            Markdown.

        Examples
        --------
        >>> from analysis import load, load_edition
        >>> evidence = load()
        >>> Notes(evidence, load_edition(evidence.references), {"elpais-33"}).claims(["elpais-33"])
        '[elpais\\-33](#claim-elpais-33) B1'
        """
        said = []
        for name in names:
            address = (
                f"#claim-{name}" if name in self._shown else self._edition.address("evidence.html", name)
            )
            said.append(f"{link(name, address)} {literal(self._cards.pair(name))}")
        return ", ".join(said)


def _plural(noun: str, names: Sequence[str]) -> str:
    return noun if len(names) == 1 else f"{noun}s"


def _number(judgement: Judgement) -> str:
    return judgement.id.rpartition("-")[2]


def _left_out(judgements: Sequence[Judgement], known: Sequence[Judgement] | None) -> str:
    """Say which judgements of the report are not in the brief: whoever reads it alone must know."""
    left = [one for one in known or [] if one not in judgements]
    said = "has one more judgement, number" if len(left) == 1 else "has more judgements, numbers"
    return f"The report {said} {listing(sorted((_number(one) for one in left), key=int))}." if left else ""


def _head(edition: Edition, named: str, left_out: str) -> str:
    """Return what the brief is, and of which edition."""
    state = "" if edition.published else " (a state that was not published)"
    facts = [
        f"Version {edition.version}{state}",
        f"date {spoken_date(edition.date)}",
        f"public record searched until {spoken_date(edition.cutoff)}",
        f"fingerprints: evidence {edition.evidence}, code {edition.code}",
    ]
    what = (
        f"Analytical brief from public sources, no publication of NATO: {named} of the report "
        f"“{edition.title}”, as they stand there. {left_out} The four are {listing(PARTNERS)}."
    )
    return f"::: {{.facts}}\n{literal(what)} {literal('; '.join(facts) + '.')}\n:::"


def _points(judgement: Judgement) -> list[Point]:
    """Return the points of a judgement; one that is written as a whole is one point."""
    if judgement.points:
        return judgement.points
    return [
        Point(
            says=judgement.statement,
            claims=judgement.evidence_for,
            errors=judgement.evidence_errors,
            references=judgement.references,
        )
    ]


def _bottom_line(judgement: Judgement) -> str:
    """Return the title, or the sentence with the likelihood where there is one; and what follows."""
    said = judgement.title.rstrip(".") + "."
    if judgement.likelihood:
        said = next(point.says for point in _points(judgement) if judgement.likelihood in point.says)
    # A sentence of its own: likelihood and confidence never share one (ICD 203).
    confidence = f"{judgement.confidence.capitalize()} confidence."
    return f"**{literal(said)}** {literal(judgement.implication)} {literal(confidence)}"


def _judgement(judgement: Judgement, evidence: Evidence, notes: Notes) -> str:
    statement = " ".join(f"{literal(point.says)}{notes.mark(point)}" for point in _points(judgement))
    blocks = [f"## {literal(f'{_number(judgement)}. {judgement.title}')}", statement]
    if judgement.likelihood:
        code = evidence.codebook.variables["likelihood"].codes[judgement.likelihood]
        words = f"{judgement.likelihood}, which stands for {code.low} to {code.high} percent."
        blocks.append(f"**Likelihood:** {literal(words)}")
    against = notes.claims(judgement.evidence_against) if judgement.evidence_against else "none is named"
    blocks.append(
        f"**Confidence: {literal(judgement.confidence)}.** {literal(judgement.confidence_reason)} "
        f"**Assumption:** {literal(judgement.assumption)} **Evidence against:** {against}."
    )
    return "\n\n".join(blocks)


def _picture(choice: Choice, evidence: Evidence, known: Sequence[Judgement]) -> Picture | None:
    if not choice.figure:
        return None
    figure = draw(choice.figure, evidence, known)
    report = parts(figure)
    alt = f"{report['title']}. {report['alt']} {report['source']}"
    return Picture(f"figure-{choice.figure}", alt, image_png(figure), image_svg(figure))


def _summary(evidence: Evidence, judgements: Sequence[Judgement]) -> list[str]:
    return [f"**{literal(name)}.** {literal(text)}" for name, text in source_summary(evidence, judgements)]


def _references(evidence: Evidence, edition: Edition, choice: Choice) -> list[str]:
    judgements = choice.judgements
    claims = [
        name
        for one in judgements
        for name in [*one.evidence_for, *one.evidence_errors, *one.evidence_against]
    ]
    used = set(evidence.claims.loc[claims, "source"])
    documents = [document_entry(evidence, name) for name in evidence.sources.index if name in used]
    keys = in_order(evidence, [key for one in judgements for key in one.references])
    entries = [f"{report_entry(edition)} {_parts_of_the_report(edition, choice)}", *documents]
    day = usual_day(evidence, keys)
    entries += [page_entry(evidence, key, day) for key in keys]
    behind = "The pages behind the verdict on each claim stand in the report’s register of claims."
    if keys:
        behind = (
            f"Pages were seen on {spoken_date(day)} and are secondary where nothing else is said. {behind}"
        )
    return ["::: {.references}", *entries, literal(behind), ":::"]


def _parts_of_the_report(edition: Edition, choice: Choice) -> str:
    """Say where in the report chapters and figure of the brief stand."""
    chapters = choice.chapters or list(dict.fromkeys(one.chapter for one in choice.judgements))
    links = [link(name, edition.address(f"{name}.html")) for name in chapters]
    said = f"{_plural('Chapter', chapters)} {listing(links)}"
    if choice.figure:
        chapter = figure_chapter(choice)
        figure = link(choice.figure, edition.address(f"{chapter}.html", f"figure-{choice.figure}"))
        said += f"; figure {figure}, with its data, in chapter {literal(chapter)}"
    return f"{said}\\."

"""Marks that tie prose to its evidence: roles and directives for Sphinx, on top of `analysis`.

===========================  ==================================================================
mark                         what it does
===========================  ==================================================================
``{claim}`` role             claim ids and ranges become chips with a card, linked to the register
``{reported-error}`` role    the same for claims that the public record contradicts
``{table}``, ``{figure}``    a link to a table or figure of the book that shows what is said
``{judgement}`` directive    one key judgement of ``judgements.yml`` with its evidence
``{judgements}`` directive   all key judgements, or those of one chapter in short
``{assessment}`` directive   the authors' own reasoning, which must name evidence; with the argument
                             ``method`` it tells how the report was made
``{register}`` directive     every claim, with anchor, grade and all places that use it
``{rerun}`` directive        how to rerun the page, with its notebook to download
===========================  ==================================================================

A mark that names unknown evidence is an error, and errors fail the build. Chips and cards are made
in :mod:`claim_chips`, the register in :mod:`claim_register`, links back from the bibliography in
:mod:`reference_uses`; :mod:`prose_lint` holds sentences to
their marks, and :mod:`notebook_export` writes the marks into the notebooks to download.

Weighed and left: sphinx-needs (9.1, tried with Sphinx 7.4 on 10,000 claims and 20,000 marks). It gives
typed objects with links between them, but a ``{need}`` in prose leaves no link back to its place, no
role can be refused by a property of the claim, lists and ranges of ids do not work, and the link
carries no class or card. Each mark took 0.75 to 3.1 ms against 0.2 ms of a role of our own, each page got
13 more files (118 kB), and some ids are random. Nearly all of what stands here would still be needed.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from claim_chips import claim_chip
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from shown_links import shown_link
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.typing import ExtensionMetadata

import analysis
from analysis.evidence import Cards
from analysis.identifiers import load_identifiers
from analysis.marks import ROLES, ClaimMarks, MarkError
from analysis.model import Judgement, Point
from analysis.problems import suggest
from analysis.sensitivity import sentence, table_sensitivity

KEPT = "report.pickle"  # beside the doctrees, which a build from nothing does not have
FRONT_PAGE = "index"  # where the key judgements stand in full


class Report:
    """What the pages need: evidence, key judgements, edition and published ids, loaded once per build."""

    def __init__(self, source_folder: Path) -> None:
        self.evidence = analysis.load()
        self.edition = analysis.load_edition(self.evidence.references)
        judgements = analysis.load_judgements(self.evidence, source_folder / "judgements.yml")
        self.judgements = {item.id: item for item in judgements}
        self.sensitivity = table_sensitivity(self.evidence, judgements)
        self.marks = ClaimMarks(self.evidence.claims)
        self.cards = Cards(self.evidence)
        self.identifiers = load_identifiers(source_folder.parent)


def load_report(app: Sphinx) -> None:
    """Load the evidence at the start of a build; its problems stop the build with one message."""
    kept = Path(app.doctreedir) / KEPT
    try:
        # There only in a draft that follows another from the same evidence and code; half of its time.
        app.evidence_report = pickle.loads(kept.read_bytes())
        return
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError):
        pass
    try:
        app.evidence_report = Report(Path(app.srcdir))
    except analysis.EvidenceError as error:
        raise ExtensionError(str(error)) from None
    kept.write_bytes(pickle.dumps(app.evidence_report))


class ClaimRole(SphinxRole):
    """``{claim}`elpais-07, asianews-03..05``` as chips; the role says which verdicts it may carry."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return one chip per claim or range, or an error that names the place and the remedy."""
        report = self.env.app.evidence_report
        try:
            entries = report.marks.read(self.role, self.text)
        except MarkError as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        chips: list[nodes.Node] = []
        for claims in entries:
            chips += [nodes.Text(" ")] if chips else []
            classes = ["claim-chip"] + (["contradicted"] if ROLES[self.role] else [])
            label = report.cards.label(claims)
            title = report.cards.title(claims)
            chips.append(claim_chip("", nodes.Text(label), claims=list(claims), title=title, classes=classes))
        return chips, []


class JudgementDirective(SphinxDirective):
    """``{judgement} judgement-1``: the judgement with its confidence and its evidence."""

    optional_arguments = 1  # one is needed; asked for below, so that the message can name the choice

    def run(self) -> list[nodes.Node]:
        """Return the judgement as a block; an unknown id is an error."""
        judgements: dict[str, Judgement] = self.env.app.evidence_report.judgements
        name = self.arguments[0].strip() if self.arguments else ""
        if name not in judgements:
            found = f"no judgement '{name}' in book/judgements.yml" if name else "a judgement without a name"
            raise self.error(f"{found}; {suggest(name, judgements)}")
        return [self.block(judgements[name])]

    def block(self, judgement: Judgement) -> nodes.container:
        """Return one judgement in full.

        The words of a judgement are text, never mark-up: only the marks made here are parsed.
        """
        block = nodes.container(classes=["judgement"], names=[judgement.id])
        self.state.document.note_explicit_target(block, block)  # so that [text](#judgement-1) finds it
        number = judgement.id.rpartition("-")[2]
        confidence = f"{judgement.confidence.capitalize()} confidence"
        block += nodes.paragraph(
            "",
            "",
            nodes.strong("", f"Key judgement {number}"),
            nodes.Text(" "),
            nodes.inline("", confidence, classes=["confidence"]),
            classes=["judgement-label"],
        )
        if judgement.points:
            block += self._points(f"{judgement.title}.", judgement.points)
        else:
            block += self._line(nodes.strong, f"{judgement.title}.", judgement.statement)
        block += self._line(nodes.emphasis, "What follows.", judgement.implication)
        block += self._line(nodes.emphasis, f"{confidence}.", judgement.confidence_reason)
        block += self._line(nodes.emphasis, "Assumed.", judgement.assumption)
        trial = sentence(self.env.app.evidence_report.sensitivity, judgement.id)
        block += self._line(nodes.emphasis, "If sources are left out.", trial)
        if not judgement.points:
            block += self._head("Evidence for.", judgement.evidence_for, judgement.references)
            if judgement.evidence_errors:  # these bear it out by what is wrong in them
                block += self._head("Errors that bear it out.", judgement.evidence_errors, [])
        block += self._head("Evidence against.", judgement.evidence_against, [])
        return block

    def _points(self, head: str, points: list[Point]) -> nodes.paragraph:
        """Return the statement, each part with its own marks before its stop."""
        line = nodes.paragraph("", "", nodes.strong("", head))
        for point in points:
            words = " ".join(point.says.split())
            stop = words[-1] if words[-1] in ".,;:" else ""
            line += nodes.Text(f" {words.removesuffix(stop)} ")
            tables = [f"{{table}}`{name}`" for name in point.tables]
            marks = self._marks([*point.claims, *point.errors], point.references)
            line += self._parsed(" ".join([marks, *tables]).strip())
            line += nodes.Text(stop)
        return line

    def _head(self, head: str, claims: list[str], references: list[str]) -> nodes.paragraph:
        marks = self._parsed(self._marks(claims, references)) or [nodes.Text("None found in the documents.")]
        return nodes.paragraph("", "", nodes.emphasis("", head), nodes.Text(" "), *marks)

    def _parsed(self, marks: str) -> list[nodes.Node]:
        """Return the nodes of marks that were written here."""
        parsed = nodes.Element()
        source = self.get_source_info()[0]
        self.state.nested_parse(StringList([marks], source), self.content_offset, parsed)
        return [node for paragraph in parsed.children for node in paragraph.children]

    def _marks(self, claims: list[str], references: list[str]) -> str:
        """Write the marks; what the record contradicts is marked as an error wherever it stands."""
        verdicts = self.env.app.evidence_report.marks.verdicts
        wrong = [name for name in claims if verdicts[name] == "contradicted"]
        sound = [name for name in claims if name not in wrong]
        marks = [f"{{claim}}`{', '.join(sound)}`"] if sound else []
        marks += [f"{{reported-error}}`{', '.join(wrong)}`"] if wrong else []
        marks += [f"{{cite}}`{','.join(references)}`"] if references else []
        return " ".join(marks)

    @staticmethod
    def _line(kind: type[nodes.TextElement], head: str, text: str) -> nodes.paragraph:
        return nodes.paragraph("", "", kind("", head), nodes.Text(" " + " ".join(text.split())))


class JudgementsDirective(JudgementDirective):
    """``{judgements}``: all key judgements in full; with ``:chapter:``, those of a chapter in short."""

    optional_arguments = 0
    option_spec = {"chapter": directives.unchanged_required}  # noqa: RUF012 (docutils reads it from the class)

    def run(self) -> list[nodes.Node]:
        """Return the listing; a chapter without a judgement is an error."""
        judgements = self.env.app.evidence_report.judgements.values()
        chapter = self.options.get("chapter", "").strip()
        if not chapter:
            errata = self.env.app.evidence_report.evidence.errata
            return [
                *(self.block(judgement) for judgement in judgements),
                *(self.withdrawn(row) for row in errata.dropna(subset=["withdraws"]).itertuples()),
            ]
        chosen = [judgement for judgement in judgements if judgement.chapter == chapter]
        if not chosen:
            chapters = sorted({judgement.chapter for judgement in judgements})
            raise self.error(f"no judgement of chapter '{chapter}'; {suggest(chapter, chapters)}")
        box = nodes.container(classes=["judgement", "judgement-listing"])
        for judgement in chosen:
            number = judgement.id.rpartition("-")[2]
            link = nodes.reference(
                "", f"Key judgement {number}", refuri=f"{FRONT_PAGE}.html#{judgement.id}", internal=True
            )
            words = f": {judgement.title}. {judgement.confidence.capitalize()} confidence."
            box += nodes.paragraph("", "", nodes.strong("", "", link), nodes.Text(words))
        return [box]

    def withdrawn(self, erratum: Any) -> nodes.paragraph:
        """Return what became of a judgement that an erratum withdrew; its address goes on leading here."""
        line = nodes.paragraph(classes=["withdrawn"], names=[erratum.withdraws])
        self.state.document.note_explicit_target(line, line)
        number = erratum.withdraws.rpartition("-")[2]
        line += nodes.Text(f"Judgement {number} was withdrawn on {erratum.mended}: ")
        address = f"corrections.html#{erratum.Index}"
        line += nodes.reference("", erratum.Index, refuri=address, internal=True)
        line += nodes.Text(".")
        return line


LABELS = {"": "Assessment", "method": "About this report"}


class AssessmentDirective(SphinxDirective):
    """``{assessment}``: the authors' reasoning, set off from what sources report."""

    has_content = True
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the block; one without any claim, reference, table or judgement is an error."""
        self.assert_has_content()
        kind = self.arguments[0].strip() if self.arguments else ""
        if kind not in LABELS:
            raise self.error(f"no assessment of the kind '{kind}'; leave it out, or write method")
        block = nodes.container(classes=["assessment", *([kind] if kind else [])])
        block += nodes.paragraph("", "", nodes.strong("", LABELS[kind]), classes=["assessment-label"])
        self.state.nested_parse(self.content, self.content_offset, block)
        if not any(_is_evidence(node) for node in block.findall(nodes.Element)):
            raise self.error(
                "an assessment without evidence; add a {claim}, {cite}, {table} or {figure} mark, or link a "
                "judgement"
            )
        return [block]


def _is_evidence(node: nodes.Element) -> bool:
    """Tell whether a node is a chip, a citation, a link to a table, a figure or a judgement."""
    if isinstance(node, (claim_chip, shown_link)) or node.get("refdomain") == "cite":
        return True
    return "judgement-" in str(node.get("reftarget", "")) + str(node.get("refuri", ""))


class RerunDirective(SphinxDirective):
    """``{rerun}``: the page as an executed notebook, and how to run it; the same words on every page."""

    def run(self) -> list[nodes.Node]:
        """Return the paragraph."""
        name = f"{self.env.docname}.ipynb"
        text = (
            f"{{nb-download}}`{name}` is this page as an executed notebook. Save it in `book/` of a clone "
            "of the project and open it there with `make lab`, which installs what it needs. The same "
            "command opens the page itself, to be changed and built anew. Read offline, save the link "
            "rather than open it."
        )
        block = nodes.container(classes=["rerun"])
        self.state.nested_parse(StringList([text], self.get_source_info()[0]), self.content_offset, block)
        return block.children


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the marks."""
    for extension in ("claim_chips", "claim_register", "notebook_export", "reference_uses", "shown_links"):
        app.setup_extension(extension)
    for role in ROLES:
        app.add_role(role, ClaimRole(role))
    app.add_directive("judgement", JudgementDirective)
    app.add_directive("judgements", JudgementsDirective)
    app.add_directive("assessment", AssessmentDirective)
    app.add_directive("rerun", RerunDirective)
    # before sphinxcontrib-bibtex reads the bibliography: our messages name file, entry and remedy
    app.connect("builder-inited", load_report, priority=100)
    return {"version": analysis.__version__, "parallel_read_safe": True, "parallel_write_safe": True}

"""Marks that tie prose to its evidence: roles and directives for Sphinx, on top of `analysis`.

===========================  ==================================================================
mark                         what it does
===========================  ==================================================================
``{claim}`` role             one or more claim ids become chips that link to the register
``{reported-error}`` role    the same for a claim that the public record contradicts
``{judgement}`` directive    one key judgement of ``judgements.yml`` with its evidence
``{assessment}`` directive   the authors' own reasoning, which must name evidence
``{register}`` directive     every claim, with anchor, grade and the places that use it
===========================  ==================================================================

A mark that names unknown evidence is an error, and errors fail the build.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.typing import ExtensionMetadata

import analysis
from analysis.evidence import register_html
from analysis.model import Judgement
from analysis.problems import suggest
from analysis.sensitivity import sentence, table_sensitivity

REGISTER = "evidence"  # the page that holds the register


class Report:
    """What the marks need: the evidence and the key judgements, loaded once per build."""

    def __init__(self, source_folder: Path) -> None:
        self.evidence = analysis.load()
        judgements = analysis.load_judgements(self.evidence, source_folder / "judgements.yml")
        self.judgements = {item.id: item for item in judgements}
        self.sensitivity = table_sensitivity(self.evidence, judgements)


def load_report(app: Sphinx) -> None:
    """Load the evidence at the start of a build; its problems stop the build with one message."""
    try:
        app.evidence_report = Report(Path(app.srcdir))
    except analysis.EvidenceError as error:
        raise ExtensionError(str(error)) from None


class ClaimRole(SphinxRole):
    """``{claim}`elpais-07, asianews-03``` as chips; ``contradicted`` says which verdict is allowed."""

    def __init__(self, *, contradicted: bool) -> None:
        super().__init__()
        self.contradicted = contradicted

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return one chip per claim, or an error that names the place and the remedy."""
        claims = self.env.app.evidence_report.evidence.claims
        chips: list[nodes.Node] = []
        names = [name.strip() for name in self.text.split(",") if name.strip()]
        if not names:
            return self._refuse("an empty mark; name at least one claim, such as {claim}`elpais-07`")
        for name in names:
            if name not in claims.index:
                near = suggest(name, claims.index).split(" Allowed:")[0]
                return self._refuse(
                    f"no claim '{name}' in seeds/dossiers; "
                    f"{near if near.startswith('did') else 'the register lists all claims'}"
                )
            verdict = claims.at[name, "verdict"]
            if verdict == "contradicted" and not self.contradicted:
                return self._refuse(
                    f"the public record contradicts {name}; report it as an error with "
                    f"{{reported-error}}`{name}`, or use another claim"
                )
            if verdict != "contradicted" and self.contradicted:
                return self._refuse(f"the record does not contradict {name}; use {{claim}}`{name}`")
            self.env.claim_uses[self.env.docname].append(name)
            if chips:
                chips.append(nodes.Text(" "))
            chips.append(chip(name, self.env))
        return chips, []

    def _refuse(self, message: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        report = self.inliner.reporter.error(message, line=self.lineno)
        return [self.inliner.problematic(self.rawtext, self.rawtext, report)], [report]


def chip(name: str, env: BuildEnvironment) -> nodes.reference:
    """Make the chip of a claim: short source name, number, paragraph and Admiralty pair."""
    evidence = env.app.evidence_report.evidence
    claim = evidence.claims.loc[name]
    source = evidence.sources.loc[claim["source"]]
    pair = f"{source['reliability']}{claim['credibility']}"
    reference = nodes.reference(
        "",
        f"{source['label']} {name.rpartition('-')[2]} (¶{claim['paragraph']}) {pair}",
        refuri=f"{REGISTER}.html#{name}",
        internal=True,
        reftitle=f"{name}: {claim['statement']}",
        classes=["claim-chip"] + (["contradicted"] if claim["verdict"] == "contradicted" else []),
    )
    reference["claim"] = name
    return reference


class JudgementDirective(SphinxDirective):
    """``{judgement} judgement-1``: the judgement with its confidence and its evidence."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the judgement as a block; an unknown id is an error.

        The words of a judgement are text, never mark-up: only the marks made here are parsed.
        """
        judgements: dict[str, Judgement] = self.env.app.evidence_report.judgements
        name = self.arguments[0].strip()
        if name not in judgements:
            raise self.error(f"no judgement '{name}' in book/judgements.yml; {suggest(name, judgements)}")
        judgement = judgements[name]
        block = nodes.container(classes=["judgement"], names=[name])
        self.state.document.note_explicit_target(block, block)  # so that [text](#judgement-1) finds it
        number = name.rpartition("-")[2]
        block += self._line(nodes.strong, f"{number}. {judgement.title}.", judgement.statement)
        confidence = f"{judgement.confidence.capitalize()} confidence."
        block += self._line(nodes.emphasis, confidence, judgement.confidence_reason)
        trial = sentence(self.env.app.evidence_report.sensitivity, name)
        block += self._line(nodes.emphasis, "If sources are left out.", trial)
        lines = [f"Evidence for: {self._marks(judgement.evidence_for, judgement.references)}"]
        if judgement.evidence_errors:  # these bear it out by what is wrong in them
            lines += ["", f"Errors that bear it out: {self._marks(judgement.evidence_errors, [])}"]
        against = self._marks(judgement.evidence_against, []) or "none found in the documents."
        lines += ["", f"Evidence against: {against}"]
        self.state.nested_parse(StringList(lines, self.get_source_info()[0]), self.content_offset, block)
        return [block]

    def _marks(self, claims: list[str], references: list[str]) -> str:
        """Write the marks; what the record contradicts is marked as an error wherever it stands."""
        verdicts = self.env.app.evidence_report.evidence.claims["verdict"]
        wrong = [name for name in claims if verdicts[name] == "contradicted"]
        sound = [name for name in claims if name not in wrong]
        marks = [f"{{claim}}`{', '.join(sound)}`"] if sound else []
        marks += [f"{{reported-error}}`{', '.join(wrong)}`"] if wrong else []
        marks += [f"{{cite}}`{','.join(references)}`"] if references else []
        return " ".join(marks)

    @staticmethod
    def _line(kind: type[nodes.TextElement], head: str, text: str) -> nodes.paragraph:
        return nodes.paragraph("", "", kind("", head), nodes.Text(" " + " ".join(text.split())))


class AssessmentDirective(SphinxDirective):
    """``{assessment}``: the authors' reasoning, set off from what sources report."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the block; one without any claim, reference or judgement is an error."""
        self.assert_has_content()
        block = nodes.container(classes=["assessment"])
        block += nodes.paragraph("", "", nodes.strong("", "Assessment"), classes=["assessment-label"])
        self.state.nested_parse(self.content, self.content_offset, block)
        if not any(_is_evidence(node) for node in block.findall(nodes.Element)):
            raise self.error(
                "an assessment without evidence; add a {claim} or {cite} mark, or link a judgement"
            )
        return [block]


def _is_evidence(node: nodes.Element) -> bool:
    """Tell whether a node is a chip, a citation or a link to a judgement."""
    target = str(node.get("reftarget", "")) + str(node.get("refuri", ""))
    return bool(node.get("claim")) or node.get("refdomain") == "cite" or "judgement-" in target


class register_table(nodes.General, nodes.Element):
    """Stands for the register until all pages are read and the uses of each claim are known."""


class RegisterDirective(SphinxDirective):
    """``{register} elpais``: all claims of one document."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the placeholder; an unknown document is an error."""
        sources = self.env.app.evidence_report.evidence.sources
        name = self.arguments[0].strip()
        if name not in sources.index:
            raise self.error(f"no document '{name}'; {suggest(name, sources.index)}")
        return [register_table("", source=name)]


def fill_registers(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the register in place of its placeholders, with links back to the pages that use a claim."""
    uses: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for page in sorted(set(app.env.claim_uses) - {REGISTER}):
        title = "Front page" if page == app.config.root_doc else app.env.titles[page].astext()
        for name in dict.fromkeys(app.env.claim_uses[page]):
            uses[name].append((f"{posixpath.basename(page)}.html", title))
    for placeholder in list(doctree.findall(register_table)):
        html = register_html(app.evidence_report.evidence, placeholder["source"], uses)
        placeholder.replace_self(nodes.raw("", html, format="html"))


def forget_uses(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page used before it is read again."""
    if not hasattr(env, "claim_uses"):
        env.claim_uses = defaultdict(list)
    env.claim_uses.pop(docname, None)


def merge_uses(app: Sphinx, env: BuildEnvironment, docnames: Any, other: BuildEnvironment) -> None:
    """Join what parallel readers found."""
    env.claim_uses.update({name: other.claim_uses[name] for name in docnames if name in other.claim_uses})


def prepare_uses(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Make the table of uses exist before the first page is read."""
    if not hasattr(env, "claim_uses"):
        env.claim_uses = defaultdict(list)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the marks."""
    app.add_node(register_table)
    app.add_role("claim", ClaimRole(contradicted=False))
    app.add_role("reported-error", ClaimRole(contradicted=True))
    app.add_directive("judgement", JudgementDirective)
    app.add_directive("assessment", AssessmentDirective)
    app.add_directive("register", RegisterDirective)
    # before sphinxcontrib-bibtex reads the bibliography: our messages name file, entry and remedy
    app.connect("builder-inited", load_report, priority=100)
    app.connect("env-before-read-docs", prepare_uses)
    app.connect("env-purge-doc", forget_uses)
    app.connect("env-merge-info", merge_uses)
    app.connect("doctree-resolved", fill_registers)
    return {"version": analysis.__version__, "parallel_read_safe": True, "parallel_write_safe": True}

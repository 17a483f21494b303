"""The empty dossier of a new source: every field with the question that it answers.

A field that a person must fill is empty, and an empty field is refused when the draft is checked. The
questions are those of the data dictionary and of the codebook, so that they are written once.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_args

from ..anchors import Paragraph
from ..export.dictionary import load_dictionary
from ..model import Claim, Codebook, Dossier, Event, Original, Outlet, Stance, Step, Wording
from .incoming import Incoming
from .survey import Seen

__all__ = ["CHECKS", "CORRECTIONS", "REFERENCES", "write_dossier"]

WIDTH = 114
MOST_LISTED = 20  # codes that a comment lists
HEAD = """\
The draft of {name}, document {document}. Fill every field that is empty: `python -m analysis check {name}`
says what is missing. What stands as a comment may be left out. Nothing of a draft is in the book before
`python -m analysis enter {name}`."""
CHECKS = """\
# The answer of the public record to each claim of {name}: one entry a claim.
# - claim: {name}-01
#   verdict:       # {verdict}
#                  # One of: {verdicts}
#   finding:       # {finding}
#   references: [] # {references}
#   silence:       # {silence}
"""
CORRECTIONS = """\
# An entry for each claim of {name} that the record contradicts. seeds/corrections.yml shows the fields; leave
# out the id, which is given when the draft enters the book.
"""
REFERENCES = """\
% Pages of the public record that {name} needs and seeds/references.bib does not have yet.
"""


@cache
def _dictionary() -> Mapping[str, Any]:
    return load_dictionary()


def says(table: str, column: str) -> str:
    """Return what a column of a table says, in the words of the data dictionary.

    Parameters
    ----------
    table, column : str
        Names in the dictionary.

    Returns
    -------
    str
        A sentence.

    Raises
    ------
    KeyError
        Where the dictionary has no such column.

    Examples
    --------
    >>> says("sources", "kind")
    'What kind of text it is.'
    """
    return str(_dictionary()[table].columns[column].says)


def choices(record: type, field: str) -> list[str]:
    """Return the words that a field allows, from the type in the model.

    Parameters
    ----------
    record : type
        A record of :mod:`analysis.model`.
    field : str
        One of its fields.

    Returns
    -------
    list of str
        As they are written; empty where any text may stand.

    Examples
    --------
    >>> choices(Step, "basis")
    ['seen', 'inferred']
    """
    return [str(value) for value in get_args(record.model_fields[field].annotation) if isinstance(value, str)]  # type: ignore[attr-defined]


def comment(text: str, indent: str = "") -> list[str]:
    """Return a text as lines of comment.

    Parameters
    ----------
    text : str
        What to say.
    indent : str, optional
        What stands before each line.

    Returns
    -------
    list of str
        None longer than a line of the evidence.

    Examples
    --------
    >>> comment("What kind of text it is.", "  ")
    ['  # What kind of text it is.']
    """
    start = f"{indent}# "
    return textwrap.wrap(
        " ".join(text.split()), WIDTH, initial_indent=start, subsequent_indent=start,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def field(
    name: str, question: str, allowed: Sequence[str] = (), indent: str = "", hint: str = ""
) -> list[str]:
    r"""Return an empty field with the question that it answers.

    Parameters
    ----------
    name, question : str
        Of the field.
    allowed : sequence of str, optional
        What may stand there, where that is a choice.
    indent, hint : str, optional
        What stands before each line; what was seen in the text.

    Returns
    -------
    list of str
        Comment, then the field.

    Examples
    --------
    >>> print(*field("basis", "Seen or inferred?", ["seen", "inferred"]), sep="\n")
    # Seen or inferred? One of: seen; inferred.
    basis:
    """
    words = question + (f" One of: {'; '.join(allowed)}." if allowed else "") + (f" {hint}" if hint else "")
    return [*comment(words, indent), f"{indent}{name}:"]


def optional(name: str, question: str, indent: str = "  ") -> list[str]:
    """Return a field that may be left out: a comment that is a field without its first two signs.

    Parameters
    ----------
    name, question : str
        Of the field.
    indent : str, optional
        What stands before each line.

    Returns
    -------
    list of str
        Question and field.

    Examples
    --------
    >>> optional("date", "Which day?", "")
    ['# # Which day?', '# date:']
    """
    return [f"{indent}# {line}" for line in field(name, question)]


def write_dossier(
    name: str,
    document: str,
    incoming: Incoming,
    codebook: Codebook,
    *,
    language: str,
    furniture: Sequence[Seen],
) -> str:
    r"""Write the dossier of a source of which nothing is known but its text.

    Parameters
    ----------
    name, document : str
        Id and number of the source.
    incoming : Incoming
        Its text; only hash and number of paragraphs are written down.
    codebook : Codebook
        Whose criteria and codes the comments name.
    language : str
        As from :func:`analysis.accession.survey.guess_language`.
    furniture : sequence of Seen
        As from :func:`analysis.accession.survey.find_furniture`.

    Returns
    -------
    str
        YAML.

    Examples
    --------
    >>> from analysis import load
    >>> incoming = Incoming(b"A text.", "A text.")
    >>> draft = write_dossier("wire", "005", incoming, load().codebook, language="en", furniture=[])
    >>> draft.split("\n\n")[1].splitlines()[:2]
    ['source: wire', 'document: "005"']
    """
    variables = codebook.variables
    lines = comment(HEAD.format(name=name, document=document))
    lines += ["", f"source: {name}", f'document: "{document}"']
    for column in ("title", "outlet", "label", "byline"):
        lines += field(column, says("sources", column))
    lines += field("language", says("sources", "language"), hint=f"Guessed from the text: {language}.")
    lines += field("original_language", says("sources", "original_language"))
    for column in ("published_earliest", "published_latest"):
        lines += field(
            column,
            says("sources", column),
            hint="ISO date, a year alone in quotes; worksheet.md lists those in the text.",
        )
    lines += field("date_reason", says("sources", "date_reason"))
    lines += field("kind", says("sources", "kind"), choices(Dossier, "kind"))
    lines += field("url", says("sources", "url"), hint="Two quotes with nothing between where there is none.")
    lines += [f"sha256: {incoming.sha256}", "normalisation: nfc-lf", ""]
    lines += comment(variables["criterion"].question)
    doubts = variables["doubt"].codes.items()
    lines += comment("doubt is one of: " + "; ".join(f"{code} ({one.definition})" for code, one in doubts))
    lines.append("rubric:")
    for criterion, code in variables["criterion"].codes.items():
        lines += [*comment(code.definition, "  "), f"  {criterion}:"]
        lines += field("doubt", says("rubric", "doubt"), indent="    ")
        lines += field("reason", says("rubric", "reason"), indent="    ")
    lines += ["", *field("transmission", says("sources", "transmission")), "", "original:"]
    lines += field(
        "found", says("sources", "original_found"), choices(Original, "found"), "  ", 'Write "no" in quotes.'
    )
    lines += field("note", says("sources", "original_note"), indent="  ")
    lines += optional("reference", says("sources", "original_reference"))
    lines += ["", *comment(_dictionary()["outlets"].says), "outlets:"]
    told = [part for part in Outlet.model_fields if part != "references"]
    lines += _first("- ", [field(part, says("outlets", part), indent="  ") for part in told])
    lines += optional("references", says("outlets", "references"))
    steps = f"{_dictionary()['chains'].says} Two steps at least; the last is the text as held."
    lines += ["", *comment(steps), "chain:"]
    for _ in range(2):
        asked = [(part, choices(Step, part)) for part in ("step", "who", "what", "basis")]
        lines += _first("- ", [field(part, says("chains", part), allowed, "  ") for part, allowed in asked])
        for part in ("date", "origins", "references"):
            needed = " A statement, a wire and an article need at least one." if part == "origins" else ""
            lines += optional(part, says("chains", part) + needed)
    lines += ["", *optional("upstream", says("sources", "upstream"), ""), ""]
    lines += _furniture(incoming.paragraphs, furniture)
    lines += ["", *comment(codebook.instructions[0])]
    lines += comment(
        f"`python -m analysis anchor {name} PHRASE` prints paragraph, start, end and digest of a phrase."
    )
    lines += ["claims:", *_commented("claims", Claim, f"{name}-01", variables)]
    for table, record in (("stances", Stance), ("events", Event), ("wording", Wording)):
        lines += ["", *comment(_dictionary()[table].says), *comment(f"{table}:")]
        lines += _commented(table, record, f"{name}-01", variables)
    return "\n".join(lines) + "\n"


def _first(mark: str, fields: Sequence[Sequence[str]]) -> list[str]:
    """Return the fields of a list's entry, the dash before the first one."""
    first, *rest = fields
    lines = [*first[:-1], f"{mark}{first[-1].strip()}"]
    return [*lines, *(line for one in rest for line in one)]


def _furniture(lines: Sequence[Paragraph], seen: Sequence[Seen]) -> list[str]:
    text = comment(f"{_dictionary()['furniture'].says} The text has paragraphs 1 to {len(lines)}.")
    text.append("# furniture:")
    for one in seen or [Seen("...", ())]:
        text += [f"# - paragraphs: [{', '.join(map(str, one.paragraphs))}]", f"#   what: {one.what}"]
    return text


def _commented(table: str, record: type, claim: str, variables: Mapping[str, Any]) -> list[str]:
    """Return the fields of an entry as comments; without their first two signs they are an entry to fill."""
    columns = _dictionary()[table].columns
    fields = []
    parts = list(record.model_fields)  # type: ignore[attr-defined]
    for part in sorted(parts, key=lambda part: part != "id"):
        column = columns.get({"id": "claim"}.get(part, part))
        question, code, allowed = column.says if column else "", column and column.code, choices(record, part)
        if code and len(variables[code].codes) <= MOST_LISTED:
            allowed = list(variables[code].codes)
        elif code:
            question += f" A code of {code} in seeds/codebook.yml."
        lines = field(part, question, allowed, "  ")
        value = {"id": f" {claim}", "claims": f" [{claim}]"}.get(part, "")
        fields.append([*lines[:-1], lines[-1] + value])
    return [f"# {line}" for line in _first("- ", fields)]

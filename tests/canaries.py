"""Text of the evidence that would be mark-up, code or a formula, planted in every field that is text.

The fields are those of the models: a new one is tested without a word here. Each gets a text with a mark of its
own, so that an output that spoils it names the field.
"""

from __future__ import annotations

import copy
import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import yaml
from conftest import ROOT

import analysis
from analysis.files import validate
from analysis.model import (
    Audit,
    Check,
    Codebook,
    Correction,
    Corroboration,
    Dossier,
    Erratum,
    Institution,
    Judgement,
    Question,
    Record,
    Rerating,
    Summit,
    TimelineEntry,
)  # fmt: skip
from analysis.problems import Problems
from scripts.mutations import write

#: Files of the evidence: the record that each holds, or of which it holds a list. The blind codings are left
#: out: of them the pages show codes and counts.
FILES: dict[str, Any] = {
    "seeds/codebook.yml": Codebook, "seeds/dossiers/*.yml": Dossier,
    "seeds/checks.yml": [Check], "seeds/corrections.yml": [Correction], "seeds/errata.yml": [Erratum],
    "seeds/corroboration.yml": [Corroboration], "seeds/timeline.yml": [TimelineEntry],
    "seeds/summits.yml": [Summit], "seeds/hypotheses.yml": [Question], "seeds/audit.yml": [Audit],
    "seeds/rerating.yml": [Rerating], "seeds/institutions.yml": [Institution],
    "book/judgements.yml": [Judgement],
}  # fmt: skip
#: In the bibliography, which is no YAML: the field of the model, and how the file calls it.
BIBLIOGRAPHY = {"author": "author", "title": "title", "publisher": "howpublished"}
#: An element that no page has. Where it is found as an element, text has become mark-up.
ELEMENT = "canary-x"
#: Words that a text keeps wherever it stands as text.
WHOLE = re.compile(rf"canary(?P<mark>[A-Z]+) <{ELEMENT}")
#: Its emoji is one that a typeface on paper has; tests/test_typesetting.py shows what happens with another.
LONG = (
    '=A+B canary{mark} <canary-x onload="spoil()"> <script>spoil()</script> </script> </style> ]]> --> &lt; '
    "<img src=x onerror=spoil()> {{claim}}`x` {{{{x}}}} ```{{raw}} html``` [a](javascript:spoil) "
    '![b](x.png) $\\frac{{a}}{{b}}$ \\input{{x}} #import "x": y `z`{{=html}} * _ | ~ ^ @ " \' \U0001f7e0 '
    "\u05e9\u05dc\u05d5\u05dd "
)
SHORT = "=<canary-x>&$a_b$"
#: In the bibliography LaTeX commands and braces are refused, which tests/test_hostile_input.py shows.
PLAIN = re.sub(r"[\\{}~^`]", "", LONG.replace("{mark}", "MARK")).replace("MARK", "{mark}").replace("%", "")


@dataclass
class Planting:
    """Which fields hold a canary, which refused it and with what words, and where the files are."""

    root: Path
    marks: dict[str, str] = field(default_factory=dict)
    files: dict[str, set[str]] = field(default_factory=dict)
    short: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def judgements(self) -> Path:
        return self.root / "book/judgements.yml"


def _leaves(kind: Any) -> set[Any]:
    """Return the types that stand at the end of an annotation; of a mapping those of its values."""
    if isinstance(kind, type) and not get_args(kind):
        return {kind}
    inner = get_args(kind)
    if getattr(kind, "__origin__", None) is dict:
        inner = inner[1:]
    return set().union(*(_leaves(one) for one in inner)) if inner else set()


def spots(model: type[Record], data: dict[str, Any]) -> Iterator[tuple[str, type[Record], dict, Any, Any]]:
    """Yield every place for text in a record: field, model, record, and the container and key of the text."""
    for name, info in model.model_fields.items():
        leaves = _leaves(info.annotation)
        inner = [one for one in leaves if isinstance(one, type) and issubclass(one, Record)]
        value = data.get(name)
        items = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
        )
        if inner:
            (kind,) = inner
            for one in [value] if isinstance(value, dict) and kind.model_fields.keys() & value else []:
                yield from spots(kind, one)
            for _, one in items:
                if isinstance(one, dict):
                    yield from spots(kind, one)
        elif str in leaves:
            if value is None or isinstance(value, str):
                yield f"{model.__name__}.{name}", model, data, data, name
            for key, one in items:
                if isinstance(one, str):
                    yield f"{model.__name__}.{name}", model, data, value, key


def _accepts(model: type[Record], data: dict, codes: dict[str, list[str]]) -> Problems:
    problems = Problems()
    validate(model, data, "file.yml", codes, problems)
    return problems


def _canary(template: str, mark: str, original: str | None) -> str:
    return template.format(mark=mark) + (original or "")


def _with(template: str, mark: str, model, record, box, key, codes) -> Problems:
    """Return what the model says of a record with a canary, which is then taken out again."""
    had, before = key in box if isinstance(box, dict) else True, None
    if had:
        before = box[key]
    box[key] = _canary(template, mark, before)[:24] if template == SHORT else _canary(template, mark, before)
    try:
        return _accepts(model, copy.deepcopy(record), codes)
    finally:
        if had:
            box[key] = before
        else:
            del box[key]


def plant(root: Path, folder: Path) -> Planting:
    """Copy the evidence and plant a canary in every field that takes one."""
    planting, numbers = Planting(folder), map("".join, itertools.product("ABCDEFGH", repeat=3))
    shutil.copytree(root / "seeds", folder / "seeds", ignore=shutil.ignore_patterns("texts"))
    shutil.copytree(root / "book", folder / "book", ignore=shutil.ignore_patterns("_static", "__pycache__"))
    codes = analysis.load(root / "seeds").codebook.allowed()
    found: dict[Path, Any] = {}
    places: dict[str, list[tuple]] = {}
    for pattern, kind in FILES.items():
        model = kind[0] if isinstance(kind, list) else kind
        for path in sorted(folder.glob(pattern)):
            found[path] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for record in found[path] if isinstance(kind, list) else [found[path]]:
                for name, *spot in spots(model, record):
                    places.setdefault(name, []).append(tuple(spot))
                    planting.files.setdefault(name, set()).add(path.relative_to(folder).as_posix())
    for name, all_spots in sorted(places.items()):
        mark = next(numbers)
        planting.marks[name] = mark
        told = [spot for spot in all_spots if _text_of(spot)] or all_spots
        for template in (LONG, SHORT):
            problems = _with(template, mark, *told[0], codes)
            if not problems:
                break
        if problems:
            del planting.marks[name]
            planting.refused[name] = str(problems[0])
        elif template == SHORT:
            planting.short.add(name)
    planting.marks |= {f"Reference.{name}": next(numbers) for name in BIBLIOGRAPHY}
    planting.files |= {f"Reference.{name}": {"seeds/references.bib"} for name in BIBLIOGRAPHY}
    # An author of an institution stands in two files, and would have to be the same text in both.
    planting.marks.pop("Institution.authors", None)
    planting.refused["Institution.authors"] = "must be an author of the bibliography"
    while True:
        _write(planting, found, places, codes, folder)
        told = _complaints(planting)
        if not told:
            return planting
        for name, words in told.items():
            del planting.marks[name]
            planting.refused[name] = words


def _text_of(spot: tuple) -> str | None:
    _, _, box, key = spot
    return box.get(key) if isinstance(box, dict) else box[key]


def _write(planting: Planting, found, places, codes, folder: Path) -> None:
    before = copy.deepcopy(list(found.values()))
    told = {name for name, all_spots in places.items() if any(map(_text_of, all_spots))}
    undo = []
    for name, mark in planting.marks.items():
        template = SHORT if name in planting.short else LONG
        for spot in places.get(name, []):
            model, record, box, key = spot
            original = _text_of(spot)
            if original is None and name in told:
                continue  # where others have it, this one lacks it for a reason that only other files know
            if original is None and (
                template == SHORT or _with(template, mark, model, record, box, key, codes)
            ):
                continue
            undo.append((box, key, original))
            box[key] = _canary(template, mark, original)[: 24 if template == SHORT else None]
    for path, data in found.items():
        path.write_bytes(write(data))
    for box, key, original in reversed(undo):
        if original is None:
            del box[key]
        else:
            box[key] = original
    assert before == list(found.values())
    listed = yaml.load((ROOT / "seeds/institutions.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    institutional = {author for entry in listed for author in entry["authors"]}
    text = (ROOT / "seeds/references.bib").read_text(encoding="utf-8")
    for name, label in BIBLIOGRAPHY.items():
        if mark := planting.marks.get(f"Reference.{name}"):
            latex = PLAIN.format(mark=mark).replace("&", r"\&")
            line = re.compile(rf"\b{label} *= *\{{+(?P<words>[^{{}}]*)\}}+,?$", re.M)
            text = line.sub(
                lambda one: (
                    one[0] if one["words"] in institutional else f"{label} = {{{{{latex}{one['words']}}}}},"  # noqa: B023
                ),
                text,
            )
    (folder / "seeds/references.bib").write_text(text, encoding="utf-8")


def _complaints(planting: Planting) -> dict[str, str]:
    """Return what the checks across files say, by field; each complaint shows the canary of its field."""
    try:
        evidence = analysis.load(planting.seeds)
        analysis.load_judgements(evidence, planting.judgements)
    except analysis.EvidenceError as error:
        names = {mark: name for name, mark in planting.marks.items()}
        told: dict[str, str] = {}
        # What stands there names the field; where nothing does, the remedy may, which also lists what is allowed.
        for words in ("{0.entry} {0.field} {0.found}", "{0.remedy}"):
            for problem in error.problems if not told else []:
                for mark in re.findall(r"canary([A-Z]+)", words.format(problem))[:1]:
                    told |= {names[mark]: str(problem)} if mark in names else {}
        for problem in error.problems if not told else []:  # where the text itself is not told
            for name in planting.marks:
                if name.endswith(f".{problem.field}") and problem.file in planting.files[name]:
                    told[name] = str(problem)
        assert told, f"no canary is named: {error}"
        return told
    return {}

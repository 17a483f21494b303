"""The id of a new source: its form, that it is free, and that no reader takes it for another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..files import parse_file
from ..identifiers import load_identifiers
from ..model import KEY
from ..problems import Problems
from ..reading import list_paths, read_withdrawn
from ..remedies import source_of
from ..text_files import read_text_file

__all__ = ["check_name", "next_number", "number_of", "read_head", "taken_names"]

LONGEST = 24  # of an id: chips, anchors and file names carry it
#: Beginnings of ids of other things; a claim `judgement-10` would be taken for a judgement.
RESERVED = {
    *("chapter", "correction", "download", "erratum", "figure", "icd", "ics", "judgement", "page"),
    *("table", "con", "prn", "aux", "nul"),  # the last four no file may bear on Windows
}
#: Letters and digits that look alike, each put in the place of the other.
ALIKE = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("-", ""))


def check_name(name: str, taken: Mapping[str, str], problems: Problems) -> None:
    """Hold the id of a new source to its form, and to the ids that there are.

    Parameters
    ----------
    name : str
        The id.
    taken : mapping of str to str
        As from :func:`taken_names`.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> problems = Problems()
    >>> check_name("e1-pais", {"elpais": "a source"}, problems)
    >>> print(*problems)
    --id: found 'e1-pais', which looks like 'elpais', a source; choose an id that nobody takes for it
    """

    def refuse(found: str, remedy: str) -> None:
        problems.note("--id", "", "", found, remedy)

    foreign = next((letter for letter in name if not letter.isascii()), "")
    if foreign:
        called = unicodedata.name(foreign, f"U+{ord(foreign):04X}").lower()
        refuse(f"{name!r}, with the sign {called}", "write small letters a to z, digits and hyphens")
    elif not re.fullmatch(KEY.strip("^$"), name) or not name[0].isalpha() or name.endswith("-"):
        refuse(f"{name!r}", "write small letters a to z, digits and hyphens, a letter first, such as elpais")
    elif re.search(r"-[0-9]{2,4}$", name):
        refuse(f"{name!r}, which has the form of a claim's id", "let it end with a letter")
    elif len(name) > LONGEST:
        refuse(f"{name!r}, {len(name)} signs", f"keep to {LONGEST}; every chip carries it")
    elif name in RESERVED or name.split("-")[0] in {"figure", "table"}:
        refuse(f"{name!r}, which names other things of the book", "choose another id")
    elif name in taken:
        refuse(f"{name!r}, {taken[name]}", "choose another id; an id is never used again")
    else:
        alike = next((other for other in taken if _skeleton(other) == _skeleton(name)), "")
        if alike:
            found = f"{name!r}, which looks like {alike!r}, {taken[alike]}"
            refuse(found, "choose an id that nobody takes for it")


def _skeleton(name: str) -> str:
    for first, second in ALIKE:
        name = name.replace(first, second)
    return name


def taken_names(seeds: Path) -> dict[str, str]:
    """Return the ids that no new source may have.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.

    Returns
    -------
    dict of str to str
        Id to what bears or bore it, in words.

    Raises
    ------
    EvidenceError
        Where the registry of published ids cannot be read.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> taken_names(SEEDS)["elpais"]
    'a source'
    """
    taken = {
        source_of(one.id): "whose claims were published"
        for one in load_identifiers(seeds.resolve().parent)
        if one.kind == "claim"
    }
    taken |= {one.source: "a source that was withdrawn" for one in read_withdrawn(seeds, Problems())}
    taken |= {path.name: "a draft" for path in (seeds / "drafts").glob("*") if path.is_dir()}
    taken |= {path.stem: "a source" for path in (seeds / "dossiers").glob("*.yml")}
    for listed in ("hypotheses", "corrections", "errata"):
        for path in list_paths(seeds, listed):
            text = path.read_text(encoding="utf-8", errors="replace")
            for found in re.findall(r"\bid: *([a-z][a-z0-9-]*)-[0-9]{2,4}\b", text):
                taken.setdefault(found, f"the beginning of ids in {seeds.name}/{path.relative_to(seeds)}")
    return taken


def next_number(seeds: Path) -> str:
    """Return the number of the next document: one more than any that was ever given.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.

    Returns
    -------
    str
        Three digits, or more once there are a thousand documents.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> int(next_number(SEEDS)) >= 5
    True
    """
    numbers = [int(one.document) for one in read_withdrawn(seeds, Problems())]
    for path in [*(seeds / "dossiers").glob("*.yml"), *(seeds / "drafts").glob("*/dossier.yml")]:
        number = number_of(path, seeds)
        numbers += [int(number)] if number.isdigit() else []
    return f"{max(numbers, default=-1) + 1:03d}"


def number_of(dossier: Path, seeds: Path) -> str:
    """Return the number of a document, as its dossier or else the file of its text has it.

    Parameters
    ----------
    dossier : Path
        The file; that of a draft lies in the draft's folder.
    seeds : Path
        Folder of the evidence, with the text in ``texts/``.

    Returns
    -------
    str
        Three to five digits; empty where neither has it.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> number_of(SEEDS / "dossiers" / "elpais.yml", SEEDS)
    '000'
    """
    number = str(read_head(dossier).get("document", ""))
    name = dossier.parent.name if dossier.name == "dossier.yml" else dossier.stem
    named = re.compile(rf"([0-9]{{3,5}})_{re.escape(name)}\.txt")
    files = [] if number else sorted(path.name for path in (seeds / "texts").glob(f"*_{name}.txt"))
    return number or next((found[1] for file in files if (found := named.fullmatch(file))), "")


def read_head(dossier: Path) -> dict[str, Any]:
    """Return what a dossier says of its document as a whole, without its claims, which are the bulk of it.

    Parameters
    ----------
    dossier : Path
        The file.

    Returns
    -------
    dict of str to object
        At least ``document``, ``sha256`` and ``earlier``, where the dossier has them; empty where it cannot
        be read, which the check tells.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> read_head(SEEDS / "dossiers" / "elpais.yml")["document"]
    '000'
    """
    text = read_text_file(dossier, dossier.name, Problems()) or ""
    head, claims, rest = text.partition("\nclaims:")
    if re.search(r"(?m)^(?:document|sha256|earlier):", rest):
        head += claims + rest
    data = parse_file(head, dossier.name, Problems())
    return data if isinstance(data, dict) else {}

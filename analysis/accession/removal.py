"""Taking a source out of the evidence: only where nothing rests on it, and with its ids kept as withdrawn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from ..bibliography import read_bibliography
from ..corpus import BOOK
from ..files import read_yaml
from ..identifiers import FILE
from ..problems import Problems, suggest
from ..reading import LISTS, list_paths
from .changes import Changes
from .drafts import ERRORS, PAGE, list_drafts

__all__ = ["left_behind", "remove_source", "rests_on", "text_of"]

OWN_LISTS = ("checks", "corrections")  # their entries on a source go with it
NO_SUPPORT = {FILE, f"{BOOK.name}/changelog.yml"}  # these name what was, too


def rests_on(name: str, seeds: Path) -> list[tuple[str, int, str]]:
    """List the places that rest on a source, apart from its own files and entries.

    Parameters
    ----------
    name : str
        Id of the source.
    seeds : Path
        Folder of the evidence; the project lies around it.

    Returns
    -------
    list of (str, int, str)
        File, line and what is named there: marks of pages, judgements, hypotheses, corroboration, samples,
        errata, settlements, blind codings and code.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> {file for file, *_ in rests_on("elpais", SEEDS)} >= {"book/divisions.md", "book/judgements.yml"}
    True
    >>> rests_on("no-such-source", SEEDS)
    []
    """
    root = seeds.resolve().parent
    mention = re.compile(rf"(?<![\w-]){re.escape(name)}-[0-9]{{2,4}}(?:\.\.[0-9]{{2,4}})?(?![\w-])")
    coded = re.compile(rf"^\s*-? *source: *{re.escape(name)} *$")
    found, own = [], {path for listed in OWN_LISTS for path in list_paths(seeds.resolve(), listed)}
    for path in _files(seeds, root):
        file = str(path.relative_to(root))
        if file in NO_SUPPORT or (path.stem == name and path.parent.name in {"dossiers", "counts"}):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path in own:
            text = _without_entries(text, name, keep_lines=True)
        for number, line in enumerate(text.split("\n"), start=1):
            if path.suffix == ".py" and not re.search(rf"\[?[\"']{re.escape(name)}-[0-9]", line):
                continue
            named = list(dict.fromkeys(mention.findall(line)))
            if coded.match(line) and path.parent.name == "codings":
                named.append("the coding of it")
            if named:
                found.append((file, number, ", ".join(named)))
    return found


def _files(seeds: Path, root: Path) -> Iterator[Path]:
    yield from sorted(seeds.resolve().glob("*.yml"))
    for listed in LISTS:
        yield from sorted((seeds.resolve() / listed).glob("*.yml"))
    yield from sorted((seeds.resolve() / "codings").glob("*.yml"))
    yield from sorted((root / BOOK.name).glob("*.md"))
    yield from sorted((root / BOOK.name).glob("*.yml"))
    yield from sorted((root / "analysis").rglob("*.py"))


def left_behind(name: str, seeds: Path) -> list[str]:
    """List what came with a source, as far as can be told, and stays when it goes.

    Parameters
    ----------
    name : str
        Id of a source that is still there.
    seeds : Path
        Folder of the evidence; the project lies around it.

    Returns
    -------
    list of str
        A line for the references that nothing else cites, with the cut-off of the report where they alone
        hold it; and one for the speakers whom nobody else quotes.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> left_behind("no-such-source", SEEDS)
    []
    """
    dossier = seeds / "dossiers" / f"{name}.yml"
    if not dossier.is_file():
        return []
    root, dossiers = seeds.resolve().parent, seeds.resolve() / "dossiers"
    parts = [dossier.read_text(encoding="utf-8"), *(_own_entries(name, seeds, one) for one in OWN_LISTS)]
    lists = {path for listed in OWN_LISTS for path in list_paths(seeds.resolve(), listed)}
    rest = []
    for path in [*_files(seeds, root), *sorted(dossiers.glob("*.yml"))]:
        if path not in (dossiers / dossier.name, seeds.resolve() / "codebook.yml"):
            text = path.read_text(encoding="utf-8", errors="replace")
            rest.append(_without_entries(text, name) if path in lists else text)
    own, others = "\n".join(parts), "\n".join(rest)
    references = read_bibliography(seeds / "references.bib", "references.bib", Problems())
    alone = [one for one in references if _names(own, one.key) and not _names(others, one.key)]
    lines = []
    if alone:
        keys = ", ".join(one.key for one in alone)
        lines.append(f"{seeds.name}/references.bib: cited nowhere else: {keys}; take out what came with it")
        before = max((one.seen for one in references if one not in alone), default="")
        latest = max(one.seen for one in alone)
        if latest > before:
            lines.append(
                f"until then the report says that the record was searched until {latest}, not {before}"
            )
    claims = (read_yaml(dossier, dossier.name, Problems()) or {}).get("claims") or []
    speakers = dict.fromkeys(str(claim["speaker"]) for claim in claims)
    only = [one for one in speakers if not re.search(rf"\bspeaker: *['\"]?{re.escape(one)}\b", others)]
    if only:
        told = f"speakers of no other source: {', '.join(only)}; take out whom it brought"
        lines.append(f"{seeds.name}/codebook.yml: {told}")
    return lines


def _names(text: str, key: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text))


def remove_source(
    name: str, reason: str, seeds: Path, check: Callable[[Path], str], *, dry_run: bool = False
) -> tuple[Changes, str]:
    """Take a source, or a draft, out of the project.

    Parameters
    ----------
    name : str
        Its id.
    reason : str
        Why; readers find it at the old addresses.
    seeds : Path
        Folder of the evidence.
    check : callable
        As for :func:`analysis.accession.drafts.plan_entry`.
    dry_run : bool, optional
        Whether to write nothing.

    Returns
    -------
    changes : Changes
        What was done. The text of a source stays; that of a draft is put into ``texts/earlier/``.
    told : str
        What `check` said of the project without the source; empty for a draft.

    Raises
    ------
    EvidenceError
        With every place that rests on the source; then nothing is written.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> remove_source("elpais", "", SEEDS, str)
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...
      --reason: found nothing; say why in a sentence; readers find it at the old addresses
      ...
    """
    problems, root = Problems(), seeds.resolve().parent
    changes = Changes(root)
    if name in list_drafts(seeds):
        for path in sorted((seeds / "drafts" / name).iterdir()):
            changes.remove(f"{seeds.name}/drafts/{name}/{path.name}")
        _put_text_aside(name, seeds, changes)
        if not dry_run:
            changes.commit()
        return changes, ""
    sources = sorted(path.stem for path in (seeds / "dossiers").glob("*.yml"))
    if name not in sources:
        problems.note("NAME", "", "", f"'{name}', which is no source", suggest(name, sources))
        problems.stop("what was asked for")
    if not reason.strip():
        problems.note(
            "--reason", "", "", "nothing", "say why in a sentence; readers find it at the old addresses"
        )
    for file, line, named in rests_on(name, seeds):
        remedy = f"it rests on {name}; mend or remove it first"
        problems.note(f"{file}:{line}", "", "", named, remedy)
    _plan(name, " ".join(reason.split()), seeds, changes, problems)
    problems.stop(f"taking out {name}")
    with changes.tried() as copy:
        told = check(copy / seeds.name)
    if not dry_run:
        changes.commit()
    return changes, told


def text_of(name: str, seeds: Path) -> Path | None:
    """Return the file of a document's text, by the name that ``add`` gave it.

    Parameters
    ----------
    name : str
        Id of a source or of a draft.
    seeds : Path
        Folder of the evidence.

    Returns
    -------
    Path or None
        None where there is no such file.

    Examples
    --------
    >>> text_of("no-such-source", Path("no-such-folder")) is None
    True
    """
    named = re.compile(rf"[0-9]{{3,5}}_{re.escape(name)}\.txt")
    return next(
        (path for path in sorted((seeds / "texts").glob("*.txt")) if named.fullmatch(path.name)), None
    )


def _put_text_aside(name: str, seeds: Path, changes: Changes) -> None:
    """Keep the text of a draft where no other document meets it: the next one gets the same number."""
    path = text_of(name, seeds)
    if path is not None:
        raw = path.read_bytes()
        kept = f"{path.name.partition('_')[0]}_{hashlib.sha256(raw).hexdigest()[:12]}.txt"
        changes.write(f"{seeds.name}/texts/earlier/{kept}", raw)
        changes.remove(f"{seeds.name}/texts/{path.name}")


def _plan(name: str, reason: str, seeds: Path, changes: Changes, problems: Problems) -> None:
    dossier = read_yaml(seeds / "dossiers" / f"{name}.yml", f"{seeds.name}/dossiers/{name}.yml", problems)
    fields = dossier if isinstance(dossier, dict) else {}
    gone = {"source": name} | {field: str(fields.get(field, "")) for field in ("document", "label", "sha256")}
    earlier = [str(one["sha256"]) for one in fields.get("earlier") or []]
    corrections = re.findall(r"(?m)^- \{?id: *(correction-[0-9]+)", _own_entries(name, seeds, "corrections"))
    gone |= {"earlier": earlier} if earlier else {}
    gone |= {"corrections": corrections} if corrections else {}
    changes.remove(f"{seeds.name}/dossiers/{name}.yml")
    changes.remove(f"{seeds.name}/counts/{name}.json")
    for listed in OWN_LISTS:
        paths = list_paths(seeds, listed)
        for path in paths:
            file = f"{seeds.name}/{path.relative_to(seeds)}"
            text = changes.read(file)
            kept = _without_entries(text, name)
            if kept != text and not re.search(r"(?m)^- ", kept) and len(paths) > 1:
                changes.remove(file)  # of a divided list, the part that was of this source alone
            elif kept != text:
                changes.write(file, kept if re.search(r"(?m)^- ", kept) else f"{kept}[]\n")
    head = "# Documents that were sources and are none any more; ids, numbers and texts are not used again.\n"
    before = changes.read(f"{seeds.name}/withdrawn.yml") or head
    entry = yaml.safe_dump([gone | {"reason": reason}], sort_keys=False, allow_unicode=True, width=110)
    changes.write(f"{seeds.name}/withdrawn.yml", before + entry)
    for page, call in ((PAGE, f"{{register}} {name}\n"), (ERRORS, f'show_corrections(evidence, "{name}")')):
        text = changes.read(f"{BOOK.name}/{page}")
        kept = "".join(part for part in re.split(r"(?m)^(?=## )", text) if call not in part)
        if kept != text:
            changes.write(f"{BOOK.name}/{page}", kept.rstrip() + "\n")
    registry = changes.read(FILE)
    if registry:
        changes.write(FILE, _withdrawn(registry, name, reason, problems))


def _withdrawn(registry: str, name: str, reason: str, problems: Problems) -> str:
    """Return the registry of published ids with those of a source as withdrawn."""
    own = re.compile(
        rf"^- \{{id: ({re.escape(name)}-[0-9]{{2,4}}|table-(?:register|corrections)-{re.escape(name)}),"
    )
    quoted = yaml.safe_dump(reason, default_style='"', allow_unicode=True, width=float("inf")).strip()
    lines = registry.split("\n")
    for place, line in enumerate(lines):
        if own.match(line) and "withdrawn:" not in line:
            if not line.rstrip().endswith("}"):
                found = "an entry of several lines"
                problems.note(f"{FILE}:{place + 1}", "", "", found, "write it on one line, in braces")
                continue
            lines[place] = f"{line.rstrip()[:-1]}, withdrawn: {{version: next, reason: {quoted}}}}}"
    return "\n".join(lines)


def _own_entries(name: str, seeds: Path, listed: str) -> str:
    """Return the entries of a list on the claims of a source, as they are written."""
    lines = []
    for path in list_paths(seeds, listed):
        text = path.read_text(encoding="utf-8")
        kept = _without_entries(text, name, keep_lines=True).split("\n")
        lines += [line for line, other in zip(text.split("\n"), kept, strict=True) if line != other]
    return "\n".join(lines)


def _without_entries(text: str, name: str, *, keep_lines: bool = False) -> str:
    """Return a list without its entries on the claims of a source; comments between entries stay."""
    parts = re.split(r"(?m)^(?=- )", text)
    own = re.compile(rf"^(?:- |  )\{{? *(?:id: \S+, )?claim: *{re.escape(name)}-[0-9]{{2,4}}\b", re.M)
    kept = []
    for part in parts:
        if not (part.startswith("- ") and own.search(part)):
            kept.append(part)
        elif keep_lines:
            kept.append("\n" * part.count("\n"))
        else:
            kept += [f"{line}\n" for line in part.split("\n") if line.startswith("#")]
    return "".join(kept)

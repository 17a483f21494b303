"""Compare two folders to the byte: two builds, or a release and what was rebuilt.

    .venv/bin/python -m scripts.compare_trees _build/html ../other/_build/html

Exit code 0: the same names and the same bytes. 1: they differ; the first difference is told as exactly as
its kind allows (the line of a text, the member of an archive, the object of a PDF), the others by name.
2: there was nothing to compare. Rights and times of files are no part of what is published: left aside.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_NAMES = 20  # of files that differ, told after the first
AROUND = 40  # characters of a line shown on each side of where two texts part
OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) \d+ obj\b")
TRAITS = {"date_time": "time", "external_attr": "rights", "compress_type": "method", "create_system": "maker"}


class NothingToCompare(Exception):
    """What was named is no pair of folders with files; the text says what is wrong."""


@dataclass(frozen=True)
class Comparison:
    """How two folders compare: names, in order, relative to both."""

    same: list[str]
    different: list[str]
    only_first: list[str]
    only_second: list[str]

    @property
    def identical(self) -> bool:
        """Whether there is no difference."""
        return not (self.different or self.only_first or self.only_second)


def entries(folder: Path) -> Iterator[tuple[str, Path]]:
    """Return name and path of all that is in a folder; of folders only the empty ones and links."""
    for place, folders, files in os.walk(folder):
        for name in [*files, *(one for one in folders if (Path(place) / one).is_symlink())]:
            path = Path(place) / name
            yield path.relative_to(folder).as_posix(), path
        if not folders and not files and Path(place) != folder:
            yield f"{Path(place).relative_to(folder).as_posix()}/", Path(place)


def content(path: Path) -> bytes:
    """Return what a file holds, where a link leads, or nothing for an empty folder."""
    if path.is_symlink():
        return b"-> " + os.fsencode(os.readlink(path))
    return b"" if path.is_dir() else path.read_bytes()


def compare(first: Path, second: Path) -> Comparison:
    """Compare all names and bytes of two folders."""
    found = []
    for folder in (first, second):
        if not folder.is_dir():
            is_file = "a file; name the folder around it" if folder.exists() else "no such folder"
            raise NothingToCompare(f"{folder}: found {is_file}")
        names = dict(entries(folder))
        if not names:
            raise NothingToCompare(f"{folder}: found an empty folder, which says nothing about a build")
        found.append(names)
    one, other = found
    both = sorted(one.keys() & other.keys())
    equal = {name: content(one[name]) == content(other[name]) for name in both}
    return Comparison(
        [name for name in both if equal[name]],
        [name for name in both if not equal[name]],
        sorted(one.keys() - other.keys()),
        sorted(other.keys() - one.keys()),
    )


def difference(first: bytes, second: bytes) -> str:
    """Say where two contents that are not the same part, as exactly as their kind allows."""
    if zipfile.is_zipfile(io.BytesIO(first)) and zipfile.is_zipfile(io.BytesIO(second)):
        return archive_difference(first, second)
    if first.startswith(b"%PDF-") and second.startswith(b"%PDF-"):
        place = parting(first, second)
        objects = [match[1].decode() for match in OBJECT.finditer(first[:place])]
        inside = f"object {objects[-1]}" if objects else "the head"
        return f"{bytes_difference(first, second)}, in {inside} of the PDF"
    try:
        return text_difference(first.decode(), second.decode())
    except UnicodeDecodeError:
        return bytes_difference(first, second)


def parting(first: Iterable[object], second: Iterable[object]) -> int:
    """Return the place of the first element in which two sequences differ; that of the end of the shorter."""
    pairs = itertools.zip_longest(first, second)
    return next(place for place, (one, other) in enumerate(pairs) if one != other)


def bytes_difference(first: bytes, second: bytes) -> str:
    """Say at which byte two contents part."""
    place = parting(first, second)
    return f"byte {place} ({len(first)} and {len(second)} bytes)"


def text_difference(first: str, second: str) -> str:
    """Say in which line two texts part, and show both from a little before that place."""
    if "\0" in first or "\0" in second:
        return bytes_difference(first.encode(), second.encode())
    # Not splitlines(): a text may hold other signs that it counts as ends of lines, and differ in just these.
    lines, others = first.split("\n"), second.split("\n")
    number = parting(lines, others)
    pair = [every[number] if number < len(every) else None for every in (lines, others)]
    if None in pair:
        return f"line {number + 1}: one of the texts has ended ({len(lines)} and {len(others)} lines)"
    column = parting(*pair)
    start = max(0, column - AROUND)
    shown = [ascii(line[start : column + AROUND]) for line in pair]
    return f"line {number + 1}, column {column + 1}:\n    {shown[0]}\n    {shown[1]}"


def archive_difference(first: bytes, second: bytes) -> str:
    """Say which member of two archives differs, and how: there, in its order, its contents or its traits."""
    with zipfile.ZipFile(io.BytesIO(first)) as one, zipfile.ZipFile(io.BytesIO(second)) as other:
        names, others = one.namelist(), other.namelist()
        if alone := sorted(set(names) ^ set(others)):
            where = "first" if alone[0] in names else "second"
            return f"member {alone[0]} is in the {where} archive only"
        for name in names:
            contents = one.read(name), other.read(name)
            if contents[0] != contents[1]:
                return f"member {name}, {difference(*contents)}"
        if names != others:
            place = parting(names, others)
            return f"member {place + 1} is {names[place]} in one archive, and {others[place]} in the other"
        for name in names:
            for trait, word in TRAITS.items():
                values = [getattr(archive.getinfo(name), trait) for archive in (one, other)]
                if values[0] != values[1]:
                    return f"member {name}, its {word}: {values[0]} and {values[1]}"
    return f"the packing of the same members, {bytes_difference(first, second)}"


def report(found: Comparison, first: Path, second: Path) -> str:
    """Return what is to be said about two folders: the counts, and of what differs the first one in full."""
    if found.identical:
        return f"Identical: {len(found.same)} files, byte for byte"
    lines = []
    if found.different:
        name = found.different[0]
        told = difference(content(first / name), content(second / name))
        lines += ["The first difference:", f"  {name}, {told}"]
        lines += short("Files that differ as well", found.different[1:])
    lines += short(f"Only in {first}", found.only_first)
    lines += short(f"Only in {second}", found.only_second)
    counts = (
        f"{len(found.same)} files are the same, {len(found.different)} differ, "
        f"{len(found.only_first)} are only in the first folder, {len(found.only_second)} only in the second"
    )
    return "\n".join([*lines, counts])


def short(title: str, names: list[str]) -> list[str]:
    """Return a list under its title, cut where it is long; nothing where it is empty."""
    if not names:
        return []
    more = [f"  and {len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
    return [f"{title}:", *(f"  {name}" for name in names[:MOST_NAMES]), *more]


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.compare_trees", description="Compare two folders, byte for byte."
    )
    parser.add_argument("first", type=Path, help="a folder, such as _build/html")
    parser.add_argument("second", type=Path, help="another, such as that of a second build")
    chosen = parser.parse_args(arguments)
    try:
        found = compare(chosen.first, chosen.second)
    except NothingToCompare as problem:
        print(f"Error: {problem}", file=sys.stderr)
        return 2
    print(report(found, chosen.first, chosen.second))
    return 0 if found.identical else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

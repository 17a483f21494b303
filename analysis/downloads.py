"""Downloads: what the report offers as files, what each is good for, and how the page lists them.

Most files exist only once the pages are built. The page shows what there is to be, from :data:`KINDS`; a
step at the end of the build (``scripts/downloads.py``) puts the files in that place, as it finds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from html import escape
from urllib.parse import quote

import pandas as pd

from .table_markup import Head, Row, table_markup

__all__ = [
    "CHECKSUMS", "KINDS", "Download", "Kind", "checksum_list", "downloads_markup", "kind_of", "missing_kinds",
    "size_in_words", "table_kinds",
]  # fmt: skip

CHECKSUMS = "SHA256SUMS"
CAPTION = "What there is to download"
HEADS = [Head("What"), Head("Good for"), Head("Files")]
SHORT = 12  # digits of a checksum that are shown
SPACE = "\u00a0"
ROWS = {"figures": "Figure", "chapters": "Chapter"}  # what a row of a fold is; else a page
MOST_IN_ROW = 4  # files that a row lists; more of them get a table of their own


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    Parameters
    ----------
    name : str
        Permanent name; the row's anchor is ``download-<name>``.
    title, good_for : str
        What it is, and for whom.
    patterns : tuple of str
        Of the files in the site, as :mod:`fnmatch` reads them.
    required : bool, optional
        Whether the build fails where there is none.
    """

    name: str
    title: str
    good_for: str
    patterns: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True)
class Download:
    """One file of the site.

    Parameters
    ----------
    path : str
        From the top of the site.
    bytes : int
        Its size.
    sha256 : str
        Its checksum, 64 hexadecimal digits.
    """

    path: str
    bytes: int
    sha256: str = field(repr=False)

    @property
    def name(self) -> str:
        """Name of the file, without its folder."""
        return self.path.rpartition("/")[2]


#: Every kind, in the order of the page. A file is of the first kind whose pattern it fits. The build makes
#: each of them; one that is not required would be listed where it is there.
KINDS = [
    Kind(
        "report",
        "The report as PDF",
        "Reading on paper, and keeping on file",
        ("pdf/nato-asia-pacific-four.pdf",),
    ),
    Kind("brief", "The brief", "A meeting: the judgements on one or two pages", ("brief/brief.*",)),
    Kind("chapters", "Each chapter as PDF", "Handing on one part", ("pdf/*.pdf",)),
    Kind(
        "data",
        "The data package",
        "Computing with claims, codes and checks in any program",
        ("data/*.zip",),
    ),
    Kind(
        "claims",
        "The claims as linked data",
        "Programs that read JSON-LD: every claim with its document, and its check",
        ("evidence.jsonld",),
    ),
    Kind("figures", "The figures", "Slides and papers: values, picture and drawing", ("figures/*.*",)),
    Kind(
        "notebooks",
        "The executed notebooks",
        "Seeing and rerunning how a page was computed",
        ("_downloads/*/*.ipynb",),
    ),
    Kind(
        "citations",
        "Citation files",
        "Importing every reference into a reference manager",
        ("citations/all.bib", "citations/all.ris"),
    ),
    Kind(
        "site",
        "The whole site",
        "Reading without a network, and keeping this version",
        ("downloads/*.zip",),
    ),
    Kind("checksums", "The checksums", "Proving that a file is the one that was published", (CHECKSUMS,)),
]


def table_kinds(kinds: Sequence[Kind] = KINDS) -> pd.DataFrame:
    """Return what there is to download.

    Parameters
    ----------
    kinds : sequence of Kind, optional
        Those of the page by default.

    Returns
    -------
    DataFrame
        One row per kind: ``what``, ``good_for``, ``files`` (where they lie in the site).

    Examples
    --------
    >>> table_kinds()["what"].iloc[0]
    'The report as PDF'
    """
    rows = [(kind.title, kind.good_for, " ".join(kind.patterns)) for kind in kinds]
    return pd.DataFrame(rows, columns=["what", "good_for", "files"])


def kind_of(path: str, kinds: Sequence[Kind] = KINDS) -> Kind | None:
    """Return the kind of a file.

    Parameters
    ----------
    path : str
        From the top of the site.
    kinds : sequence of Kind, optional
        Those of the page by default.

    Returns
    -------
    Kind or None
        The first that fits; None for what the page does not offer.

    Examples
    --------
    >>> kind_of("pdf/divisions.pdf").name, kind_of("index.html")
    ('chapters', None)
    """
    return next((kind for kind in kinds if any(fnmatchcase(path, one) for one in kind.patterns)), None)


def missing_kinds(files: Iterable[Download], kinds: Sequence[Kind] = KINDS) -> list[str]:
    """Return a line for each required kind of which there is no file.

    Parameters
    ----------
    files : iterable of Download
        What there is.
    kinds : sequence of Kind, optional
        Those of the page by default.

    Returns
    -------
    list of str
        Each says what is missing, where it should lie, and how to mend it; empty where all is there.

    Examples
    --------
    >>> missing_kinds([], [Kind("data", "The data package", "Computing", ("data/*.zip",), required=True)])
    ['The data package: found no data/*.zip in the site; ...']
    """
    there = {kind for file in files if (kind := kind_of(file.path, kinds))}
    return [
        f"{kind.title}: found no {' or '.join(kind.patterns)} in the site; mend the step that makes it, "
        f"or take required from the kind {kind.name} in analysis/downloads.py"
        for kind in kinds
        if kind.required and kind not in there
    ]


def size_in_words(number: int) -> str:
    """Return a size as readers say it.

    Parameters
    ----------
    number : int
        Bytes.

    Returns
    -------
    str
        In bytes, kB or MB of a thousand each; the space before the unit does not break.

    Examples
    --------
    >>> [size_in_words(number).split() for number in (640, 12_400, 3_400_000)]
    [['640', 'bytes'], ['12', 'kB'], ['3.4', 'MB']]
    """
    if number < 1000:
        return f"{number}{SPACE}bytes"
    return f"{number / 1e3:.0f}{SPACE}kB" if number < 999_500 else f"{number / 1e6:.1f}{SPACE}MB"


def checksum_list(files: Iterable[Download]) -> str:
    r"""Return the checksums in the form that ``sha256sum -c`` reads.

    Parameters
    ----------
    files : iterable of Download
        The files.

    Returns
    -------
    str
        One line per file, by path.

    Examples
    --------
    >>> checksum_list([Download("pdf/a.pdf", 2, "ab")])
    'ab  pdf/a.pdf\n'
    """
    return "".join(f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda file: file.path))


def downloads_markup(
    files: Iterable[Download],
    titles: Mapping[str, tuple[str, str]],
    *,
    instead: str = "",
    kinds: Sequence[Kind] = KINDS,
) -> str:
    r"""Render the files: a row for each kind, and below it a fold for each kind that has many.

    Parameters
    ----------
    files : iterable of Download
        What there is.
    titles : mapping of str to (str, str)
        Path or name of a file, both without suffix, to title and address of the place that it belongs to.
    instead : str, optional
        What to say where the site's own archive would stand: the archive cannot hold its own checksum.
    kinds : sequence of Kind, optional
        Those of the page by default.

    Returns
    -------
    str
        HTML; a kind without files is left out.

    Examples
    --------
    >>> html = downloads_markup([Download("data/a.zip", 12_400, "abcdef0123456789" * 4)], {})
    >>> '<a download href="data/a.zip">a.zip</a> 12\xa0kB' in html, "<code>abcdef012345…</code>" in html
    (True, True)
    """
    by_kind: dict[str, list[Download]] = {}
    for file in sorted(files, key=lambda file: (file.name, file.path)):
        if kind := kind_of(file.path, kinds):
            by_kind.setdefault(kind.name, []).append(file)
    rows, folds = [], []
    for kind in kinds:
        own = by_kind.get(kind.name, [])
        if len(own) > MOST_IN_ROW:
            folds.append(_fold(kind, own, titles))
            cell = f'<a href="#table-files-{kind.name}">{len(own)} files, listed below</a>'
        elif own:
            cell = "".join(f"<div>{_file(file, file.name)}</div>" for file in own)
        elif kind.name == "site" and instead:
            cell = escape(instead)
        else:
            continue
        rows.append(Row(escape(kind.title), [escape(kind.good_for), cell], {"id": f"download-{kind.name}"}))
    return table_markup(CAPTION, HEADS, rows, name="downloads") + "".join(folds)


def _file(file: Download, words: str) -> str:
    """Return a link to a file with its size, and its checksum: short to be seen, whole to be copied."""
    whole = "<wbr>".join(file.sha256[place : place + 16] for place in range(0, len(file.sha256), 16))
    return (
        f'<a download href="{quote(file.path)}">{escape(words)}</a> {size_in_words(file.bytes)}'
        f"<details><summary>SHA-256 <code>{file.sha256[:SHORT]}…</code></summary>"
        f"<code>{whole}</code></details>"
    )


def _fold(kind: Kind, files: Sequence[Download], titles: Mapping[str, tuple[str, str]]) -> str:
    """Return the files of a kind in a table that opens on demand; files of one name stand in one row."""
    by_stem: dict[str, dict[str, Download]] = {}
    for file in files:
        stem, _, suffix = file.name.rpartition(".")
        by_stem.setdefault(stem, {})[suffix] = file
    suffixes = sorted({suffix for group in by_stem.values() for suffix in group})
    heads = [Head(ROWS.get(kind.name, "Page")), *(Head(suffix.upper()) for suffix in suffixes)]
    rows = []
    for stem, group in by_stem.items():
        path = next(iter(group.values())).path.rpartition(".")[0]
        title, address = titles.get(path) or titles.get(stem, (stem, ""))
        heading = f'<a href="{escape(address)}">{escape(title)}</a>' if address else escape(title)
        cells = [_file(group[one], group[one].name) if one in group else "–" for one in suffixes]
        rows.append(Row(heading, cells))
    caption = f"{kind.title}: {len(files)} files"
    table = table_markup(caption, heads, rows, name=f"files-{kind.name}")
    return f'<details class="folded-table"><summary>{escape(caption)}</summary>{table}</details>'

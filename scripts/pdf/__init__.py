"""The report on paper: every page of the contents as a PDF, and all of them as one.

The pages that Jupyter Book wrote are made ready for paper (`pages`, `notes`, `tables`), pandoc turns them
into typst (filter.lua), and typst sets them by book.typ. Both come as packages: no browser, no TeX. One page
is converted once and set twice, in its own PDF and in the whole book; a link whose place the document does
not hold is text there. The same site gives the same bytes.

Left aside: Chromium prints no footnotes and must be on the machine; WeasyPrint wrote no tags by default and
lost the links within the book.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from html import unescape
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import yaml

from scripts.lifeline import end_with_parent

from .failure import PdfFailure
from .pages import FRONT, prepare

__all__ = ["BOOK", "PdfFailure", "make_pdfs"]

if TYPE_CHECKING:  # each worker would load pandas for it
    from analysis.edition import Edition

Result = TypeVar("Result")

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FONTS = ROOT / "analysis/fonts"
BOOK = "nato-asia-pacific-four"  # the whole book's file, without suffix
FRONT_TITLE = "Overview"  # in the whole book, whose title is that of the front page
STYLE = "chicago"
STANDARD = "ua-1"  # PDF/UA-1: typst refuses a document that breaks what it can check of it
WHOLE = "the whole report"
NO_LETTER = (
    ". Write it in Latin or Greek letters, or add a typeface that has it to analysis/fonts/ and name it in "
    "scripts/pdf/book.typ"
)
NOTES = (
    "A note names a claim of a document, with its paragraph and its grade (the letter is the reliability of "
    "the source from A to E, the figure the credibility of the item from 1 to 5; F and 6 mean that there is "
    "no basis to judge), what it says in our words, and what the public record says of it; or it names a "
    "page of that record. Bars set off what is ours from what sources report: purple a key judgement, green "
    "an assessment, grey a word on how the report was made."
)
NEEDS = (
    "The PDFs need the packages pypandoc_binary and typst, which `make book` installs into .venv/; no "
    "browser, no TeX, nothing by hand. They come ready-made for Linux, macOS and Windows on x86-64, for "
    "Linux and macOS on arm64; on another kind of machine the book cannot be built."
)


def cite_line(edition: Edition, name: str = "", title: str = "") -> str:
    """Return how to cite the report, or one page of it, as `analysis.cite` does for a bibliography."""
    from analysis.citable import Citable
    from analysis.citation_formats import csl_item
    from analysis.citation_styles import plain, render

    chapter = name not in ("", FRONT)
    kind = ("chapter", title, f"{name}.html") if chapter else ("report", edition.title, f"{FRONT}.html")
    return plain(render(csl_item(Citable(name or "report", *kind), edition), STYLE))


def facts(edition: Edition, name: str = "", title: str = "") -> list[tuple[str, str]]:
    """Return what the title page and the heads of chapters say of the edition."""
    state = (
        f"published {edition.date}"
        if edition.published
        else f"not published; changed since {edition.version.partition('+')[0]}"
    )
    return [
        ("Authors", "; ".join(edition.authors)),
        ("Version", f"{edition.version} ({state})"),
        ("Record searched until", edition.cutoff),
        ("Fingerprints", f"evidence {edition.evidence}, code {edition.code}"),
        ("Publisher", f"{edition.identity.publisher}; no publication of NATO"),
        ("Licence", f"text and data {edition.identity.licence_text}, code {edition.identity.licence_code}"),
        ("Cite as", cite_line(edition, name, title)),
        ("Notes", NOTES),
    ]


def edition_data(edition: Edition, name: str = "", title: str = "") -> dict[str, object]:
    """Return what book.typ reads of the edition; name and title are those of a page set by itself."""
    identity = edition.identity
    day = date.fromisoformat(edition.date)
    return {
        "title": identity.title,
        "subtitle": identity.subtitle,
        "full-title": edition.title,
        "document-title": f"{title} – {edition.title}" if title else edition.title,
        "authors": edition.authors,
        "description": identity.description,
        "keywords": identity.keywords,
        "language": identity.language,
        "version": edition.version,
        "day": [day.year, day.month, day.day],
        "facts": facts(edition, name, title),
    }


def contents(toc: dict[str, object]) -> list[tuple[str, list[str]]]:
    """Return the parts of a table of contents, each with its caption and the names of its pages."""
    parts = [("", [str(toc["root"])])]
    for part in toc.get("parts", []):
        parts.append((part.get("caption", ""), [str(entry["file"]) for entry in part["chapters"]]))
    return parts


def page_title(text: str, name: str) -> str:
    """Return the heading of a built page."""
    article = text.partition('<article class="bd-article"')[2]
    heading = re.search(r'<h1[^>]*>(.*?)(<a class="headerlink"|</h1>)', article, re.DOTALL)
    if heading is None:
        raise PdfFailure(f"{name}.html has no heading; the PDF takes its title from <h1>")
    return unescape(re.sub(r"<[^>]+>", "", heading[1])).strip()


def typst_page(name: str, text: str, titles: dict[str, str], address: str, work: Path) -> int:
    """Write one page as typst into the working folder, with its drawings; return the number of its notes."""
    import pypandoc

    page = prepare(name, text, titles, address)
    for file, drawing in page.images.items():
        (work / "images" / file).write_text(drawing, encoding="utf-8")
    try:
        code = pypandoc.convert_text(
            page.html, "typst", format="html-auto_identifiers-smart", encoding="utf-8",
            # The folder of its data is named so that no template or filter of the user's own comes in.
            extra_args=["--wrap=none", f"--data-dir={HERE}", f"--lua-filter={HERE / 'filter.lua'}"],
        )  # fmt: skip
    except RuntimeError as error:
        raise PdfFailure(f"pandoc did not convert {name}.html: {error}") from None
    (work / f"{name}.typ").write_text(f'#import "book.typ": *\n\n{code}', encoding="utf-8")
    return page.notes


def main_file(parts: Iterable[tuple[str, list[str]]]) -> str:
    """Return the typst file of the whole book."""
    parts = list(parts)
    starts = [f"{names[0]}:" for _, names in parts]
    captions = [caption for caption, _ in parts]
    rows = zip(captions, starts, [*starts[1:], ""], strict=True)
    entries = "".join(f"({', '.join(json.dumps(one) for one in row)})," for row in rows)
    lines = ['#import "book.typ": *', "#show: report", "#title-page", f"#contents(({entries}))"]
    lines += [f'#include "{name}.typ"' for _, names in parts for name in names]
    return "\n".join(lines) + "\n"


def typeset(work: Path, name: str, chapter: str, data: dict[str, object]) -> bytes:
    """Set one PDF from a file of the working folder."""
    import typst

    try:
        compiler = typst.Compiler(
            work / f"{name}.typ", root=work, font_paths=[FONTS], ignore_system_fonts=True,
            sys_inputs={"chapter": chapter, "edition": json.dumps(data)},
        )  # fmt: skip
        return compiler.compile(format="pdf", pdf_standards=[STANDARD])
    except typst.TypstError as error:
        place = f"{chapter}.pdf" if chapter else WHOLE
        remedy = NO_LETTER if "could not be displayed with font" in str(error) else ""
        raise PdfFailure(f"typst did not set {place}: {error}{remedy}") from None


def make_pdfs(html: Path, folder: Path, edition: Edition, toc: Path = ROOT / "book/_toc.yml") -> list[Path]:
    """Make the PDFs of a built site.

    Parameters
    ----------
    html : Path
        Folder of the pages as Jupyter Book wrote them.
    folder : Path
        Where the PDFs go; made anew.
    edition : Edition
        Version and date on every page.
    toc : Path, optional
        Table of contents.

    Returns
    -------
    list of Path
        The whole book first, then one PDF a page.

    Raises
    ------
    PdfFailure
        With page and cause.
    """
    if missing := [name for name in ("pypandoc", "typst") if find_spec(name) is None]:
        raise PdfFailure(f"This Python has no {' and no '.join(missing)}. {NEEDS}")
    parts = contents(yaml.safe_load(toc.read_text(encoding="utf-8")))
    names = [name for _, some in parts for name in some]
    texts = {name: (html / f"{name}.html").read_text(encoding="utf-8") for name in names}
    titles = {name: page_title(text, name) for name, text in texts.items()}
    titles[FRONT] = FRONT_TITLE
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Spawned, not forked: whoever calls may run threads.
    with (
        # In the folder of the PDFs, so that a build that is killed leaves nothing elsewhere.
        tempfile.TemporaryDirectory(prefix=".pages-", dir=folder) as temporary,
        ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=end_with_parent) as pool,
    ):
        work = Path(temporary)
        (work / "images").mkdir()
        shutil.copy(HERE / "book.typ", work)
        longest = sorted(names, key=lambda name: -len(texts[name]))  # so that no worker waits for the last
        gather(
            pool.submit(typst_page, name, texts[name], titles, edition.address(), work) for name in longest
        )
        (work / "whole.typ").write_text(main_file(parts), encoding="utf-8")
        for name in names:
            (work / f"main-{name}.typ").write_text(
                f'#import "book.typ": *\n#show: report\n#include "{name}.typ"\n', encoding="utf-8"
            )
        jobs = [("whole", "", edition_data(edition))]
        jobs += [(f"main-{name}", name, edition_data(edition, name, titles[name])) for name in longest]
        made = gather(pool.submit(typeset, work, *job) for job in jobs)
    paths = [folder / f"{name or BOOK}.pdf" for _, name, _ in jobs]
    for path, pdf in zip(paths, made, strict=True):
        path.write_bytes(pdf)
    return paths


def gather(waiting: Iterable[Future[Result]]) -> list[Result]:
    """Return all results; raise every failure at once, that of a page before that of the whole book."""
    results, failures = [], []
    futures = list(waiting)
    for future in futures:
        try:
            results.append(future.result())
        except PdfFailure as failure:
            failures.append(str(failure))
        except BrokenProcessPool:
            raise PdfFailure(
                "A process that makes PDFs was ended from outside, perhaps for want of memory"
            ) from None
        except BaseException:
            for one in futures:
                one.cancel()  # else an interrupt would wait for all the others
            raise
    if failures:
        raise PdfFailure("\n".join([one for one in failures if WHOLE not in one] or failures))
    return results

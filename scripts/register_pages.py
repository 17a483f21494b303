"""Divide the register of claims among as many pages as it needs: `make register`.

Writes book/evidence.md, book/evidence-2.md and so on, takes away pages that are no longer needed, and lists
them in book/_toc.yml below the first. Where the claims fit on one page, nothing changes.
"""

import re
import sys
from pathlib import Path

import analysis
from analysis.corpus import BOOK
from analysis.problems import EvidenceError
from analysis.register_pages import FIRST, register_files

FURTHER = rf"(?:\1  sections:\n(?:\1    - file: {FIRST}-\d+\n)+)?"
ENTRY = re.compile(rf"^( *)- file: {FIRST}\n{FURTHER}", re.MULTILINE)


def contents(text, pages):
    """Return the table of contents with the further pages of the register below its first."""

    def entry(found):
        indent, further = found[1], [page for page in pages if page != FIRST]
        lines = [f"{indent}- file: {FIRST}", *([f"{indent}  sections:"] if further else [])]
        return "\n".join([*lines, *(f"{indent}    - file: {page}" for page in further)]) + "\n"

    return ENTRY.sub(entry, text)


def write_pages(evidence, book):
    """Write the pages of the register into a book; return their names."""
    first = book / f"{FIRST}.md"
    files = register_files(evidence, first.read_text(encoding="utf-8"))
    for page, text in files.items():
        path = book / f"{page}.md"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in book.glob(f"{FIRST}-*.md"):
        if path.stem not in files and re.fullmatch(rf"{FIRST}-\d+", path.stem):
            path.unlink()
    toc = book / "_toc.yml"
    toc.write_text(contents(toc.read_text(encoding="utf-8"), files), encoding="utf-8")
    return list(files)


def main(book: Path = BOOK):
    """Write the pages of the project's register; return the exit code."""
    try:
        pages = write_pages(analysis.load(), book)
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The register has {len(pages)} page{'s' if len(pages) > 1 else ''}: {', '.join(pages)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

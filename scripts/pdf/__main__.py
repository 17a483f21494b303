"""Say where the PDFs are: `make pdf`, once the site is up to date.

.venv/bin/python -m scripts.pdf
"""

from __future__ import annotations

import sys
from pathlib import Path

from . import BOOK, NEEDS

FOLDER = Path("_build/html/pdf")


def main(folder: Path = FOLDER) -> int:
    """Print the PDFs with their sizes, the whole book first; return the exit code."""
    found = sorted(folder.glob("*.pdf"), key=lambda path: (path.stem != BOOK, path.stem))
    if not found or found[0].stem != BOOK:
        print(f"Error: {folder} has no {BOOK}.pdf. Run `make book`. {NEEDS}", file=sys.stderr)
        return 1
    for path in found:
        print(f"  {path}  {path.stat().st_size / 1e6:.1f} MB")
    print(f"The whole report is {found[0]}; the others hold one page of the site each")
    return 0


if __name__ == "__main__":
    sys.exit(main())

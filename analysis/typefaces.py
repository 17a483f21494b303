"""Which signs the typefaces of the PDFs have: one that none of them has stops the making of a PDF.

What typst brings in its package is recorded in ``typefaces.txt``, since it does not tell; a test holds the
record to typst, and ``python -m scripts.typefaces`` writes it anew. Our own faces in ``fonts/`` are opened
only for a sign that is not recorded, so that the check costs next to nothing.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

__all__ = ["ANOTHER_SIGN", "RECORD", "recorded", "without_typeface"]

FONTS = Path(__file__).parent / "fonts"
RECORD = Path(__file__).with_name("typefaces.txt")
MOST_NAMED = 3  # signs of one text
#: How an author mends it.
ANOTHER_SIGN = (
    "write it in Latin, Greek or Cyrillic letters or name it in words, or add a typeface that has it to "
    "analysis/fonts/"
)


@cache
def recorded() -> frozenset[str]:
    """Return the signs of the record, with those of spaces and line ends.

    Returns
    -------
    frozenset of str
        Single signs.

    Examples
    --------
    >>> "Ω" in recorded(), "北" in recorded()
    (True, False)
    """
    signs = set(" \t\n")
    for span in RECORD.read_text(encoding="utf-8").split():
        first, _, last = span.partition("-")
        signs.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(signs)


@cache
def _own(folder: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont  # slow to load, and seldom needed

    signs: set[str] = set()
    for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
        with TTFont(path, lazy=True) as face:
            signs.update(map(chr, face.getBestCmap()))
    return frozenset(signs)


def without_typeface(text: str) -> str:
    """Name the signs of a text that no typeface of the PDFs has.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The first of them, each with its number and its name in Unicode; empty where there is none.

    Examples
    --------
    >>> without_typeface("Vilnius: “ally”, Ελλάδα, НАТО")
    ''
    >>> without_typeface("Smile \U0001f600")
    '😀 (U+1F600 GRINNING FACE)'
    """
    if text.isascii() or recorded().issuperset(text):
        return ""
    unknown = [sign for sign in dict.fromkeys(text) if sign not in recorded() and sign not in _own(FONTS)]
    told = [f"{sign} (U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')})" for sign in unknown]
    more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    return ", ".join(told[:MOST_NAMED]) + more

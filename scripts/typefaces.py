"""Write down which signs the typefaces that typst brings can set: analysis/typefaces.txt, after a new typst.

.venv/bin/python -m scripts.typefaces

It takes half a minute: typst does not list the signs, so it is given all of them and says which it lacks.
"""

from __future__ import annotations

import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from analysis.typefaces import RECORD

#: Controls, halves of pairs, private signs, what is no sign, ends of lines: none of them is set.
UNSET = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
#: Ideographs and syllables of East Asia, a hundred thousand: the first sign of each stands for all.
MANY = [(0x3401, 0x4DBF), (0x4E01, 0x9FFF), (0xAC01, 0xD7A3), (0x20001, 0x3FFFF)]
SAID = re.compile(r'the text `"(.*?)"` could not be displayed')
ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


def missing(signs: Iterable[str]) -> set[str]:
    """Return those of some signs that typst cannot set with the typefaces that it brings."""
    import typst

    lines = [f'#"\\u{{{ord(sign):x}}}" a' for sign in signs]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "signs.typ")
        file.write_text("\n".join(['#set document(title: "Signs")', *lines]), encoding="utf-8")
        try:
            typst.compile(file, root=folder, ignore_system_fonts=True, format="pdf", pdf_standards=["ua-1"])
        except typst.TypstError as error:
            told = "".join(SAID.findall(error.diagnostic))
            return set(ESCAPED.sub(lambda part: chr(int(part[1], 16)) if part[1] else part[2], told))
    return set()


def spans(signs: Iterable[str]) -> list[str]:
    """Return sorted signs as runs of numbers."""
    runs: list[list[int]] = []
    for number in map(ord, signs):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [f"{first:04X}" if first == last else f"{first:04X}-{last:04X}" for first, last in runs]


def main() -> int:
    """Write the record; return the exit code."""
    signs = [
        chr(number)
        for number in range(sys.maxunicode + 1)
        if unicodedata.category(chr(number)) not in UNSET
        and not any(first <= number <= last for first, last in MANY)
    ]
    lost = missing(signs)
    found = spans(sign for sign in signs if sign not in lost)
    RECORD.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"{RECORD} has the {len(signs) - len(lost)} signs that the typefaces of typst can set")
    return 0


if __name__ == "__main__":
    sys.exit(main())

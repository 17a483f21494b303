"""Sound files made unsound: in their structure, their types and their text, the same way for the same number.

Used by scripts/fuzz.py in great numbers and by the tests, where Hypothesis chooses and shrinks.
"""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import yaml

#: Signs, words and mark-up that have broken programs which read text.
TEXTS = [
    "", " ", "\t", "\n", "\0", "\x1b[2J", "\u202e", "\u200b", "\ufeff", "\u2028", "e\u0301", "N\u0410TO",
    "\ud7ff", "\U0001f469\u200d\U0001f52c", "\u05e9\u05dc\u05d5\u05dd", "a" * 5000,
    "<script>alert(1)</script>", "]]>", "-->", "</style><img src=x onerror=alert(1)>", "{{x}}",
    "{claim}`elpais-01`", "${x}", "$\\frac{1}{2}$", "\\input{x}", "#import \"x\"", "=1+1", "+1", "-1",
    "@SUM(A1)", "../../x", "/etc/passwd", "con", "javascript:alert(1)", "https://u:p@example.org/",
    "https://example.org/", "2023", "2023-02-30", "0000", "9999-12-31", "NaN", "Infinity", "1e999",
    "None", "null", "true", "elpais-01", "elpais-99", "nato", "NATO", "first-01", "é", "%s%n", "'", '"',
    "`", "|", "\\", "0x1F", "1_000", "1:30",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 10**14, 10**30, 0.1, -0.0, 1e308, float("inf"), float("nan"), [], {},
    [[]], [None], {"": None}, {"a": {"b": {"c": []}}}, [[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]],
]  # fmt: skip
TOKENS = [
    b"&a ", b"*a", b"!!python/object:os.system ", b"!!str ", b"<<: ", b"---\n", b"...\n", b"{", b"}",
    b"[", b"]", b'"', b"'", b"|\n", b">\n", b"- ", b"? ", b": ", b", ", b"# ", b"%YAML 1.1\n", b"\t",
    b"\0", b"\r", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", "\u202e".encode(), "\u2028".encode(), b"010",
    b"1e999", b".inf", b"@misc{x,", b"\\href{x}{y}", b"{{{{{{{{{{{{", b"}}", b"@string{a={b}}",
    b"@comment{", b"@preamble{", b"\\ud800", b'"\\u202e"', b'"\\x00"', b"~", b"=", b"%", b"$", b"\\",
]  # fmt: skip


def _places(data: Any, found: list[tuple[Any, Any]] | None = None) -> list[tuple[Any, Any]]:
    """Return every container with every key or position in it."""
    found = [] if found is None else found
    if isinstance(data, dict | list):
        for key in data if isinstance(data, dict) else range(len(data)):
            found.append((data, key))
            _places(data[key], found)
    return found


def mutate_text(random: Random, text: str) -> str:
    """Return a text with one thing wrong, or another text."""
    place = random.randrange(len(text) + 1)
    choice = random.randrange(6)
    if choice == 0:
        return random.choice(TEXTS)
    if choice == 1:
        return text[:place] + random.choice(TEXTS) + text[place:]
    if choice == 2:
        return text[:place]
    if choice == 3:
        return text.swapcase()
    if choice == 4:
        return text * random.choice([2, 50])
    return (
        text[:place]
        + chr(random.choice([random.randrange(0x250), random.randrange(0xD800)]))
        + text[place + 1 :]
    )


def mutate_data(random: Random, data: Any) -> Any:
    """Return plain data with one to four things wrong in structure, type or text."""
    data = copy.deepcopy(data)
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        places = _places(data)
        if not places:
            break
        box, key = random.choice(places)
        value, choice = box[key], random.randrange(8)
        if choice == 0:
            del box[key]
        elif choice == 1:
            box[key] = copy.deepcopy(random.choice(VALUES))
        elif choice == 2:
            other, place = random.choice(places)
            box[key] = (
                copy.deepcopy(other[place])
                if place in (other if isinstance(other, dict) else range(len(other)))
                else None
            )
        elif choice == 3 and isinstance(box, dict):
            del box[key]
            box[mutate_text(random, key) if isinstance(key, str) else random.choice(TEXTS)] = value
        elif choice == 4 and isinstance(box, list):
            box.extend([value] * random.choice([1, 1, 30]))
        elif choice == 5 and isinstance(box, dict):
            box[random.choice(TEXTS)] = copy.deepcopy(random.choice([*VALUES, *TEXTS]))
        elif isinstance(value, str):
            box[key] = mutate_text(random, value)
        elif isinstance(value, int | float):
            box[key] = random.choice([value + 1, -value, value * 10, value / 2, str(value)])
        else:
            box[key] = random.choice(TEXTS)
    return data


class _WithoutAliases(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Writes out what stands in two places twice: the readers refuse aliases, and a case would end there."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(data: Any) -> bytes:
    """Return plain data as YAML."""
    return yaml.dump(data, Dumper=_WithoutAliases, sort_keys=False, allow_unicode=True).encode(
        "utf-8", "surrogatepass"
    )


def mutate_bytes(random: Random, content: bytes) -> bytes:
    """Return the bytes of a file with one to four things wrong, whatever the file is."""
    for _ in range(random.choice([1, 1, 2, 4])):
        place, choice = random.randrange(len(content) + 1), random.randrange(7)
        if choice == 0:
            content = content[:place] + random.choice(TOKENS) + content[place:]
        elif choice == 1:
            content = content[:place] + content[place + random.choice([1, 3, 40]) :]
        elif choice == 2:
            content = content[:place]
        elif choice == 3:
            content = content[:place] + bytes([random.randrange(256)]) + content[place + 1 :]
        else:
            lines = content.split(b"\n")
            line = random.randrange(len(lines))
            if choice == 4:
                lines.insert(line, random.choice(lines))
            elif choice == 5:
                lines[line] = b" " * random.randrange(6) + lines[line].lstrip() + random.choice(TOKENS)
            else:
                del lines[line]
            content = b"\n".join(lines)
    return content

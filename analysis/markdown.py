r"""Markdown of which no word from the evidence is ever mark-up.

CommonMark lets every sign of ASCII punctuation be escaped with a backslash, and an escaped sign is nothing
but itself: no link, no table cell, no formula, no tag. So the escape needs no list of dangers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

__all__ = ["link", "literal", "place", "plain", "readable", "table"]

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
INLINE = re.compile(r"([\\`*_{}\[\]<>$|~^&!@])")  # and @, which some take for a person or a citation
ADDRESS = re.compile(r"https?://[^\s/]+", re.I)
#: Controls and halves of pairs; soft hyphens; what turns the direction of the words that follow;
#: what is no sign at all.
UNSEEN = {"Cc", "Cs"}
UNWANTED = re.compile("[\u00ad\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


def plain(text: str) -> str:
    r"""Return text on one line, without signs that no reader sees.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        White space is one space; control signs and signs that turn the direction of writing are gone.

    Examples
    --------
    >>> plain(" two\n lines\x00 ")
    'two lines'
    """
    spaced = " ".join(UNWANTED.sub("", text).split())
    seen = "".join(sign for sign in spaced if unicodedata.category(sign) not in UNSEEN)
    return " ".join(seen.split())


def literal(text: str) -> str:
    r"""Return Markdown that shows a text as it is.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> print(literal("*[a](b)* <script> $x$ | \\"))
    \*\[a\]\(b\)\* \<script\> \$x\$ \| \\
    """
    return PUNCTUATION.sub(r"\\\1", plain(text))


def readable(text: str) -> str:
    r"""Return Markdown that shows a text as it is and that can be read as it stands.

    Only the signs that can start mark-up inside a line are escaped, and the first sign of all where it is no
    letter: for files that are read as often as they are converted.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> print(readable("Not 'A-B', nor <b>; see 3.1"), readable("# one"))
    Not 'A-B', nor \<b\>; see 3.1 \# one
    """
    line = INLINE.sub(r"\\\1", plain(text))
    return re.sub(
        r"^([#+=>~:@-]|[0-9]+(?=[.)]))",
        lambda one: f"\\{one[0]}" if not one[0].isdigit() else one[0] + "\\",
        line,
    )


def place(text: str, name: str) -> str:
    r"""Return Markdown that shows a text to which :func:`link` can lead.

    Parameters
    ----------
    text : str
        Any text.
    name : str
        Letters, digits and hyphens.

    Returns
    -------
    str
        A span with that id.

    Raises
    ------
    ValueError
        Where the name has other signs.

    Examples
    --------
    >>> place("elpais-07", "claim-elpais-07")
    '[elpais\\-07]{#claim-elpais-07}'
    """
    if not re.fullmatch(r"[\w-]+", name, re.ASCII):
        raise ValueError(f"{name!r} is no name of a place; use letters, digits and hyphens")
    return f"[{literal(text)}]{{#{name}}}"


def link(text: str, address: str) -> str:
    """Return Markdown that shows a text as a link, or as text where the address is none.

    Parameters
    ----------
    text : str
        Any text.
    address : str
        Of the web; or ``#`` and the name of a place in this document.

    Returns
    -------
    str
        What is neither is shown without a link: no address from the evidence runs anything.

    Examples
    --------
    >>> link("A", "https://example.org/a b"), link("A", "javascript:alert(1)"), link("A", "#b-1")
    ('[A](<https://example.org/a%20b>)', 'A', '[A](#b-1)')
    """
    if re.fullmatch(r"#[\w-]+", address, re.ASCII):
        return f"[{literal(text)}]({address})"
    if not ADDRESS.match(address):
        return literal(text)
    return f"[{literal(text)}](<{quote(plain(address), safe=SAFE)}>)"


#: What an address may hold unquoted; no bracket, backslash or quotation mark among them.
SAFE = "%/:?#@!$&'()*+,;=~-._"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    r"""Return a table.

    Parameters
    ----------
    heads : sequence of str
        Markdown.
    rows : sequence of sequence of str
        Markdown, each as long as the heads.
    widths : sequence of int
        Of the columns, in any unit; they become shares of the page's width.

    Returns
    -------
    str
        A pipe table in a block that carries the widths.

    Raises
    ------
    ValueError
        Where a row is longer or shorter than the heads.

    Examples
    --------
    >>> print(table(["A", "B"], [["1", "2"]], [1, 3]))
    ::: {.table widths="1 3"}
    | A | B |
    |:--|:--|
    | 1 | 2 |
    :::
    """
    if any(len(row) != len(heads) for row in [*rows, widths]):
        raise ValueError(
            f"a table of {len(heads)} columns needs as many cells in every row, and as many widths"
        )
    lines = [heads, [":--"] * len(heads), *rows]
    body = "\n".join(
        f"|{'|'.join(cells)}|" if at == 1 else f"| {' | '.join(cells)} |" for at, cells in enumerate(lines)
    )
    return f'::: {{.table widths="{" ".join(map(str, widths))}"}}\n{body}\n:::'

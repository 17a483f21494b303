"""What is to be typeset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["Document", "Picture"]

NARROWEST, WIDEST, TALLEST = 6.4, 7.8, 9.8  # centimetres


@dataclass(frozen=True)
class Picture:
    """A picture in two forms.

    Parameters
    ----------
    name : str
        Name of its file without suffix, and its address in the Markdown.
    alt : str
        What a reader would see, for those who do not.
    png, svg : bytes
        The same picture in dots, for Word and the web, and in lines, for the PDF.

    Examples
    --------
    >>> Picture("figure-a", "A line.", b"", b"").name
    'figure-a'
    """

    name: str
    alt: str
    png: bytes
    svg: bytes

    @property
    def width(self) -> float:
        """Centimetres that it gets beside text: as wide as its type needs, less where it would be tall."""
        across, down = (int.from_bytes(self.png[at : at + 4]) for at in (16, 20))  # where PNG has its size
        return max(NARROWEST, min(WIDEST, TALLEST * across / down))


@dataclass(frozen=True)
class Document:
    """A text with all that a file says of itself.

    Parameters
    ----------
    title, subtitle : str
        As text.
    authors : sequence of str
        Names.
    language : str
        Code of ISO 639, such as ``en``.
    keywords : sequence of str
        Words to find it by.
    description : str
        One sentence.
    date : str
        ISO day that the file bears, whenever it is made.
    footer : str
        What stands at the foot of each page, beside its number.
    text : str
        Markdown as :mod:`analysis.markdown` writes it, with footnotes; the highest headings have one ``#``.
    pictures : sequence of Picture
        Those that the text names.
    size : float, optional
        Points of the running text; all other type is in proportion to it.

    Examples
    --------
    >>> Document("A", "B", ["C"], "en", [], "D", "1970-01-02", "E", "F", []).seconds
    86400
    """

    title: str
    subtitle: str
    authors: Sequence[str]
    language: str
    keywords: Sequence[str]
    description: str
    date: str
    footer: str
    text: str
    pictures: Sequence[Picture]
    size: float = 9.0

    @property
    def seconds(self) -> int:
        """Midnight of the date, in seconds since 1970."""
        return int(datetime.fromisoformat(self.date).replace(tzinfo=UTC).timestamp())

    @property
    def locale(self) -> str:
        """Language with region: the report is in British English, and proofing tools ask for the region."""
        return "en-GB" if self.language == "en" else self.language

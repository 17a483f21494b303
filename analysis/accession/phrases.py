"""Finding a phrase in a text, to anchor a claim on it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from ..anchors import Paragraph, digest, paragraphs, read_text
from ..files import read_yaml
from ..problems import Problems, suggest
from .names import number_of

__all__ = ["Hit", "find_phrase", "fold", "nearest", "read_source"]

NEAR = 0.5  # how like the phrase a passage must be to be suggested
_SAME = {
    **dict.fromkeys("“”„‟«»″‘’‚‛‹›′`´'", '"'), **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""), "…": "...",
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A place in a text where a phrase stands.

    Parameters
    ----------
    paragraph, start, end : int
        As in an anchor.
    words : str
        What stands there.
    exact : bool
        Whether it is the phrase sign by sign.
    """

    paragraph: int
    start: int
    end: int
    words: str
    exact: bool

    def anchor(self, indent: str = "  ") -> str:
        r"""Write the anchor as YAML, ready to paste into a claim.

        Parameters
        ----------
        indent : str, optional
            What stands before each line.

        Returns
        -------
        str
            Four lines.

        Examples
        --------
        >>> Hit(1, 0, 3, "one", True).anchor("").split("\n")[:3]
        ['paragraph: 1', 'start: 0', 'end: 3']
        """
        fields = {
            "paragraph": self.paragraph,
            "start": self.start,
            "end": self.end,
            "digest": digest(self.words),
        }
        return "\n".join(f"{indent}{name}: {value}" for name, value in fields.items())


def fold(text: str) -> tuple[str, list[int]]:
    """Return a text in which quotation marks, dashes, spaces and capitals do not differ.

    Marks are double or single by the taste of who writes, and a single one is the sign of an apostrophe, too:
    all are written as one.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    folded : str
        The text.
    places : list of int
        For each of its signs, where it stood.

    Examples
    --------
    >>> fold("“A  b”")
    ('"a b"', [0, 1, 2, 4, 5])
    """
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign.isspace():
            if signs and signs[-1] == " ":
                continue
            same = " "
        else:
            same = _SAME.get(sign, sign).casefold()
        signs += same
        places += [place] * len(same)
    return "".join(signs), places


def find_phrase(text: str, phrase: str) -> list[Hit]:
    """Find every place where a phrase stands in one paragraph of a text.

    Parameters
    ----------
    text : str
        A normalised text.
    phrase : str
        What to look for; first sign by sign, then as :func:`fold` writes it.

    Returns
    -------
    list of Hit
        In the order of the text; empty where the phrase does not stand there, or is empty.

    Examples
    --------
    >>> [(hit.start, hit.end, hit.exact) for hit in find_phrase('He said: “No  way.”', 'said: "no way."')]
    [(3, 19, False)]
    """
    if not phrase.strip():
        return []
    lines = paragraphs(text)
    exact = [
        hit for line in lines for hit in _places(line, line.text, list(range(len(line.text))), phrase, True)
    ]
    if exact:
        return exact
    wanted = fold(phrase.strip())[0]
    return [hit for line in lines for hit in _places(line, *fold(line.text), wanted, False)] if wanted else []


def _places(line: Paragraph, text: str, places: list[int], wanted: str, exact: bool) -> list[Hit]:
    found, start = [], text.find(wanted)
    while start >= 0:
        first, last = places[start], places[start + len(wanted) - 1] + 1
        found.append(Hit(line.number, line.start + first, line.start + last, line.text[first:last], exact))
        start = text.find(wanted, start + 1)
    return found


def nearest(text: str, phrase: str) -> Hit | None:
    """Find the passage that is most like a phrase.

    Parameters
    ----------
    text : str
        A normalised text.
    phrase : str
        What does not stand there.

    Returns
    -------
    Hit or None
        A run of as many words as the phrase has; None where nothing is like it.

    Examples
    --------
    >>> nearest("No other partner is closer than Japan today.", "partner was closer").words
    'partner is closer'
    """
    wanted, best = fold(phrase.strip())[0].split(), None
    top = NEAR
    for line in paragraphs(text):
        spans = _spans(line.text)
        folded = [fold(line.text[first:last])[0] for first, last in spans]
        matcher = difflib.SequenceMatcher(b=wanted, autojunk=False)
        for place in range(max(1, len(spans) - len(wanted) + 1)):
            run = folded[place : place + len(wanted)]
            if not set(run) & set(wanted):
                continue
            matcher.set_seq1(run)
            ratio = matcher.ratio()
            if ratio > top:
                first, last = spans[place][0], spans[min(place + len(wanted), len(spans)) - 1][1]
                top = ratio
                best = Hit(line.number, line.start + first, line.start + last, line.text[first:last], False)
    return best


def _spans(text: str) -> list[tuple[int, int]]:
    spans, start = [], None
    for place, sign in enumerate(text + " "):
        if sign.isspace() and start is not None:
            spans.append((start, place))
            start = None
        elif not sign.isspace() and start is None:
            start = place
    return spans


def read_source(name: str, seeds: Path) -> str:
    """Read the text of a source or of a draft.

    Parameters
    ----------
    name : str
        Its id.
    seeds : Path
        Folder of the evidence, with the text in ``texts/``.

    Returns
    -------
    str
        The normalised text.

    Raises
    ------
    EvidenceError
        Where there is no such source, or its text is not at hand.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> read_source("elpias", SEEDS)
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in what was asked for:
      NAME: found 'elpias', which is no source and no draft; did you mean 'elpais'? ...
    """
    problems = Problems()
    paths = {path.stem: path for path in (seeds / "dossiers").glob("*.yml")}
    paths |= {path.parent.name: path for path in (seeds / "drafts").glob("*/dossier.yml")}
    if name not in paths:
        found = f"'{name}', which is no source and no draft"
        problems.note("NAME", "", "", found, suggest(name, sorted(paths)))
        problems.stop("what was asked for")
    path = paths[name]
    shown = str(path.relative_to(seeds.parent)) if path.is_relative_to(seeds.parent) else str(path)
    data = read_yaml(path, shown, problems)
    problems.stop()
    sha256 = str(data.get("sha256", "")) if isinstance(data, dict) else ""
    text = read_text(seeds / "texts", number_of(path, seeds), sha256, problems)
    problems.stop()
    assert text is not None
    return text

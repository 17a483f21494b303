"""Marks of a page as footnotes: what a document says, or which page of the record, told where it is used.

On the screen a mark is a link with a card; on paper the card becomes a note. Marks side by side share
one note. What was told in full before is named with the number of the note that tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from .failure import PdfFailure

MARKS = ".claim-chip, .bibtex-citation"
STOP = re.compile(r"^[.,;:]")
#: A sentence that ends so needs the name of the evidence in the sentence itself.
NAMED = re.compile(r"(\b(such as|as in)|^|[.:])\s*$")
SEEN = re.compile(r"\s*Seen \d{4}-\d\d-\d\d:\s*$")
HOST = re.compile(r"^\w+://(?:www\.)?([^/:]+).*$", re.DOTALL)
CONTRADICTED, DOCUMENT = "contradicted", "the document"  # as analysis/evidence.py writes them


class Notes:
    """The notes of one page, in the order in which they are read.

    Parameters
    ----------
    soup : BeautifulSoup
        The page, for making elements.
    page : str
        Name of the page, which goes before every id.
    cards : dict of str to Tag
        The page's cards of claims and of the record, by their ids.
    """

    def __init__(self, soup: BeautifulSoup, page: str, cards: dict[str, Tag]) -> None:
        self.soup, self.page, self.cards = soup, page, cards
        self.count = 0
        self.told: dict[str, int] = {}  # id of a card: number of the note that tells it in full

    def write(self, article: Tag) -> None:
        """Put a note in the place of every group of marks of an article."""
        for mark in article.select(MARKS):
            if mark.parent is not None:  # else it stood beside one before and is in its note
                self._replace(list(side_by_side(mark)))

    def _replace(self, group: list[Tag]) -> None:
        first, last = group[0], group[-1]
        cards = [card for mark in group for card in evidence_of(mark)]
        before, after = first.previous_sibling, last.next_sibling
        named = NAMED.search(text_before(first))
        if isinstance(before, NavigableString) and not named:
            before.replace_with(before.rstrip())
        self.count += 1
        note = self.soup.new_tag("span", attrs={"class": "note", "id": f"note-{self.count}"})
        for number, card in enumerate(cards):
            if number:
                note.append(" ")
            self._tell(note, card)
        if named:
            first.insert_before(", ".join(self._name(card) for card in cards))
        if isinstance(after, NavigableString) and (stop := STOP.match(after)):
            first.insert_before(stop[0])  # the number stands behind the stop
            after.replace_with(after[1:])
        first.insert_before(note)
        for mark in group:
            while isinstance(mark.next_sibling, NavigableString) and mark is not last:
                mark.next_sibling.extract()
            mark.extract()

    def _card(self, card: str) -> Tag:
        if card not in self.cards:
            raise PdfFailure(
                f"{self.page}.html marks {card}, but the lists at the end of the page do not tell what it "
                "is; book/_ext/claim_chips.py makes them"
            )
        return self.cards[card]

    def _name(self, card: str) -> str:
        return self._card(card).select_one(".card-head strong").get_text()

    def _tell(self, note: Tag, card: str) -> None:
        """Add to a note what a card says, or where it was said."""
        head = self.soup.new_tag("span")
        target = (
            f"evidence.html#{card[5:]}" if card.startswith("card-") else f"references.html#cite-{card[5:]}"
        )
        link = self.soup.new_tag("a", attrs={"href": target})
        link.string = self._name(card)
        head.append(self.soup.new_tag("strong"))
        head.strong.append(link)
        note.append(head)
        if card in self.told:
            number = self.told[card]
            seen = self.soup.new_tag("a", attrs={"href": f"#told-{card}"})
            seen.string = f"note {number}"
            note.extend([": see ", seen, "."])
            return
        self.told[card] = self.count
        head["id"] = f"told-{card}"
        if card.startswith("card-"):
            claim_words(note, self._card(card))
        else:
            record_words(self.soup, note, self._card(card))


def side_by_side(mark: Tag) -> Iterator[Tag]:
    """Yield a mark and those behind it with nothing but space between."""
    yield mark
    after: PageElement | None = mark.next_sibling
    while isinstance(after, NavigableString) and not after.strip():
        after = after.next_sibling
    if isinstance(after, Tag) and {"claim-chip", "bibtex-citation"} & set(after.get("class", [])):
        yield from side_by_side(after)


def evidence_of(mark: Tag) -> list[str]:
    """Return the ids of the cards that a mark names."""
    if "claim-chip" in mark["class"]:
        return mark["aria-describedby"].split()
    return [f"page-{link['href'].partition('#cite-')[2]}" for link in mark.select("a[href*='#cite-']")]


def text_before(mark: Tag) -> str:
    """Return the text of the mark's paragraph before it."""
    words = []
    for before in mark.previous_siblings:
        words.append(before.get_text())
    return "".join(reversed(words))


def claim_words(note: Tag, card: Tag) -> None:
    """Add source, place, grade, statement, voice and verdict of a claim, then what corrects it."""
    where = card.select_one(".card-head").get_text().partition("·")[2].strip()
    statement = next(line for line in card.find_all("p") if not line.get("class")).get_text().strip()
    voice, _, verdict = card.select_one(".card-meta").get_text().partition(" · public record: ")
    who = voice.partition(":")[2].strip()
    words = [f" {where.replace(', paragraph ', ' ¶')}.", statement]
    if who != DOCUMENT:
        words.append(f"Voice: {who}.")
    if verdict == CONTRADICTED:
        words.append("The public record contradicts it.")
    elif verdict:
        words.append(f"Record: {verdict}.")
    words += [line.get_text().strip() for line in card.select(".card-correction, .card-caveat")]
    note.append(" ".join(words))


def record_words(soup: BeautifulSoup, note: Tag, card: Tag) -> None:
    """Add the entry of a page of the record; its address shows the host and leads to the page.

    The day on which the page was seen and the whole address stand in the list of the record.
    """
    line = next(line for line in card.find_all("p") if not line.get("class"))
    link = line.find("a")
    words = "".join(part.get_text() for part in line.contents if part is not link)
    stop = "" if note.get_text().endswith(".") else "."
    note.append(f"{stop} {SEEN.sub('', words).strip()}")
    if link is not None:
        shown = soup.new_tag("a", attrs={"href": link["href"]})
        shown.string = HOST.sub(r"\1", link["href"])
        note.extend([" ", shown, "."])

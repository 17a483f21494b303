"""The prose of the book: its pages cut into sentences, and the rules that every sentence holds to.

:mod:`.pages` and :mod:`.cells` read, :mod:`.wording` knows the words, :mod:`.rules`
judges a page, :mod:`.record` remembers its marks, and :mod:`.outline` counts its support.
"""

from .outline import Outline, outline, support_of
from .pages import Call, Mark, Page, Passage, Sentence, read_page, split_sentences
from .record import Record, lost_marks, record_marks
from .rules import Finding, Lint, check_pages
from .wording import Wording, likelihood_terms, spell

__all__ = [
    "Call", "Finding", "Lint", "Mark", "Outline", "Page", "Passage", "Record", "Sentence", "Wording",
    "check_pages", "likelihood_terms", "lost_marks", "outline", "read_page", "record_marks", "spell",
    "split_sentences", "support_of",
]  # fmt: skip

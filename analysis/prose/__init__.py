"""The prose of the book: its pages cut into sentences, and the rules that every sentence holds to.

:mod:`.pages` and :mod:`.cells` read, :mod:`.wording` knows the words, :mod:`.rules` judges a page.
"""

from .pages import Call, Mark, Page, Passage, Sentence, read_page, split_sentences
from .rules import Finding, Lint, check_pages
from .wording import Wording, likelihood_terms, spell

__all__ = [
    "Call", "Finding", "Lint", "Mark", "Page", "Passage", "Sentence", "Wording", "check_pages",
    "likelihood_terms", "read_page", "spell", "split_sentences",
]  # fmt: skip

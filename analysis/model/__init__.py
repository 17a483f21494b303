"""Typed records of ``seeds/`` and of the lists of ``book/``: judgements, tradecraft, accessibility.

The records say what a file may hold; :mod:`analysis.corpus` reads the files, checks what
one record alone cannot know (ids, references between files) and builds the tables. Codes
are checked against the codebook, which is handed to pydantic as validation context, so the
codebook stays data and a wrong code is reported beside every other slip of the file.
"""

from .accessibility import Requirement
from .base import ADDRESS, CLAIM_ID, CORRECTION_ID, DIGEST, DOCUMENT, KEY, LANGUAGE, Record, check_date, coded
from .codebook import Code, Codebook, Variable
from .coding import CodedClaim, CodedDocument, CodedEvent, CodedStance, Coding, Settlement
from .dossier import (
    UNPLACED,
    Anchor,
    Claim,
    Counts,
    Dossier,
    EarlierText,
    Event,
    Furniture,
    Original,
    Outlet,
    Rating,
    Stance,
    Step,
    Withdrawn,
    Wording,
)
from .edition import FINGERPRINT, VERSION, Author, Identity, Release
from .findings import (
    Audit,
    Check,
    Correction,
    Corroboration,
    Erratum,
    Expectation,
    Institution,
    Reference,
    Rerating,
    Summit,
    TimelineEntry,
)
from .identifier import NAMED_KINDS, Identifier, NamedKind, Renaming, Revision, Withdrawal
from .judgement import Judgement, Point
from .measurement import Lane, Machine, Measured, Measurement, Measurements, OtherVersion
from .outlook import Hypothesis, Indicator, Item, Question
from .robustness import Promise
from .tradecraft import Duty, Enforcer

__all__ = [
    "ADDRESS",
    "CLAIM_ID",
    "CORRECTION_ID",
    "DIGEST",
    "DOCUMENT",
    "FINGERPRINT",
    "KEY",
    "LANGUAGE",
    "NAMED_KINDS",
    "UNPLACED",
    "VERSION",
    "Anchor",
    "Audit",
    "Author",
    "Check",
    "Claim",
    "Code",
    "Codebook",
    "CodedClaim",
    "CodedDocument",
    "CodedEvent",
    "CodedStance",
    "Coding",
    "Correction",
    "Corroboration",
    "Counts",
    "Dossier",
    "Duty",
    "EarlierText",
    "Enforcer",
    "Erratum",
    "Event",
    "Expectation",
    "Furniture",
    "Hypothesis",
    "Identifier",
    "Identity",
    "Indicator",
    "Institution",
    "Item",
    "Judgement",
    "Lane",
    "Machine",
    "Measured",
    "Measurement",
    "Measurements",
    "NamedKind",
    "Original",
    "OtherVersion",
    "Outlet",
    "Point",
    "Promise",
    "Question",
    "Rating",
    "Record",
    "Reference",
    "Release",
    "Renaming",
    "Requirement",
    "Rerating",
    "Revision",
    "Settlement",
    "Stance",
    "Step",
    "Summit",
    "TimelineEntry",
    "Variable",
    "Withdrawal",
    "Withdrawn",
    "Wording",
    "check_date",
    "coded",
]

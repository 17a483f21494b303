"""The shared module of the report: reads ``seeds/``, computes and draws.

Data flows one way: ``seeds/`` -> :mod:`analysis.model` -> :func:`analysis.load` -> one module
per chapter -> ``book/``. Nothing in here imports Sphinx or Jupyter.
"""

from .citation import cite
from .corpus import (
    Evidence,
    check_prose,
    load,
    load_accessibility,
    load_codings,
    load_judgements,
    load_outlines,
    load_pages,
    load_settlements,
    load_tradecraft,
)
from .edition import Edition, load_changelog, load_edition
from .identifiers import load_identifiers
from .problems import EvidenceError
from .version import __version__

__all__ = [
    "Edition",
    "Evidence",
    "EvidenceError",
    "__version__",
    "check_prose",
    "cite",
    "load",
    "load_accessibility",
    "load_changelog",
    "load_codings",
    "load_edition",
    "load_identifiers",
    "load_judgements",
    "load_outlines",
    "load_pages",
    "load_settlements",
    "load_tradecraft",
]

"""The data package: every table as CSV, described column by column after Frictionless Data Package v2.

``collect`` gathers the tables, ``flatten`` gives every list a table of its own, ``dictionary`` holds what
each column says, ``descriptor`` and ``documents`` write it down, ``package`` puts all into a folder.
"""

from .collect import collect_tables
from .dictionary import load_dictionary
from .flatten import FlatTable, flatten_tables
from .package import export_tables, write_package

__all__ = [
    "FlatTable",
    "collect_tables",
    "export_tables",
    "flatten_tables",
    "load_dictionary",
    "write_package",
]

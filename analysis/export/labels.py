"""How a code is said in words where a table shows the code alone."""

from __future__ import annotations

import re

from ..model import Codebook

__all__ = ["code_label"]


def code_label(codebook: Codebook, variable: str, code: str) -> str:
    """Return a code in words.

    Parameters
    ----------
    codebook : Codebook
        The codebook.
    variable, code : str
        Names in it.

    Returns
    -------
    str
        The label of the codebook; of a grade or a number the first words of its definition.

    Raises
    ------
    KeyError
        Where the codebook has no such variable or code.

    Examples
    --------
    >>> from analysis import load
    >>> codebook = load().codebook
    >>> code_label(codebook, "reliability", "B"), code_label(codebook, "stance", "-2")
    ('Usually reliable', 'Strongly against')
    """
    if re.fullmatch(r"[A-Z]|-?\d+", code):
        return re.split(r"[:;.]", codebook.variables[variable].codes[code].definition)[0]
    return codebook.label(variable, code)

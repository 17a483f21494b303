"""The corpus: all of ``seeds/`` as checked tables.

`load` reads every file, checks each record and what the records say of each other, and
either returns the whole evidence or raises one :class:`EvidenceError` with every problem.
"""

from __future__ import annotations

from pathlib import Path

from .consistency import check_judgements, check_records
from .model import Judgement
from .problems import Problems
from .reading import read_records, read_seeds
from .tables import Evidence, make_tables

__all__ = ["SEEDS", "Evidence", "load", "load_judgements"]

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def load(seeds: Path | str = SEEDS) -> Evidence:
    """Read and check the whole evidence.

    Parameters
    ----------
    seeds : path
        Folder with the dossiers, the codebook and the records; the project's own by default.

    Returns
    -------
    Evidence
        The tables, described there column by column.

    Raises
    ------
    EvidenceError
        With every problem of every file, where there is any.

    Examples
    --------
    >>> evidence = load()
    >>> evidence.sources["document"].tolist()
    ['000', '001', '002', '003', '004']
    """
    problems = Problems()
    records = read_seeds(Path(seeds), problems)
    check_records(records, problems)
    problems.stop()
    return make_tables(records)


def load_judgements(path: Path, evidence: Evidence) -> list[Judgement]:
    """Read the key judgements and check them against the evidence.

    Parameters
    ----------
    path : Path
        The file, ``book/judgements.yml`` in the project.
    evidence : Evidence
        What they may name.

    Returns
    -------
    list of Judgement
        In the order of the file.

    Raises
    ------
    EvidenceError
        Where a judgement names no or unknown evidence, rests on a claim that the record
        contradicts, or uses a term outside the lexicon.

    Examples
    --------
    >>> judgements = load_judgements(SEEDS.parent / "book" / "judgements.yml", load())
    >>> judgements[0].id
    'judgement-1'
    """
    problems = Problems()
    name = f"{path.parent.name}/{path.name}"
    judgements = read_records(path, name, Judgement, evidence.codebook.allowed(), problems)
    check_judgements(name, judgements, evidence, problems)
    problems.stop()
    return judgements

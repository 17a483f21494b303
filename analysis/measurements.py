"""Reading the record of measurements, and telling whether the code is still the code that was measured."""

from __future__ import annotations

from pathlib import Path

from .edition import ROOT, fingerprint
from .files import read_yaml, validate
from .model import Measurements
from .problems import Problems

__all__ = ["MEASURED", "RECORD", "load_measurements", "measured_code"]

RECORD = "book/measurements.yml"
#: What the figures depend on. Prose and evidence are left out: a corrected sentence makes no figure stale.
MEASURED = ("analysis", "book/_ext", "book/_static", "scripts", "_config.yml", "requirements.lock")


def measured_code(root: Path = ROOT) -> str:
    """Return the fingerprint of the code on which the figures depend.

    Parameters
    ----------
    root : Path, optional
        Folder of the project.

    Returns
    -------
    str
        12 hexadecimal digits, as of :func:`analysis.edition.fingerprint`.

    Examples
    --------
    >>> len(measured_code())
    12
    """
    return fingerprint(root, MEASURED)


def load_measurements(root: Path = ROOT) -> Measurements:
    """Read the record that ``make bench RECORD=1`` and ``make lanes RECORD=1`` write.

    Parameters
    ----------
    root : Path, optional
        Folder of the project.

    Returns
    -------
    Measurements
        Figures by part of the bench, and lanes; both may be empty.

    Raises
    ------
    EvidenceError
        With every problem of the file.

    Examples
    --------
    >>> {lane.outcome for lane in load_measurements().lanes} <= {"passed", "failed", "not run"}
    True
    """
    problems = Problems()
    data = read_yaml(root / RECORD, RECORD, problems)
    problems.stop("the record of measurements")
    record = validate(Measurements, data, RECORD, {}, problems)
    problems.stop("the record of measurements")
    assert record is not None
    return record

"""Keep what was measured in book/measurements.yml, which the page *Status* shows.

    make bench RECORD=1      each part that was measured takes the place of its older figures
    make lanes RECORD=1      so does each lane

The site is made from the record and never measures anything itself: it must be the same each time.
"""

import math
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import yaml

from analysis.measurements import RECORD, load_measurements
from analysis.model import Lane, Machine, Measured, Measurement, Measurements, OtherVersion

ROOT = Path(__file__).resolve().parent.parent.parent
HEAD = """\
# What was measured of the build, and tried with other versions of its packages; the page "Status" shows it.
# Written by `make bench RECORD=1` and `make lanes RECORD=1`, not by hand. `code` is the fingerprint of what
# was measured: analysis/, book/_ext/, book/_static/, scripts/, _config.yml and the lock.
"""
DIGITS = 4  # that a figure keeps: more than any two runs agree in
LONGEST = 200  # letters of the reason why a lane failed


def this_machine():
    """Describe the machine in plain words."""
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        system = f"{platform.system()} {platform.release()}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Machine(
        cores=cores, memory=round(memory, 1), system=system, python=f"Python {platform.python_version()}"
    )


def today():
    """Return the day of a measurement."""
    return datetime.now(UTC).date().isoformat()


def short(number):
    """Round to the digits that mean something; a number that is none, such as a ratio to nothing, is None."""
    if number is None or not math.isfinite(number):
        return None
    return float(f"{number:.{DIGITS}g}")


def whole_names(figures):
    """Return the figures with whole names: one that is set in belongs to the last that is not."""
    named, above = [], ""
    for figure in figures:
        name = figure.name.strip()
        if figure.name.startswith(" ") and above:
            name = f"{above.rpartition(':')[0] or above}: {name}"
        else:
            above = name
        named.append(
            Measured(
                name=name, measured=short(figure.measured), unit=figure.unit, peer=figure.peer,
                bar=None if figure.bar is None else float(figure.bar),
            )
        )  # fmt: skip
    return named


class Plain(yaml.SafeDumper):
    """Writes out what stands twice; the readers of the project refuse aliases."""

    def ignore_aliases(self, data):
        return True


def write(root, record):
    """Write the record: whole and sound, or not at all."""
    plain = record.model_dump(mode="json", exclude_defaults=True)
    shape = {"sort_keys": False, "allow_unicode": True, "width": 110}
    text = yaml.dump(plain, Dumper=Plain, **shape) if plain else "bench: []\n"
    aside = root / f"{RECORD}.new"
    aside.write_text(HEAD + text, encoding="utf-8")
    aside.replace(root / RECORD)


def read(root):
    """Return the record as it is; an empty one where there is none yet."""
    return load_measurements(root) if (root / RECORD).is_file() else Measurements()


def record_figures(part, figures, code, root=ROOT, machine=None):
    """Put the figures of one part of the bench, measured on this code, in the place of its older ones."""
    older = read(root)
    new = Measurement(
        part=part, day=today(), code=code, machine=machine or this_machine(),
        figures=whole_names(figures),
    )  # fmt: skip
    bench = sorted([*(one for one in older.bench if one.part != part), new], key=lambda one: one.part)
    write(root, Measurements(bench=bench, lanes=older.lanes))


def record_lane(result, root=ROOT):
    """Put what a lane found (scripts.lanes.Result) in the place of what it found before."""
    older = read(root)
    words = [line.strip() for line in result.said.splitlines() if line.strip()]
    versions = [
        OtherVersion(package=name, here=here, lock=lock) for name, (here, lock) in result.differing.items()
    ]
    new = Lane(
        lane=result.lane, day=today(), code=result.code, python=result.python, outcome=result.outcome,
        seconds=round(float(result.seconds)), tests=result.tests, versions=versions,
        reason=words[-1][:LONGEST] if words else None,
    )  # fmt: skip
    lanes = sorted([*(one for one in older.lanes if one.lane != result.lane), new], key=lambda one: one.lane)
    write(root, Measurements(bench=older.bench, lanes=lanes))

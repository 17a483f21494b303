"""What was measured, held to its bars: a table, a line for every missed bar, an exit code."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table; without a bar it is only told."""

    name: str
    measured: float
    unit: str
    peer: str = ""
    bar: float | None = None

    @property
    def missed(self):
        """Tell whether the figure lies above its bar."""
        return self.bar is not None and self.measured > self.bar


def table(figures):
    """Return the table of all figures as lines."""
    rows = [("Figure", "Measured", "Bar", "Peer in the same run")]
    for figure in figures:
        measured = f"{figure.measured:.0f}" if figure.unit == "MiB" else f"{figure.measured:.2f}"
        measured = "–" if figure.measured != figure.measured else f"{measured} {figure.unit}"
        bar = "" if figure.bar is None else f"at most {figure.bar:.2f}{' MISSED' if figure.missed else ''}"
        rows.append((figure.name, measured, bar, figure.peer))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def judge(figures):
    """Print the table and a line for every missed bar; return the exit code."""
    print("\n" + "\n".join(table(figures)), flush=True)
    missed = [figure for figure in figures if figure.missed]
    for figure in missed:
        found = f"{figure.measured:.2f} {figure.unit}, where at most {figure.bar:.2f} is allowed"
        print(f"Missed: {figure.name.strip()}: {found} (peer: {figure.peer})", file=sys.stderr)
    return 1 if missed else 0

"""Measure from the command line: everything, or what is named."""

import signal
import sys
import tempfile
from pathlib import Path

from analysis.measurements import measured_code
from scripts import build
from scripts.bench.builds import measure_builds
from scripts.bench.figures import judge
from scripts.bench.growth import measure_growth
from scripts.bench.marks import lint, measure_book, measure_generated
from scripts.bench.processes import Trouble
from scripts.bench.record import record_figures
from scripts.bench.serving import measure_serving

MEASURES = {
    "generated": measure_generated,
    "book": measure_book,
    "builds": measure_builds,
    "serving": measure_serving,
    "growth": measure_growth,
}


def main(arguments):
    """Run from the command line; return the exit code."""
    if arguments[:1] == ["lint"]:
        return lint(*arguments[1:])
    signal.signal(signal.SIGTERM, build.interrupt)
    keep = "--record" in arguments
    arguments = [one for one in arguments if one != "--record"]
    figures = []
    try:
        if unknown := [name for name in arguments if name not in MEASURES]:
            raise Trouble(f"nothing to measure is called {unknown[0]}; allowed: {', '.join(MEASURES)}")
        for name in arguments or MEASURES:
            print(f"Measuring: {name}", flush=True)
            code = measured_code()  # before: a file that is saved meanwhile was not measured
            with tempfile.TemporaryDirectory(prefix="bench-") as work:
                found = MEASURES[name](Path(work))
            figures += found
            if keep:
                record_figures(name, found, code)
    except (Trouble, build.BuildFailure, OSError) as trouble:
        if figures:
            judge(figures)  # what was measured before
        print(f"\nError: {trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; what was built to be measured is deleted.", file=sys.stderr)
        return 130
    return judge(figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

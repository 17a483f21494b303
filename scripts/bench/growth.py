"""Measure how the cost of a claim grows with the evidence: from 10 sources to 10,000, of 50 claims each.

    .venv/bin/python -m scripts.bench growth                  all sizes; ten minutes on two quiet cores
    .venv/bin/python -m scripts.bench.growth SEEDS            one folder of evidence, as JSON
    .venv/bin/python -m scripts.bench.growth SEEDS peer       what the peer takes over its YAML, as JSON

Each size is measured in a process of its own, from the first file to the last table. Times are those of the
processor, with the processes that read files, but for the one bar that is a wait: 500,000 claims in a minute.
A minute is long on one machine and short on another, so the same run tells how long PyYAML's own loader in C
takes to read the same YAML into plain data, with nothing validated, checked or tabulated.
Memory is the peak of the process and of all that read for it at once, so what they share counts twice.
"""

import json
import shutil
import sys
import time
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from scripts.bench.figures import Figure
from scripts.bench.processes import run_alone
from scripts.execute.pool import cores
from scripts.generate_sources import CLAIMS, make_sources

SIZES = (10, 100, 1_000, 10_000)
FIRST = 100  # sources against which growth is held: below, what a process takes to start is most of it
READERS = max(cores() - 1, 1)  # processes that read at once, beside the one that uses what they read
MOST_SECONDS = 60  # on the clock: 500,000 claims read, checked and in tables
MOST_MEMORY = 4096  # MiB
GROWTH = 1.3  # at most so many times the cost per claim of 100 sources
# Stage to its words and the bar of its processor time, in microseconds a claim.
STAGES = {
    "read": ("reading and validating every file", 240),
    "check": ("checking records against each other", 20),
    "tables": ("making the tables", 40),
    "register": ("writing the register as HTML", 300),
    "wording": ("finding and counting shared wording", 60),
}
#: What is held to its growth: loading as a whole. Its checks alone are told, without a bar: they look up each
#: claim once, however many there are, but in more memory than a processor has at hand, which is slower.
GROWING = {
    ("read", "check", "tables"): "loading: reading, checks, tables",
    ("check",): "of these, the checks alone",
    ("register",): STAGES["register"][0],
    ("wording",): STAGES["wording"][0],
}


def measure_growth(work):
    """Measure every size; return the figures."""
    found = {}
    for sources in SIZES:
        print(f"  {sources:,} sources:", end=" ", flush=True)
        seeds = make_sources(work / f"sources-{sources}", sources)
        run_alone(["-m", "scripts.bench.growth", seeds], work)
        found[sources] = _told(work)
        if sources == SIZES[-1]:
            run_alone(["-m", "scripts.bench.growth", seeds, "peer"], work)
            found[sources] |= _told(work)
        print(f"{sum(stage['clock'] for stage in found[sources]['stages'].values()):.1f} s", flush=True)
        shutil.rmtree(seeds)
    return growth_figures(found)


def _told(work):
    return json.loads((work / "log.txt").read_text().splitlines()[-1])


def growth_figures(found):
    """Return the figures from what was found, by number of sources."""
    figures = []
    for sources, run in found.items():
        claims, stages = sources * CLAIMS, run["stages"]
        figures.append(Figure(f"{sources:,} sources, {claims:,} claims: memory", run["peak"], "MiB"))
        for name, (words, bar) in STAGES.items():
            each = 1e6 * stages[name]["processor"] / claims
            figures.append(Figure(f"  {words}", each, "µs a claim", bar=bar if sources >= FIRST else None))
    last = max(found)
    peer = f"a claim among {FIRST * CLAIMS:,}"
    for names, words in GROWING.items():
        first, many = (
            sum(found[size]["stages"][name]["processor"] for name in names) / size for size in (FIRST, last)
        )
        bar = None if names == ("check",) else GROWTH
        figures.append(Figure(f"Growth, {last:,} sources: {words}", many / first, "times", peer, bar))
    loaded = sum(found[last]["stages"][name]["clock"] for name in ("read", "check", "tables"))
    name = f"{last * CLAIMS:,} claims loaded and checked"
    figures.append(Figure(f"{name}: clock", loaded, "s", bar=MOST_SECONDS))
    figures.append(Figure(f"{name}: memory", found[last]["loaded"], "MiB", bar=MOST_MEMORY))
    alone = found[last]["peer"]
    words = f"CSafeLoader of PyYAML, which reads the same YAML and checks nothing: {alone:.1f} s"
    figures.append(Figure(f"{name}: ratio of clocks", loaded / alone, "times", words))
    return figures


def used():
    """Return the processor seconds of this process and of those it ran."""
    both = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def peak():
    """Return the peak memory in MiB, as if every reader had had its peak at once."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return (getrusage(RUSAGE_SELF).ru_maxrss + READERS * getrusage(RUSAGE_CHILDREN).ru_maxrss) / unit


def measure(seeds):
    """Measure the stages of one folder of evidence."""
    from analysis.consistency import check_records
    from analysis.evidence import register_html
    from analysis.evidence_parts import by_source
    from analysis.problems import Problems
    from analysis.reading import read_seeds
    from analysis.reading_many import without_collection
    from analysis.reliability import table_shared
    from analysis.tables import make_tables

    stages, problems = {}, Problems()

    def timed(name, work):
        clock, processor = time.monotonic(), used()
        result = work()
        stages[name] = {"clock": time.monotonic() - clock, "processor": used() - processor}
        return result

    with without_collection():  # as analysis.load does it
        records = timed("read", lambda: read_seeds(seeds, problems))
        timed("check", partial(check_records, records, problems))
        problems.stop()
        evidence = timed("tables", partial(make_tables, records))
    loaded = peak()
    del records
    parts = timed("register", lambda: by_source(evidence))
    begun = stages["register"]
    timed("register", lambda: [len(register_html(part, name, {})) for name, part in parts.items()])
    stages["register"] = {unit: begun[unit] + stages["register"][unit] for unit in begun}
    timed("wording", lambda: table_shared(evidence))
    return {"stages": stages, "loaded": loaded, "peak": peak()}


def measure_peer(seeds):
    """Measure the peer: one process, the same YAML files, plain data that is dropped at once."""
    import yaml

    from analysis.reading_many import without_collection

    with without_collection():
        started = time.monotonic()
        for path in sorted(seeds.rglob("*.yml")):
            yaml.load(path.read_bytes(), yaml.CSafeLoader)
        return {"peer": time.monotonic() - started}


if __name__ == "__main__":
    work = measure_peer if sys.argv[2:] == ["peer"] else measure
    print(json.dumps(work(Path(sys.argv[1]))))

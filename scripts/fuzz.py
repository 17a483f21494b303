"""Give the readers of the evidence files that are wrong in every way, and see that none breaks them.

    .venv/bin/python -m scripts.fuzz [cases] [first]     100,000 cases where no number is given

A case is made from a sound file and its own number, so a case that fails can be made again: its number is
printed, and `first` starts there. Of each case it must hold that

* the reader ends, within SECONDS of processor time and within MEMORY;
* it raises nothing but EvidenceError;
* what it says is one printable line for each problem, with file, find and remedy;
* YAML that is accepted is read as PyYAML's own safe loader reads it: nothing is changed on the way.

No seed is drawn and nothing is kept, so the same cases give the same result on every machine.
"""

from __future__ import annotations

import dataclasses
import faulthandler
import hashlib
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import yaml

from analysis.anchors import verify
from analysis.bibliography import read_bibliography
from analysis.consistency import check_records
from analysis.corpus import load, load_judgements
from analysis.files import read_json, read_yaml
from analysis.problems import EvidenceError, Problem, Problems
from analysis.reading import read_dossiers, read_seeds
from scripts.generate_evidence import make_seeds
from scripts.mutations import mutate_bytes, mutate_data, write

ROOT = Path(__file__).resolve().parent.parent
CASES = 100_000
SECONDS = 5  # of processor time for one case
MEMORY = 4 * 1024**3  # addresses of the whole process; pandas maps more than it uses
CLAIMS = 5  # of a real dossier that is cut, so that many cases go into a minute
LONGEST_NAME = 200  # of a file, on any disk
WATCHED = 100  # cases under one watch; a watch is a thread, and costs more than a case
#: Of forty cases, how many go to each kind of file; a dossier is a real one, cut short or whole.
DOSSIERS = {"dossier": 34, "whole": 1}
SHARES = {**DOSSIERS, "checks": 1, "codebook": 1, "judgements": 1, "bibliography": 1, "text": 1}
MOST_FAILURES = 20


class TooLong(Exception):
    """A case took more than its time."""


class _Reference(yaml.CSafeLoader):
    """PyYAML's safe loader, with dates as text: another reading of the same file, to compare."""


_Reference.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _small(dossier: dict[str, Any]) -> dict[str, Any]:
    """Return a real dossier with fewer entries of each kind; what the others say of it may not fit then."""
    return {key: value[:CLAIMS] if isinstance(value, list) else value for key, value in dossier.items()}


class Fuzzer:
    """The sound files, and the readers that get them unsound."""

    def __init__(self, work: Path) -> None:
        self.work, self.accepted = work, 0
        real = {path.stem: path for path in sorted((ROOT / "seeds/dossiers").glob("*.yml"))}
        self.real = {name: yaml.safe_load(path.read_text(encoding="utf-8")) for name, path in real.items()}
        self.small = {name: _small(dossier) for name, dossier in self.real.items()}
        self.records = read_seeds(ROOT / "seeds", Problems())
        self.codes = self.records.codebook.allowed()
        self.evidence = load()
        self.judgements = yaml.safe_load((ROOT / "book/judgements.yml").read_text(encoding="utf-8"))
        self.seeds = make_seeds(work / "sound" / "seeds", documents=2, claims=CLAIMS)
        self.generated = load(self.seeds)
        self.codebook = yaml.safe_load((self.seeds / "codebook.yml").read_text(encoding="utf-8"))
        self.checks = yaml.safe_load((self.seeds / "checks.yml").read_text(encoding="utf-8"))
        self.bib = b"".join(
            part + b"\n}\n" for part in (ROOT / "seeds/references.bib").read_bytes().split(b"\n}\n")[:8]
        )
        self.text = (
            "Allies meet in Vilnius\n\nNATO said that no partner is closer than Japan today.\n" * 4
        ).encode()
        (work / "dossiers").mkdir()
        (work / "texts").mkdir()

    def kind_of(self, number: int) -> str:
        """Return the kind of a case; the kinds take turns."""
        kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
        return kinds[number % len(kinds)]

    def content_of(self, number: int) -> bytes:
        """Return the file of a case."""
        random, kind = Random(number), self.kind_of(number)
        sound = {
            "dossier": lambda: self.small[random.choice(list(self.small))],
            "whole": lambda: self.real[random.choice(list(self.real))],
            "checks": lambda: self.checks,
            "codebook": lambda: self.codebook,
            "judgements": lambda: self.judgements,
        }
        if kind in {"bibliography", "text"}:
            return mutate_bytes(random, self.bib if kind == "bibliography" else self.text)
        data = sound[kind]()
        if random.randrange(4):
            return write(mutate_data(random, data))
        return mutate_bytes(random, write(data))

    def read(self, number: int, content: bytes) -> list[Problem]:
        """Let the reader of its kind read a file; return what it says."""
        kind = self.kind_of(number)
        return {
            "dossier": self._dossier, "whole": self._dossier, "checks": self._listed("checks.yml"),
            "codebook": self._listed("codebook.yml"), "judgements": self._judgements,
            "bibliography": self._bibliography, "text": self._text,
        }[kind](content)  # fmt: skip

    def _dossier(self, content: bytes) -> list[Problem]:
        source = re.search(rb"^source: ([a-z]+)\r?$", content, re.M)
        name = source[1].decode() if source else "elpais"
        path = self.work / "dossiers" / f"{name[:LONGEST_NAME]}.yml"
        path.write_bytes(content)
        problems = Problems()
        dossiers = read_dossiers(self.work, self.codes, problems)
        path.unlink()
        self._compare(content, problems)
        if dossiers:  # and then what the other files say of it, which fits a whole dossier only
            check_records(dataclasses.replace(self.records, dossiers=dossiers), problems)
        return problems

    def _listed(self, file: str) -> Callable[[bytes], list[Problem]]:
        def read(content: bytes) -> list[Problem]:
            before = (self.seeds / file).read_bytes()
            (self.seeds / file).write_bytes(content)
            try:
                load(self.seeds)
            except EvidenceError as error:
                return error.problems
            finally:
                (self.seeds / file).write_bytes(before)
            self._compare(content, [])
            return []

        return read

    def _judgements(self, content: bytes) -> list[Problem]:
        path = self.work / "judgements.yml"
        path.write_bytes(content)
        try:
            load_judgements(self.evidence, path)
        except EvidenceError as error:
            return error.problems
        self._compare(content, [])
        return []

    def _bibliography(self, content: bytes) -> list[Problem]:
        path, problems = self.work / "references.bib", Problems()
        path.write_bytes(content)
        read_bibliography(path, "seeds/references.bib", problems)
        self.accepted += not problems
        return problems

    def _text(self, content: bytes) -> list[Problem]:
        """Prove the anchors of the generated evidence on a text that it names as its own."""
        sources = self.generated.sources.copy()
        for row in sources.itertuples():
            path = self.work / "texts" / f"{row.document}_text.txt"
            path.write_bytes(content)
            sources.loc[row.Index, "sha256"] = hashlib.sha256(content).hexdigest()
        try:
            verify(self.work / "texts", dataclasses.replace(self.generated, sources=sources))
            self.accepted += 1
        except EvidenceError as error:
            read_json(path, "counts/text.json", problems := Problems())
            read_yaml(path, "text.yml", problems)
            return [*error.problems, *problems]
        return []

    def _compare(self, content: bytes, problems: Iterable[Problem]) -> None:
        """Raise where an accepted file says something else to PyYAML's own loader."""
        from analysis.yaml_text import parse_yaml

        if list(problems):
            return
        self.accepted += 1
        text = content.decode("utf-8-sig")
        mine, reference = parse_yaml(text)[0], yaml.load(text, Loader=_Reference)
        if mine != reference:
            raise AssertionError("read otherwise than PyYAML reads it")


def slips_of(problems: Iterable[Problem]) -> list[str]:
    """Return what is wrong with the messages themselves."""
    slips = []
    for problem in problems:
        line = str(problem)
        if not (line.isprintable() and problem.file and problem.found and problem.remedy):
            slips.append(f"a message that does not teach: {line[:200]!r}")
    return slips


def words_of(problem: Problem) -> str:
    """Return a message without what is particular to a case."""
    plain = re.sub(
        r"'[^']*'|\"[^\"]*\"|[0-9]+|U\+[0-9A-F]+( \([^)]*\))?",
        "…",
        f"{problem.field}: {problem.found}; {problem.remedy}",
    )
    return re.sub(r"(did you mean …\? )?Allowed: .*", "Allowed", plain)


def try_case(fuzzer: Fuzzer, number: int, seconds: float = SECONDS) -> tuple[list[Problem], list[str]]:
    """Return what was said of a case, and what failed in it."""

    def ring(*_: object) -> None:
        raise TooLong(f"more than {seconds} s")

    content = fuzzer.content_of(number)
    signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        problems = list(fuzzer.read(number, content))
    except Exception as error:  # whatever it is, it must not have happened
        place = traceback.extract_tb(error.__traceback__)[-1]
        return [], [
            f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:120]}"
        ]
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return problems, slips_of(problems)


def run(cases: int, first: int = 0) -> int:
    """Try so many cases, print what came of it, and return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    started, slowest = time.process_time(), (0.0, first)
    said: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    failures: list[str] = []
    work = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        fuzzer = Fuzzer(work)
        for number in range(first, first + cases):
            if number % WATCHED == 0:  # a loop outside Python hears no alarm: then this tells where, and ends
                faulthandler.dump_traceback_later(WATCHED * SECONDS, exit=True)
            before = time.process_time()
            problems, failed = try_case(fuzzer, number)
            slowest = max(slowest, (time.process_time() - before, number))
            kinds[fuzzer.kind_of(number)] += 1
            said.update({words_of(problem) for problem in problems[:50]})
            failures += [f"case {number} ({fuzzer.kind_of(number)}): {one}" for one in failed]
            if len(failures) >= MOST_FAILURES:
                break
    finally:
        faulthandler.cancel_dump_traceback_later()
        shutil.rmtree(work, ignore_errors=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tried = sum(kinds.values())
    print("\n".join(failures))
    print(f"{tried:,} cases in {time.process_time() - started:.0f} s of processor time: " + ", ".join(
        f"{kinds[kind]:,} {kind}" for kind in SHARES))  # fmt: skip
    print(f"{fuzzer.accepted:,} read, {tried - fuzzer.accepted:,} refused; {len(said):,} distinct messages")
    print(f"slowest case {slowest[0]:.2f} s (case {slowest[1]}), most memory {memory // 1024} MB")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]] or [CASES]
    sys.exit(run(*numbers))

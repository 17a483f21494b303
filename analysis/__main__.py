"""Command line: ``python -m analysis check | verify | count``."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

from . import __version__
from .anchors import find_text, normalise, paragraphs, verify
from .corpus import SEEDS, load
from .counts import SHINGLE_WORDS, count
from .files import read_yaml
from .problems import EvidenceError


def check(seeds: Path) -> str:
    """Load the evidence and say how much of it there is."""
    evidence = load(seeds)
    return (
        f"{len(evidence.sources)} documents, {len(evidence.claims)} claims, {len(evidence.stances)} stances, "
        f"{len(evidence.events)} events, {len(evidence.checks)} checks: no problem found"
    )


def prove(seeds: Path, texts: Path) -> str:
    """Prove hashes, anchors and counts against the texts."""
    proved = verify(texts, load(seeds))
    counts = ", ".join(f"{number} {thing}" for thing, number in proved.items())
    return f"{counts}: all as coded"


def write_counts(seeds: Path, texts: Path) -> str:
    """Count all texts, then write ``counts/*.json``; nothing is written where one text is wrong."""
    problems: list = []
    lexicons = (read_yaml(seeds / "codebook.yml", "codebook.yml", problems) or {}).get("lexicons", {})
    results = {}
    for path in sorted((seeds / "dossiers").glob("*.yml")):
        dossier = read_yaml(path, path.name, problems)
        if not dossier:
            continue
        raw = find_text(texts, dossier["document"]).read_bytes()
        furniture = {number for entry in dossier.get("furniture", []) for number in entry["paragraphs"]}
        results[dossier["source"]] = {
            "source": dossier["source"],
            "sha256": hashlib.sha256(raw).hexdigest(),
            "shingle_words": SHINGLE_WORDS,
            "paragraphs": count(paragraphs(normalise(raw)), furniture, lexicons),
        }
    if problems:
        raise EvidenceError(problems)
    folder = seeds / "counts"
    folder.mkdir(exist_ok=True)
    for source, result in results.items():
        partial = folder / f".{source}.json.partial"
        partial.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        os.replace(partial, folder / f"{source}.json")
    return f"counted {len(results)} documents"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 where all is well, 1 where the evidence has problems."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Check and prove the evidence of the report."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--seeds", type=Path, default=SEEDS, help="folder of the evidence (default: the project's own)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="load and check every file of the evidence")
    for name, text in (
        ("verify", "prove every anchor and count against the source texts"),
        ("count", "write the counts of the source texts"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument(
            "--texts",
            type=Path,
            default=SEEDS / "texts",
            help="folder of the source texts (default: seeds/texts)",
        )
    options = parser.parse_args(arguments)
    try:
        if options.command == "check":
            print(check(options.seeds))
        elif options.command == "verify":
            print(prove(options.seeds, options.texts))
        else:
            print(write_counts(options.seeds, options.texts))
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

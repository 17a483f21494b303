"""Shared fixtures: the real evidence, a tiny one whose every value stands here, the built site, a browser."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import settings

import analysis
from analysis.anchors import count_texts, digest, paragraphs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No example is timed: what is slow on a busy machine is no fault.
settings.register_profile("book", deadline=None)
settings.load_profile("book")

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
TEXTS = ROOT / "seeds" / "texts"

# Two documents written for the tests. They share the run "no partner is closer than Japan today".
TINY_TEXTS = {
    "000_first.txt": "Allies meet in Vilnius\n\n"
    "NATO said that no partner is closer than Japan today. France opposes an office in Tokyo.\n"
    "Subscribe to our newsletter\n",
    "001_second.txt": "An agency adds that no partner is closer than Japan today.\n"
    "China accused NATO of stirring confrontation. Article 5 covers an armed attack.\n",
}

TINY_CLAIMS = {
    "first": [
        ("first-01", 2, "no partner is closer than Japan", "Japan is the closest partner.", "NATO", "Japan",
         "ap4-partnership", "quotation", "Jens Stoltenberg", {"areas": ["cyber"], "date": "2023-07-12"}),
        ("first-02", 2, "France opposes an office in Tokyo", "France is against an office.", "France", "NATO",
         "liaison-office", "attribution", "author", {}),
    ],
    "second": [
        ("second-01", 1, "no partner is closer than Japan", "Japan is the closest partner.", "NATO", "AP4",
         "ap4-partnership", "quotation", "Jens Stoltenberg", {"areas": ["space"]}),
        ("second-02", 2, "China accused NATO of stirring confrontation", "China accuses NATO.", "China", "NATO",
         "china-reaction", "quotation", "Lin Yan", {"date": "2023-07"}),
        ("second-03", 2, "Article 5 covers an armed attack", "Article 5 covers attacks.", "NATO", None,
         "treaty-scope", "treaty", "author", {}),
    ],
}  # fmt: skip


TINY_CRITERIA = ["authenticity", "proximity", "competence", "record", "transformation"]


def tiny_dossier(source: str, number: str, file: str) -> dict:
    """Return the dossier of one tiny text, as plain data."""
    text = TINY_TEXTS[file]
    lines = {line.number: line for line in paragraphs(text)}
    claims = []
    for name, paragraph, phrase, statement, actor, target, topic, kind, speaker, more in TINY_CLAIMS[source]:
        start = lines[paragraph].start + lines[paragraph].text.index(phrase)
        claim = {"id": name, "paragraph": paragraph, "start": start, "end": start + len(phrase)}
        claim |= {"digest": digest(phrase), "statement": statement, "speaker": speaker, "actor": actor}
        claim |= ({"target": target} if target else {}) | {"topic": topic, "kind": kind} | more
        claims.append(claim)
    dossier = {
        "source": source, "document": number, "title": f"Title of {source}", "outlet": "Outlet", "label": source.title(),
        "byline": "none", "language": "en", "original_language": "en", "published_earliest": "2023-07-12",
        "published_latest": "2023-07-13", "date_reason": "It says so.", "kind": "opinion", "url": "",
        "sha256": hashlib.sha256(text.encode()).hexdigest(), "normalisation": "nfc-lf",
        "rubric": {name: {"doubt": "minor", "reason": "Made for the tests."} for name in TINY_CRITERIA},
        "transmission": "Typed.", "original": {"found": "no", "note": "There is none."},
        "outlets": [
            {"name": "Outlet", "part": "publisher", "nature": "test", "ownership": "none", "record": "none"},
        ],
        "chain": [
            {"step": "statement", "who": "NATO", "what": "words", "basis": "seen", "origins": ["nato-words"],
             "references": ["nato-page"]},
            {"step": "article", "who": "Outlet", "what": "text", "basis": "inferred", "origins": [f"{source}-article"]},
        ],
        "claims": claims,
    }  # fmt: skip
    return dossier


TINY = {
    "checks.yml": [
        {"claim": "first-01", "verdict": "confirmed", "finding": "He said so.", "references": ["nato-page"]},
        {"claim": "second-03", "verdict": "contradicted", "finding": "It does not.", "references": ["nato-page"]},
    ],
    "corroboration.yml": [
        {"point": "Who is closest", "relation": "agreement", "claims": ["first-01", "second-01"],
         "reason": "One speech."},
    ],
    "corrections.yml": [
        {"id": "correction-01", "claim": "second-03", "error": "scope", "says": "It covers attacks.",
         "right": "It covers attacks in an area.", "origin": "author", "origin_basis": "inferred",
         "origin_reason": "Made for the tests.", "consequence": "A brief would be wrong.", "severity": "high",
         "references": ["nato-page"], "found": "2026-11-25", "status": "open",
         "expect": {"statement": "covers attacks", "digest": digest("Article 5 covers an armed attack")[:12]}},
    ],
    "errata.yml": [
        {"id": "erratum-01", "found": "2026-11-25", "mended": "2026-11-25", "place": "check of first-01",
         "said": "No.", "right": "Yes.", "how_found": "test", "claims": ["first-01"]},
    ],
    "audit.yml": [{"claim": "first-01", "verdict_holds": True, "finding_sound": False, "note": "It was two days."}],
    "rerating.yml": [{"claim": "first-01", "lead": "opinion", "first": "confirmed", "second": "confirmed"}],
    "institutions.yml": [{"institution": "NATO", "authors": ["NATO"]}],
    "summits.yml": [
        {"summit": "Madrid", "date": "2022-06-29", "text": "Concept", "on_china": "It names China.",
         "on_china_references": ["nato-page"], "on_four": "nothing", "level": "leaders", "attendance": "All four."},
    ],
    "hypotheses.yml": [
        {"id": "rain", "question": "Will it rain?", "horizon": "2027", "judgement": "judgement-1",
         "hypotheses": [{"id": f"rain-{name}", "label": name, "statement": name} for name in ("none", "some", "much", "hail")],
         "items": [
             {"id": f"rain-0{place}", "label": f"item {place}", "item": f"Item {place}", "claims": ["first-01"], "reason": "Made for the tests.",
              "ratings": dict(zip(["rain-none", "rain-some", "rain-much", "rain-hail"], codes, strict=True))}
             for place, codes in enumerate([
                 ["consistent", "inconsistent", "strongly-inconsistent", "neutral"],
                 ["neutral", "consistent", "inconsistent", "strongly-inconsistent"],
                 ["inconsistent", "neutral", "neutral", "neutral"],
                 ["neutral", "neutral", "neutral", "neutral"],
             ], start=1)
         ],
         "indicators": [
             {"id": f"rain-indicator-{place}", "indicator": "Clouds", "threshold": "Three clouds.",
              "points_to": ["rain-much"], "status": "not-seen", "note": "None."} for place in (1, 2)
         ]},
    ],
    "timeline.yml": [
        {"date": "2022-06-29", "event": "The four come to Madrid.", "actors": ["NATO", "AP4"], "kind": "summit",
         "level": "leaders", "references": ["nato-page"]},
        {"date": "2023-05-03", "event": "An office is proposed.", "actors": ["NATO", "Japan"], "kind": "proposal",
         "references": ["nato-page"], "thread": "tokyo-office"},
        {"date": "2023-07-12", "event": "Japan agrees a programme.", "actors": ["NATO", "Japan"],
         "kind": "agreement", "references": ["nato-page"]},
    ],
}  # fmt: skip
TINY_BIBLIOGRAPHY = """@misc{nato-page,
  author = {{NATO}}, title = {{A page}}, howpublished = {NATO}, year = {2023}, month = {July},
  url = {https://example.org/page}, urldate = {2026-11-22}, keywords = {primary}
}
"""


class WithoutAliases(yaml.SafeDumper):
    """Writes out what stands in the data twice, for the evidence may hold no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        """Say so of everything."""
        return True


def write_yaml(path: Path, data: object) -> None:
    """Write plain data as YAML."""
    text = yaml.dump(data, Dumper=WithoutAliases, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Read a YAML file, change its data and write it back."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    write_yaml(path, data)


@pytest.fixture(scope="session")
def evidence() -> analysis.Evidence:
    """Return the project's evidence."""
    return analysis.load()


@pytest.fixture
def tiny_texts(tmp_path: Path) -> Path:
    """Return a folder with the two tiny texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TINY_TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def tiny_seeds(tmp_path: Path, tiny_texts: Path) -> Path:
    """Return a whole seeds folder about the two tiny texts, to be spoilt by a test."""
    seeds = tmp_path / "seeds"
    (seeds / "dossiers").mkdir(parents=True)
    shutil.copy(ROOT / "seeds" / "codebook.yml", seeds / "codebook.yml")
    first = tiny_dossier("first", "000", "000_first.txt")
    first["furniture"] = [{"paragraphs": [3], "what": "notice"}]
    first["stances"] = [
        {"actor": "France", "issue": "tokyo_office", "stance": -2, "claims": ["first-02"], "basis": "It opposes."},
        {"actor": "Japan", "issue": "partnership", "stance": 2, "claims": ["first-01"], "basis": "Closest."},
    ]  # fmt: skip
    second = tiny_dossier("second", "001", "001_second.txt")
    second["stances"] = [
        {"actor": "France", "issue": "tokyo_office", "stance": -1, "claims": ["second-01"], "basis": "Doubts."},
    ]  # fmt: skip
    second["events"] = [
        {"claims": ["second-02"], "date": "2023-07", "actor": "China", "target": "NATO", "type": "ACCUSE",
         "mode": "disapprove", "summary": "China accuses NATO."},
    ]  # fmt: skip
    second["wording"] = [
        {key: second["claims"][1][key] for key in ("paragraph", "start", "end", "digest")}
        | {"phrase": "stirring confrontation", "direction": "against-nato", "voice": "author"}
    ]
    write_yaml(seeds / "dossiers" / "first.yml", first)
    write_yaml(seeds / "dossiers" / "second.yml", second)
    for name, data in TINY.items():
        write_yaml(seeds / name, data)
    (seeds / "references.bib").write_text(TINY_BIBLIOGRAPHY, encoding="utf-8")
    count_texts(tiny_texts, seeds)
    return seeds


@pytest.fixture
def tiny(tiny_seeds: Path) -> analysis.Evidence:
    """Return the tiny evidence, loaded."""
    return analysis.load(tiny_seeds)


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site."""
    if not (SITE / "index.html").is_file():
        pytest.skip("no built site; run make book first")
    return SITE


@pytest.fixture(scope="session")
def texts() -> Path:
    """Return the folder of the publishers' texts, which are not part of the project."""
    if not list(TEXTS.glob("*.txt")):
        pytest.skip("no source texts in seeds/texts/; they are not part of the project")
    return TEXTS


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the Chromium of the machine."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not executable:
        pytest.skip("no Chromium on this machine; install Debian's package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def add_style(tab: Any, rules: str) -> None:
    """Give an open page a rule of a test's own; as an element of the page, its policy would refuse it."""
    tab.evaluate(
        "rules => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules);"
        " document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }",
        rules,
    )

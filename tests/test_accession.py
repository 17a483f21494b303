"""A text becomes a draft, and a draft a source: what is refused, what is seen, and that all is done or nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, TINY_TEXTS, edit, tiny_dossier, write_yaml
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.__main__ import main
from analysis.accession.changes import Changes, _alone
from analysis.accession.drafts import list_drafts, note_empty
from analysis.accession.entering import read_again
from analysis.accession.incoming import known_texts, read_incoming
from analysis.accession.kinship import find_quotations, find_shared
from analysis.accession.names import check_name, next_number, number_of, read_head, taken_names
from analysis.accession.opening import open_draft
from analysis.accession.phrases import find_phrase, fold, nearest
from analysis.accession.skeleton import write_dossier
from analysis.accession.survey import find_dates, find_furniture, find_names
from analysis.anchors import paragraphs
from analysis.counts import count
from analysis.edition import EVIDENCE, fingerprint
from analysis.model import (
    Check,
    Claim,
    Dossier,
    Event,
    Furniture,
    Original,
    Outlet,
    Stance,
    Step,
    Wording,
)  # fmt: skip
from analysis.problems import EvidenceError, Problems
from analysis.reading import read_seeds

THIRD = "Japan speaks\n\nTokyo said that “no partner is closer than Japan today” in 2024.\nShare this on Facebook\n"


@pytest.fixture
def third(tmp_path: Path) -> Path:
    """Return a text that no one has coded."""
    path = tmp_path / "third.txt"
    path.write_text(THIRD, encoding="utf-8")
    return path


@pytest.fixture
def draft(tiny_seeds: Path, third: Path) -> Path:
    """Return the folder of a draft of that text that lacks nothing."""
    open_draft(third, "third", tiny_seeds)
    folder = tiny_seeds / "drafts" / "third"
    data = yaml.safe_load((folder / "dossier.yml").read_text(encoding="utf-8"))
    whole = tiny_dossier("first", data["document"], "000_first.txt")
    whole |= {"source": "third", "label": "Third", "title": "Japan speaks", "sha256": data["sha256"]}
    hit = find_phrase(THIRD, "no partner is closer than Japan")[0]
    anchor = yaml.safe_load(hit.anchor(""))
    claim = {"id": "third-01", **anchor, "statement": "Japan is the closest partner.", "speaker": "author"}
    whole["claims"] = [
        claim | {"actor": "Japan", "target": "NATO", "topic": "ap4-partnership", "kind": "event"}
    ]
    write_yaml(folder / "dossier.yml", whole)
    check = {"claim": "third-01", "verdict": "confirmed", "finding": "So it is.", "references": ["nato-page"]}
    write_yaml(folder / "checks.yml", [check])
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(seeds: Path, *arguments: str) -> str:
    """Return what a command that must fail says."""
    with pytest.raises(EvidenceError) as caught:
        import argparse

        from analysis.commands import COMMANDS  # run as main does, but let the error through

        parser = argparse.ArgumentParser()
        COMMANDS[arguments[0]].add_arguments(parser)
        options = parser.parse_args(arguments[1:])
        options.seeds = seeds
        COMMANDS[arguments[0]].run(options)
    return str(caught.value)


# The id


REFUSED = {
    "elpais": "choose another id",
    "e1pais": "looks like 'elpais'",
    "el-pais": "looks like 'elpais'",
    "еlpais": "cyrillic small letter ie",  # the first letter is Cyrillic
    "Wire": "small letters",
    "../wire": "small letters",
    "wire-": "small letters",
    "5wire": "a letter first",
    "": "small letters",
    "wire-2024": "form of a claim's id",
    "judgement": "names other things",
    "figure-wire": "names other things",
    "con": "names other things",
    "office": "the beginning of ids in seeds/hypotheses.yml",
    "w" * 25: "keep to 24",
}


@pytest.mark.parametrize(("name", "words"), REFUSED.items(), ids=list(REFUSED))
def test_an_id_that_is_malformed_taken_or_like_another_is_refused(name, words):
    problems = Problems()
    check_name(name, taken_names(ROOT / "seeds"), problems)
    assert words in str(problems[0])


def test_a_new_id_is_accepted_and_gets_the_next_number(tiny_seeds):
    problems = Problems()
    check_name("wire", taken_names(ROOT / "seeds"), problems)
    assert not problems and next_number(tiny_seeds) == "002"


def test_the_thousandth_document_enters_as_any_other(tiny_seeds, third, draft):
    """Its number has four digits, in the dossier as in the name of its text."""
    edit(tiny_seeds / "dossiers" / "second.yml", lambda data: data.update(document="999"))
    assert main(["--seeds", str(tiny_seeds), "remove", "third"]) == 0
    assert main(["--seeds", str(tiny_seeds), "add", str(third), "--id", "third"]) == 0
    dossier = tiny_seeds / "drafts" / "third" / "dossier.yml"
    assert (tiny_seeds / "texts" / "1000_third.txt").is_file() and number_of(dossier, tiny_seeds) == "1000"
    assert main(["--seeds", str(tiny_seeds), "anchor", "third", "no partner is closer"]) == 0


def test_the_head_of_a_dossier_is_all_that_is_said_of_the_document(tmp_path):
    path = tmp_path / "dossier.yml"
    path.write_text(
        "source: one\ndocument: '007'\nclaims:\n- id: one-01\n  statement: No.\n", encoding="utf-8"
    )
    assert read_head(path) == {"source": "one", "document": "007"}
    path.write_text("source: one\nclaims:\n- id: one-01\ndocument: '007'\n", encoding="utf-8")
    assert read_head(path)["document"] == "007"
    path.write_text("source: [", encoding="utf-8")
    assert read_head(path) == read_head(tmp_path / "none.yml") == {}


def test_the_number_of_a_draft_is_not_given_again(tiny_seeds, draft):
    edit(draft / "dossier.yml", lambda data: data.pop("document"))  # then the text's file tells it
    assert next_number(tiny_seeds) == "003"


# The text


TEXTS = {
    "nothing": (b"", "an empty file"),
    "spaces": (b" \n\n ", "an empty file"),
    "no word": (b"-- \n", "no word"),
    "binary": (b"word\0word", "a binary file, with a null at byte 4"),
    "a PDF": (b"%PDF-1.7 words", "a PDF"),
    "a Word file": (b"PK\x03\x04words", "a Word file"),
    "UTF-16": ("words".encode("utf-16"), "UTF-16"),
    "Windows": ("“words”".encode("cp1252"), "iconv -f WINDOWS-1252"),
    "markup": (b"<!DOCTYPE html><p>words", "a web page"),
    "turned": ("words \u202edrow".encode(), "right-to-left override (U+202E)"),
    "control": (b"words \x07", "U+0007"),
    "lost letters": ("w\ufffdrds".encode(), "a replacement sign"),
    "known": (TINY_TEXTS["000_first.txt"].encode(), "the text of first, which is coded"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "words"), TEXTS.values(), ids=list(TEXTS))
def test_what_is_no_new_plain_text_is_refused_and_nothing_is_written(tiny_seeds, tmp_path, raw, words):
    (tmp_path / "new.txt").write_bytes(raw)
    before = files(tiny_seeds)
    assert words in told(tiny_seeds, "add", str(tmp_path / "new.txt"), "--id", "third")
    assert files(tiny_seeds) == before


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere.txt"):
        problems = Problems()
        assert read_incoming(path, {}, problems) is None and "can be read" in str(problems[0])


def test_what_is_said_of_all_documents_is_to_be_read_again(tiny_seeds):
    book = tiny_seeds.parent / "book"
    book.mkdir()
    (book / "judgements.yml").write_text("- id: judgement-1\n  says: No document has it.\n", encoding="utf-8")
    (book / "page.md").write_text(
        "# Page\n\nNo document names it {claim}`first-01`.\n\nOne of the documents does {claim}`first-01`.\n\n"
        ":::{assessment}\nThe documents are few.\n:::\n",
        encoding="utf-8",
    )
    assert read_again(tiny_seeds) == [
        "book/judgements.yml:2 (judgement-1)",
        "book/page.md:3 (No document names it.)",
    ]


def test_a_text_that_was_superseded_or_withdrawn_is_known(tiny_seeds):
    first = {"sha256": "0" * 64, "reason": "Corrected."}
    edit(tiny_seeds / "dossiers" / "first.yml", lambda data: data.update(earlier=[first]))
    gone = {"source": "old", "document": "007", "label": "Old", "sha256": "1" * 64, "reason": "A copy."}
    write_yaml(tiny_seeds / "withdrawn.yml", [gone])
    known = known_texts(tiny_seeds)
    assert (
        known["0" * 64] == "first, before it was superseded" and "old, which was withdrawn" in known["1" * 64]
    )
    assert (
        next_number(tiny_seeds) == "008" and taken_names(tiny_seeds)["old"] == "a source that was withdrawn"
    )


# What is seen


DATES = {
    "12 July 2023": "2023-07-12", "July 12th, 2023": "2023-07-12", "2023-07-12": "2023-07-12",
    "the 3rd of May 2024": "2024-05-03", "Sept. 5, 2024": "2024-09-05", "July 2023": "2023-07", "2023": "2023",
    "on May 3": "--05-03", "3 May": "--05-03",
}  # fmt: skip


@pytest.mark.parametrize(("text", "date"), DATES.items(), ids=list(DATES))
def test_plain_forms_of_dates_are_read_once(text, date):
    assert [seen.what for seen in find_dates(paragraphs(f"It met {text}, they say."))] == [date]


def test_names_are_known_or_new_and_parts_of_words_are_none(evidence):
    text = "By Mary Example. The EUROS met Ian Lesser.\nJapan agreed, Macron did not."
    known, new = find_names(paragraphs(text), evidence.codebook)
    found = [("Emmanuel Macron", (2,)), ("Ian Lesser", (1,)), ("Japan", (2,))]
    assert [(seen.what, seen.paragraphs) for seen in known] == found
    assert [seen.what for seen in new] == ["Mary Example"]


FURNITURE = {
    "Subscribe to our newsletter": "asks to subscribe",
    "Share this on Facebook": "asks to share or comment",
    "We use cookies": "speaks of cookies or privacy",
    "© 2024 Somebody": "claims rights",
    "Read more: other things": "leads to other articles",
    "Home | World | Sport": "is a menu",
    "https://example.org/a": "is an address of the web or of mail",
    "Photo: Somebody": "names a photograph",
    "Advertisement": "advertises",
}


@pytest.mark.parametrize(("line", "rule"), FURNITURE.items(), ids=list(FURNITURE))
def test_a_line_of_the_page_around_is_told_with_its_rule(line, rule):
    found = find_furniture(paragraphs(f"NATO met in Vilnius.\n{line}"))
    assert [(seen.what, seen.paragraphs) for seen in found] == [(rule, (2,))]


def test_shared_wording_and_recurring_quotations_are_found_without_the_texts(tiny_seeds):
    records = read_seeds(tiny_seeds, Problems())
    lines = paragraphs(THIRD)
    shared = find_shared(count(lines, set(), {}), records.counts)
    assert [(one.paragraph, one.source, one.theirs) for one in shared] == [(2, "first", 2), (2, "second", 1)]
    assert {one.source for one in find_quotations(lines, records.counts)} == {"first", "second"}
    assert not find_quotations(
        paragraphs("no partner is closer than Japan today"), records.counts
    )  # no quotation


# The draft


def test_add_writes_a_draft_and_the_text_and_no_claim(tiny_seeds, third):
    survey, _ = open_draft(third, "third", tiny_seeds)
    folder = tiny_seeds / "drafts" / "third"
    names = {"checks.yml", "corrections.yml", "counts.json", "dossier.yml", "references.bib", "worksheet.md"}
    assert {path.name for path in folder.iterdir()} == names
    data = yaml.safe_load((folder / "dossier.yml").read_text(encoding="utf-8"))
    assert data["claims"] is None and data["document"] == "002" and data["sha256"] == survey.incoming.sha256
    assert (tiny_seeds / "texts" / "002_third.txt").read_bytes() == third.read_bytes()


def test_no_more_than_eight_words_of_a_text_are_written_down(tiny_seeds, third):
    open_draft(third, "third", tiny_seeds)
    words = THIRD.split()
    runs = {" ".join(words[place : place + 9]) for place in range(len(words) - 8)}
    written = " ".join(path.read_text("utf-8") for path in (tiny_seeds / "drafts").rglob("*.*"))
    assert not any(run in " ".join(written.split()) for run in runs)


def test_a_dry_run_writes_nothing(tiny_seeds, third, draft, capsys):
    before = files(tiny_seeds)
    third.write_text("Another text.", encoding="utf-8")
    assert main(["--seeds", str(tiny_seeds), "add", str(third), "--id", "fourth", "--dry-run"]) == 0
    assert main(["--seeds", str(tiny_seeds), "enter", "third", "--dry-run"]) == 0
    assert main(["--seeds", str(tiny_seeds), "remove", "third", "--dry-run"]) == 0
    assert capsys.readouterr().out.count("nothing was written") == 3 and files(tiny_seeds) == before


def test_a_draft_does_not_change_tables_or_fingerprint(tiny_seeds, third):
    tables = analysis.load(tiny_seeds).sources
    before = fingerprint(tiny_seeds.parent, EVIDENCE)
    open_draft(third, "third", tiny_seeds)
    assert analysis.load(tiny_seeds).sources.equals(tables)
    assert fingerprint(tiny_seeds.parent, EVIDENCE) == before


def test_the_skeleton_asks_for_every_field_of_the_model(evidence, third):
    incoming = read_incoming(third, {}, Problems())
    text = write_dossier("third", "002", incoming, evidence.codebook, language="en", furniture=[])
    for record, apart in (
        (Dossier, {"earlier", "unsettled"}),
        (Claim, set()),
        (Stance, set()),
        (Event, set()),
        (Wording, set()),
    ):
        for name in set(record.model_fields) - apart:
            assert f" {name}:" in text.replace("\n", " "), name
    data = yaml.safe_load(text)
    required = {name for name, one in Dossier.model_fields.items() if one.is_required()}
    assert required <= set(data) and max(map(len, text.split("\n"))) < 120


COMMENTED = re.compile(r"^( *)# ( *(?:- )?[a-z_]+:(?: .*)?|#.*|  .*)$", re.MULTILINE)


def test_every_field_that_stands_as_a_comment_is_one_when_its_signs_are_taken_off(evidence, third):
    incoming = read_incoming(third, {}, Problems())
    text = write_dossier(
        "third",
        "002",
        incoming,
        evidence.codebook,
        language="en",
        furniture=find_furniture(incoming.paragraphs),
    )
    data = yaml.safe_load(COMMENTED.sub(r"\1\2", text))
    assert set(data) == set(Dossier.model_fields) - {"earlier", "unsettled"}
    assert set(data["original"]) == set(Original.model_fields)
    entries = {"outlets": Outlet, "chain": Step, "furniture": Furniture, "claims": Claim}
    entries |= {"stances": Stance, "events": Event, "wording": Wording}
    for name, record in entries.items():
        for entry in data[name]:
            assert set(entry) == set(record.model_fields), name
    assert [data["upstream"], data["outlets"][0]["references"], data["chain"][1]["references"]] == [None] * 3


def test_the_entry_that_stands_as_a_comment_in_the_checks_of_a_draft_is_one(tiny_seeds, third):
    open_draft(third, "third", tiny_seeds)
    text = (tiny_seeds / "drafts" / "third" / "checks.yml").read_text("utf-8")
    entry = yaml.safe_load(COMMENTED.sub(r"\1\2", text))[0]
    assert set(entry) == set(Check.model_fields) and entry["references"] == []


def test_a_fresh_draft_lacks_every_field_and_tells_each_with_its_question(tiny_seeds, third):
    open_draft(third, "third", tiny_seeds)
    said = told(tiny_seeds, "check", "third")
    assert "line 8: title: found nothing; fill it: Title as the document has it" in said
    assert "rubric, authenticity, doubt: found nothing" in said and "claims: found nothing" in said


def test_an_empty_field_is_told_once_and_a_filled_one_not():
    problems = Problems()
    assert note_empty("a: 1\nb:\nc: {d: , e: 2}\n", "x.yml", problems) == 2
    assert [problem.field for problem in problems] == ["b", "c, d"]


def test_check_of_the_book_names_drafts_and_passes(tiny_seeds, third, capsys):
    open_draft(third, "third", tiny_seeds)
    assert main(["--seeds", str(tiny_seeds), "check"]) == 0
    assert "a draft, not in the book: third" in capsys.readouterr().out


LACKING = [
    ("checks.yml", lambda data: data.clear(), "third-01: found no check of it"),
    ("checks.yml", lambda data: data[0].update(claim="first-01"), "a draft speaks of its own claims"),
    ("checks.yml", lambda data: data[0].update(references=["nowhere"]), "drafts/third/checks.yml: third-01: references"),
    ("checks.yml", lambda data: data[0].update(references=["else"]), "add it to seeds/drafts/third/references.bib"),
    ("dossier.yml", lambda data: data.update(upstream=["else"]), "add it to seeds/drafts/third/references.bib"),
    ("checks.yml", lambda data: data[0].update(verdict="contradicted"), "no correction of third-01"),
    ("dossier.yml", lambda data: data["claims"][0].update(start=0, end=3), "drafts/third/dossier.yml: claim third-01"),
    ("dossier.yml", lambda data: data.update(label="First"), "drafts/third/dossier.yml: label"),
    ("dossier.yml", lambda data: data.update(source="fourth"), "name it 'third', as the folder"),
    ("dossier.yml", lambda data: data["rubric"].pop("record"), "drafts/third/dossier.yml: rubric: record"),
    ("dossier.yml", lambda data: data.update(furniture=[{"paragraphs": [9], "what": "x"}]), "the text has paragraphs 1 to 3"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "words"), LACKING, ids=[case[2] for case in LACKING])
def test_what_a_draft_lacks_is_told_of_its_own_files_and_nothing_enters(
    tiny_seeds, draft, file, change, words
):
    edit(draft / file, change)
    before = files(tiny_seeds)
    assert words in told(tiny_seeds, "check", "third")
    told(tiny_seeds, "enter", "third")
    assert files(tiny_seeds) == before


@pytest.fixture
def longer(draft: Path) -> Path:
    """Return the folder of the draft with a second and a third claim and their checks."""
    names = ("third-02", "third-03")
    edit(
        draft / "dossier.yml",
        lambda data: data["claims"].extend({**data["claims"][0], "id": name} for name in names),
    )
    edit(draft / "checks.yml", lambda data: data.extend({**data[0], "claim": name} for name in names))
    return draft


def rename(place: int, name: object):
    """Return a change that gives the claim at a place another id."""
    return lambda data: data["claims"][place].update(id=name)


#: One slip each, which the checks seem to contradict: the slip alone is told.
ONE_SLIP = [
    ("dossier.yml", rename(1, "third-01"), "dossier.yml: third-01: id: found 2 entries of that id"),
    ("dossier.yml", rename(1, "thrd-02"), "dossier.yml: claim thrd-02: id: found 'thrd-02'; begin it with 'third-'"),
    ("dossier.yml", rename(1, "5"), "dossier.yml: claim 5: id: found '5'; write the document's id, a hyphen"),
    ("dossier.yml", rename(1, 5), "dossier.yml: claim 5: id: found 5; write text"),
    ("dossier.yml", lambda data: data["claims"][1].pop("id"), "dossier.yml: claim number 2: id: found nothing; add the"),
    ("dossier.yml", lambda data: data.update(claims=7), "dossier.yml: claims: found 7; write a list"),
    ("dossier.yml", lambda data: data.update(claims=["third-01"]), "dossier.yml: claim number 1: claims: found 'third-01'; write a map"),
    ("dossier.yml", lambda data: data.update(label=7), "dossier.yml: label: found 7"),
    ("checks.yml", lambda data: data[1].update(claim="third-22"), "third-22: claim: found 'third-22'; no such claim; third has third-01 to third-03"),
    ("checks.yml", lambda data: data[1].update(claim=5), "checks.yml: entry 2 5: claim: found 5; write text"),
    ("checks.yml", lambda data: data.__setitem__(1, "third-02"), "checks.yml: entry 2: found 'third-02'; write a mapping"),
    ("checks.yml", lambda data: data[1].update(claim="third-01"), "checks.yml: third-01: id: found 2 entries of that id"),
    ("checks.yml", lambda data: data[1].update(finding=5), "checks.yml: entry 2 third-02: finding: found 5"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "words"), ONE_SLIP, ids=[words for *_, words in ONE_SLIP])
def test_one_slip_of_a_draft_is_told_alone(tiny_seeds, longer, file, change, words):
    edit(longer / file, change)
    said = told(tiny_seeds, "check", "third")
    assert said.startswith("1 problem in the draft of third") and words in said, said


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("dossier.yml", "byline: none", 'byline: "none', "while scanning a quoted scalar, begun in line 6)"),
        ("dossier.yml", "byline: none", "byline: none\nbyline: none", "the key 'byline' stands twice"),
        ("checks.yml", "verdict: confirmed", 'verdict: "confirmed', "found broken YAML"),
    ],
)
def test_a_file_of_a_draft_that_cannot_be_read_is_told_alone(tiny_seeds, longer, file, old, new, words):
    path = longer / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = told(tiny_seeds, "check", "third")
    assert said.startswith("1 problem in the draft of third (") and words in said, said
    assert f"what rests on {file} is checked once it can be read" in said


def test_each_claim_without_check_is_told_even_where_another_check_has_a_slip(tiny_seeds, longer):
    edit(longer / "checks.yml", lambda data: (data.pop(2), data[1].update(claim="third-22")))
    said = told(tiny_seeds, "check", "third")
    assert said.startswith("2 problems") and "third-03: found no check of it" in said


def test_a_claim_in_quotes_has_its_check(tiny_seeds, draft, capsys):
    path = draft / "checks.yml"
    path.write_text(path.read_text("utf-8").replace("claim: third-01", 'claim: "third-01"'), encoding="utf-8")
    assert main(["--seeds", str(tiny_seeds), "check", "third"]) == 0


def test_a_draft_without_its_text_cannot_enter(tiny_seeds, draft):
    (tiny_seeds / "texts" / "002_third.txt").unlink()
    assert "put exactly one file named 002_*.txt there" in told(tiny_seeds, "enter", "third")


def test_a_whole_draft_becomes_a_source_and_the_other_files_keep_what_they_held(tiny_seeds, draft):
    before = files(tiny_seeds)
    assert main(["--seeds", str(tiny_seeds), "enter", "third"]) == 0
    after = analysis.load(tiny_seeds)
    assert after.sources.index.tolist() == ["first", "second", "third"]
    assert after.claims.at["third-01", "verdict"] == "confirmed" and not list_drafts(tiny_seeds)
    assert (tiny_seeds / "checks.yml").read_bytes().startswith(before["checks.yml"])
    changed = {name for name, content in files(tiny_seeds).items() if before.get(name) != content}
    assert changed == {"checks.yml", "dossiers/third.yml", "counts/third.json"}


def checked(seeds: Path, capsys) -> list[str]:
    """Return the lines that the check of the draft says; it must pass."""
    assert main(["--seeds", str(seeds), "check", "third"]) == 0
    return capsys.readouterr().out.splitlines()


def test_what_may_be_added_to_a_draft_is_what_is_not_there(tiny_seeds, draft, capsys):
    start = "  seeds/drafts/third/dossier.yml: "
    assert f"{start}stances, events, loaded wording, furniture, upstream" in checked(tiny_seeds, capsys)
    stance = {"actor": "Japan", "issue": "partnership", "stance": 2, "claims": ["third-01"], "basis": "So."}
    full = {
        "stances": [stance],
        "furniture": [{"paragraphs": [3], "what": "x"}],
        "upstream": ["nato-page"],
        "events": [],
    }
    edit(draft / "dossier.yml", lambda data: data.update(full))
    assert f"{start}events, loaded wording" in checked(tiny_seeds, capsys)
    data = yaml.safe_load((draft / "dossier.yml").read_text("utf-8"))
    wording = {key: data["claims"][0][key] for key in ("paragraph", "start", "end", "digest")}
    wording |= {"phrase": "closer", "direction": "for-nato", "voice": "quoted"}
    event = {"claims": ["third-01"], "actor": "Japan", "type": "AGREE", "summary": "So."}
    edit(draft / "dossier.yml", lambda data: data.update(events=[event], wording=[wording]))
    assert not any(line.startswith(start) for line in checked(tiny_seeds, capsys))


def test_an_origin_that_no_other_document_names_is_told_with_those_that_they_name(tiny_seeds, draft, capsys):
    assert not any("others name" in line for line in checked(tiny_seeds, capsys))
    known = yaml.safe_load((tiny_seeds / "dossiers" / "first.yml").read_text("utf-8"))["chain"][1]["origins"][
        0
    ]
    edit(draft / "dossier.yml", lambda data: data["chain"][1].update(origins=[f"{known}x", "qqq"]))
    said = checked(tiny_seeds, capsys)
    assert "  qqq: no other document names it" in said
    assert f"  {known}x: no other document names it; did you mean '{known}'?" in said
    assert any(line.startswith("  others name: ") and known in line for line in said)


def test_a_correction_gets_the_next_number_when_its_draft_enters(tiny_seeds, draft):
    edit(draft / "checks.yml", lambda data: data[0].update(verdict="contradicted"))
    digest = yaml.safe_load((draft / "dossier.yml").read_text("utf-8"))["claims"][0]["digest"]
    entry = yaml.safe_load((tiny_seeds / "corrections.yml").read_text("utf-8"))[0]
    entry |= {"claim": "third-01", "expect": {"statement": "closest", "digest": digest[:12]}}
    write_yaml(draft / "corrections.yml", [{name: value for name, value in entry.items() if name != "id"}])
    assert main(["--seeds", str(tiny_seeds), "enter", "third"]) == 0
    assert analysis.load(tiny_seeds).corrections.index.tolist() == ["correction-01", "correction-02"]


def test_a_new_page_of_the_record_comes_with_the_draft(tiny_seeds, draft):
    page = (
        (tiny_seeds / "references.bib")
        .read_text("utf-8")
        .replace("nato-page", "new-page")
        .replace("/page", "/new")
    )
    (draft / "references.bib").write_text(f"% new\n{page}", encoding="utf-8")
    edit(draft / "checks.yml", lambda data: data[0].update(references=["new-page"]))
    assert main(["--seeds", str(tiny_seeds), "enter", "third"]) == 0
    assert "new-page" in analysis.load(tiny_seeds).references.index


def test_a_page_that_was_seen_later_than_all_others_moves_the_cut_off_and_that_is_told(
    tiny_seeds, draft, capsys
):
    known = (tiny_seeds / "references.bib").read_text("utf-8")
    page = known.replace("nato-page", "new-page").replace("/page", "/new")
    for day, told in (
        ("2026-11-22", ""),
        ("2026-12-01", "report moves: 2026-11-22 → 2026-12-01, the latest"),
    ):
        (draft / "references.bib").write_text(page.replace("2026-11-22", day), encoding="utf-8")
        for command in (["check", "third"], ["enter", "third", "--dry-run"]):
            assert main(["--seeds", str(tiny_seeds), *command]) == 0
            said = capsys.readouterr().out
            assert told in said and ("cut-off" in said) == bool(told)


# Phrases


TEXT = "One\n\nNATO’s “aim” – to   grow\nNATO's aim, NATO's aim.\n"
PHRASES = {
    "NATO’s “aim”": [(2, True)],
    'nato\'s "aim" - to grow': [(2, False)],
    "NATO's aim": [(3, True), (3, True)],
    "NATO’s ‘aim’": [(2, False)],
    "NATO’s 'aim'": [(2, False)],
    "NATO’s «aim» - to grow": [(2, False)],
    "to\ngrow": [(2, False)],
    "aims": [],
    " ": [],
}


@pytest.mark.parametrize(("phrase", "places"), PHRASES.items(), ids=[repr(phrase) for phrase in PHRASES])
def test_a_phrase_is_found_in_every_place_and_other_marks_are_told(phrase, places):
    assert [(hit.paragraph, hit.exact) for hit in find_phrase(TEXT, phrase)] == places


@given(st.text(alphabet="aB “”'’-–\n ", max_size=30), st.integers(0, 29), st.integers(1, 9))
def test_an_anchor_of_a_phrase_covers_words_that_fold_to_it(text, start, length):
    phrase = text[start : start + length]
    for hit in find_phrase(text, phrase):
        assert text[hit.start : hit.end] == hit.words
        assert fold(hit.words)[0].strip() == fold(phrase)[0].strip()


def test_a_phrase_that_is_not_there_leads_to_the_nearest_or_says_why(tiny_seeds, draft):
    assert nearest(
        THIRD, "no partner was closer than Japan"
    ).words == "no partner is closer than Japan".replace("no", "“no", 1)
    assert "nearest is" in told(tiny_seeds, "anchor", "third", "partner was closer than Japan")
    assert "over the end of a paragraph" in told(tiny_seeds, "anchor", "third", "in 2024. Share this")
    assert "nothing in its 3 paragraphs" in told(tiny_seeds, "anchor", "third", "xyzzy plugh")
    assert "did you mean 'third'" in told(tiny_seeds, "anchor", "thirt", "x")


def test_the_anchor_of_a_draft_is_ready_to_paste(tiny_seeds, draft, capsys):
    assert main(["--seeds", str(tiny_seeds), "anchor", "third", "no partner is closer than Japan"]) == 0
    claim = yaml.safe_load((draft / "dossier.yml").read_text("utf-8"))["claims"][0]
    assert yaml.safe_load(capsys.readouterr().out) == {
        key: claim[key] for key in ("paragraph", "start", "end", "digest")
    }


# All or nothing


@pytest.mark.parametrize("failing", range(4))
def test_when_a_file_cannot_take_its_place_all_are_as_they_were(tmp_path, monkeypatch, failing):
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name)
    before, calls, replace = files(tmp_path), [], os.replace
    changes = Changes(tmp_path)
    for name in ("a", "b"):
        changes.write(name, "new")
    changes.write("folder/deep/new", "new")
    changes.remove("c")

    def full(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) > failing:
            raise OSError(28, "No space left on device")
        replace(*arguments)

    monkeypatch.setattr(os, "replace", full)
    if failing == 3:  # all three are replaced; then the removal fails
        monkeypatch.setattr(Path, "unlink", _refuse_first(Path.unlink))
    with pytest.raises(OSError, match="No space"):
        changes.commit()
    assert files(tmp_path) == before and not (tmp_path / "folder").exists()


KILLED = """
import json, os, shutil, signal, sys
from pathlib import Path
sys.path.insert(0, ".")
from analysis.accession.changes import Changes, finish

root, failing, told, count, replace = Path(sys.argv[1]), sys.argv[2], [], 0, os.replace

def change(step):
    def kill(event, _):
        global count
        count += event.startswith(("os.", "shutil.")) or event == "open"
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def full(source, target):
        if Path(target).name == failing:
            raise OSError(28, "No space left on device")
        replace(source, target)

    os.replace = full
    changes = Changes(root)
    for name in ("a", "folder/deep/new", "b"):
        changes.write(name, "new")
    changes.remove("gone/c")
    sys.addaudithook(kill)
    changes.commit()

for step in range(1, 500):
    shutil.rmtree(root, ignore_errors=True)
    (root / "gone").mkdir(parents=True)
    for name in ("a", "b", "gone/c"):
        (root / name).write_text("old")
    child = os.fork()
    if not child:
        try:
            change(step)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    finish(root)
    told.append({str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()})
    if status == 0:
        break
print(json.dumps(told))
"""


@pytest.mark.parametrize("failing", ["nothing", "b"])
def test_changes_killed_at_any_step_are_all_done_or_none(tmp_path, failing):
    """Also where a file cannot take its place, and the run is killed while it undoes what it did."""
    command = [sys.executable, "-c", KILLED, str(tmp_path / "project"), failing]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    old = {"a": "old", "b": "old", "gone/c": "old"}
    new = {"a": "new", "b": "new", "folder/deep/new": "new"}
    assert [state for state in found if state not in (old, new)] == []
    assert old in found and new in found and found[-1] == (new if failing == "nothing" else old)


def test_the_next_command_finishes_what_was_cut_short(tiny_seeds, capsys):
    changes = Changes(tiny_seeds.parent)
    changes.write("seeds/checks.yml", "[]\n")
    changes._stage(tiny_seeds.parent / ".changes")
    main(["--seeds", str(tiny_seeds), "check"])
    assert "Finished first what an earlier command had begun" in capsys.readouterr().err
    assert (tiny_seeds / "checks.yml").read_text("utf-8") == "[]\n"
    assert not (tiny_seeds.parent / ".changes").exists()


def test_a_command_that_is_at_work_is_waited_for_and_not_carried_on(tmp_path):
    (tmp_path / "a").write_text("old")
    changes = Changes(tmp_path)
    changes.write("a", "new")
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, '.')\n"
        "from analysis.accession.changes import finish; print('asked', flush=True)\n"
        "print(finish(Path(sys.argv[1])), flush=True)"
    )
    with _alone(tmp_path):
        changes._stage(tmp_path / ".changes")
        command = [sys.executable, "-c", code, str(tmp_path)]
        other = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert other.stdout.readline() == "asked\n"
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.5)
        assert (tmp_path / "a").read_text() == "old"
    assert other.communicate()[0] == "True\n" and (tmp_path / "a").read_text() == "new"


def test_a_folder_in_the_place_of_a_file_is_told_and_nothing_is_changed(tmp_path):
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").mkdir()
    changes = Changes(tmp_path)
    changes._planned = {"a": b"new", "b": b"new"}
    with pytest.raises(IsADirectoryError):
        changes.commit()
    assert files(tmp_path) == {"a": b"a"} and not (tmp_path / ".changes").exists()


def _refuse_first(unlink):
    refused = []

    def fail(self: Path, *arguments: object, **named: object) -> None:
        if not refused:
            refused.append(self)
            raise OSError(28, "No space left on device")
        unlink(self, *arguments, **named)

    return fail


def test_changes_are_tried_on_a_copy_without_the_texts(tiny_seeds, draft):
    changes = Changes(tiny_seeds.parent)
    changes.write("seeds/checks.yml", "[]\n")
    with changes.tried() as copy:
        assert (copy / "seeds" / "checks.yml").read_text() == "[]\n"
        assert not (copy / "seeds" / "texts").exists() and not (copy / "seeds" / "drafts").exists()
    assert not copy.exists() and (tiny_seeds / "checks.yml").read_text() != "[]\n"


def test_no_text_of_the_book_says_how_many_documents_there_are():
    """A number typed by hand is wrong once a source is added."""
    import re

    typed = re.compile(r"\b(four|five|six|seven|[4-9])\s+(source\s+)?documents\b", re.I)
    book = [
        *(ROOT / "book").glob("*.md"),
        *(ROOT / "book").glob("*.yml"),
        ROOT / "README.md",
        ROOT / "_config.yml",
    ]
    code = [path for path in (ROOT / "analysis").rglob("*.py") if ">>>" not in path.read_text("utf-8")]
    apart = {"identifiers.yml", "changelog.yml"}  # what was called so, and what was so, when it was published
    found = [
        path.name
        for path in [*book, *code]
        if path.name not in apart and typed.search(path.read_text("utf-8"))
    ]
    assert not found

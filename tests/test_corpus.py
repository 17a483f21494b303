"""Loading: the contract of the tables, and bad input met with one message that names place and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import edit, write_yaml

import analysis

CONTRACT = {
    "sources": "document title outlet byline language original_language published_earliest published_latest kind "
    "url sha256 reliability reliability_reason",
    "claims": "source paragraph start end digest statement speaker actor target topic kind date value unit "
    "credibility",
    "stances": "source actor issue stance claims basis",
    "events": "claims date actor target type mode intensity summary",
    "checks": "claim verdict finding references",
    "timeline": "date event actors kind references",
}


@pytest.mark.parametrize(("table", "columns"), CONTRACT.items())
def test_a_table_has_the_columns_of_the_contract(evidence, table, columns):
    assert set(columns.split()) <= set(getattr(evidence, table).columns)


def test_the_documents_are_there_in_the_order_of_their_numbers(evidence):
    numbers = evidence.sources["document"].tolist()
    assert numbers == sorted(set(numbers)) and numbers[:5] == ["000", "001", "002", "003", "004"]
    assert evidence.sources.index.name == "source" and evidence.claims.index.name == "claim"


def test_every_document_is_coded_completely_enough(evidence):
    words = evidence.counts.groupby("source")["tokens"].sum()
    assert (words / evidence.claims.groupby("source").size() <= 30).all()  # words to a claim
    assert set(evidence.stances["source"]) == set(evidence.sources.index)
    assert set(evidence.events["source"]) == set(evidence.sources.index)


def test_grades_stay_on_their_scales(evidence):
    assert set(evidence.sources["reliability"]) <= set("ABCDEF")
    assert set(evidence.claims["credibility"]) <= {1, 2, 3, 4, 5, 6}


def test_the_tiny_evidence_derives_credibility(tiny):
    grades = tiny.claims["credibility"].to_dict()
    assert grades == {"first-01": 1, "first-02": 6, "second-01": 3, "second-02": 6, "second-03": 5}


def test_a_grade_that_rests_on_another_document_is_known_as_such(tiny):
    assert tiny.claims.index[tiny.claims["corroborated"]].tolist() == ["second-01"]


def test_plover_scores_come_from_the_codebook(tiny):
    assert tiny.events.loc[0, ["quad", "intensity"]].tolist() == ["verbal conflict", -2.0]


def set_claim(**fields):
    return lambda data: data["claims"][0].update(fields)


SPOILT = [
    ("dossiers/first.yml", set_claim(topic="tawian"), ["claim first-01: topic", "'tawian'", "did you mean 'taiwan'"]),
    ("dossiers/first.yml", set_claim(actor="Nato"), ["claim first-01: actor", "'Nato'", "Allowed: NATO"]),
    ("dossiers/first.yml", set_claim(actor="Fiji"),
     ["actor: found 'Fiji'", "a new actor is entered in seeds/codebook.yml, under actor, with its group, and named under changes"]),
    ("dossiers/first.yml", set_claim(speaker="A diplomat"),
     ["a new speaker is entered in seeds/codebook.yml, under speaker, with the actor behind the voice, and named under changes"]),
    ("dossiers/first.yml", set_claim(topic="Fiji"), ["topic: found 'Fiji'", "; seeds/codebook.yml says what each means"]),
    ("dossiers/first.yml", set_claim(id="first-02"), ["first-02: id", "2 entries", "never reused"]),
    ("dossiers/first.yml", set_claim(id="third-01"), ["claim third-01: id", "begin it with 'first-'"]),
    ("dossiers/first.yml", set_claim(paragraph=3), ["claim first-01: paragraph", "furniture"]),
    ("dossiers/first.yml", set_claim(start=90, end=80), ["claim first-01", "end must come after start"]),
    ("dossiers/first.yml", set_claim(date="2023-14"), ["claim first-01: date", "no such date"]),
    ("dossiers/first.yml", set_claim(value=5), ["claim first-01", "value and unit go together"]),
    ("dossiers/first.yml", set_claim(colour="red"), ["claim first-01: colour", "unknown field"]),
    ("dossiers/first.yml", lambda data: data.pop("outlet"), ["outlet", "found nothing", "add the field"]),
    ("dossiers/first.yml", lambda data: data.update(document="001"), ["document", "as in first.yml"]),
    ("dossiers/first.yml", lambda data: data.update(document=0), ["document", "quotes"]),
    ("dossiers/first.yml", lambda data: data.update(source="other"), ["source", "name it 'first', as the file"]),
    ("dossiers/first.yml", lambda data: data["stances"][0].update(claims=["first-09"]),
     ["stance number 1 (France): claims", "first-09", "first-01 to first-02"]),
    ("dossiers/first.yml", lambda data: data["stances"].append(data["stances"][0]),
     ["stances of France on tokyo_office", "2 rows"]),
    ("dossiers/second.yml", lambda data: data["events"][0].update(mode="shout"),
     ["event number 1 (China): mode", "'shout'", "Allowed: disapprove"]),
    ("dossiers/second.yml", lambda data: data["events"][0].update(type="FIGHT"), ["type", "'FIGHT'", "Allowed: AGREE"]),
    ("checks.yml", lambda data: data[0].update(claim="first-07"), ["checks.yml", "first-07", "no such claim"]),
    ("checks.yml", lambda data: data[0].update(references=["nato-pge"]), ["checks.yml", "'nato-pge'", "did you mean 'nato-page'"]),
    ("checks.yml", lambda data: data[0].update(references=[]), ["entry 1 first-01", "needs at least one reference"]),
    ("checks.yml", lambda data: data.append(data[0]), ["checks.yml", "first-01", "2 entries"]),
    ("checks.yml", lambda data: data[0].update(verdict="true"), ["verdict", "'true'", "Allowed: confirmed"]),
    ("corroboration.yml", lambda data: data[0].update(claims=["first-01", "first-02"]), ["entry 1", "one document"]),
    ("timeline.yml", lambda data: data[0].update(kind="party"), ["entry 1 2022-06-29: kind", "'party'"]),
    ("summits.yml", lambda data: data[0].update(on_four_references=["nowhere"]), ["summits.yml: Madrid", "'nowhere'"]),
    ("checks.yml", lambda data: data[0].update(verdict="unverified"), ["entry 1 first-01", "needs silence"]),
    ("checks.yml", lambda data: data[0].update(silence="Looked."), ["entry 1 first-01", "silence belongs to unverified"]),
    ("dossiers/first.yml", lambda data: data["rubric"].pop("record"), ["rubric: record", "rate it, with a reason"]),
    ("dossiers/first.yml", lambda data: data["rubric"]["record"].update(doubt="much"), ["'much'", "Allowed: none, minor"]),
    ("dossiers/first.yml", lambda data: data["rubric"]["record"].update(doubt="much"), ["first.yml: rubric record: doubt: found 'much'"]),
    ("dossiers/first.yml", lambda data: data["rubric"]["record"].update(reason=5), ["rubric record: reason: found 5; write text; put it in quotes"]),
    ("dossiers/first.yml", lambda data: data["rubric"]["record"].pop("reason"), ["rubric record: reason: found nothing; add the field"]),
    ("dossiers/first.yml", lambda data: data["rubric"].update(owner={"doubt": "none", "reason": "So."}),
     ["first.yml: rubric: found 'owner'; no such criterion; Allowed: authenticity"]),
    ("dossiers/first.yml", lambda data: data["original"].update(found=False),
     ["first.yml: original: found: found False; allowed: 'whole', 'excerpt' or 'no'; put it in quotes: without them YAML reads no, off and false as False"]),
    ("dossiers/first.yml", lambda data: data.update(title=True), ["title: found True; write text; put it in quotes: without them YAML reads yes, on and true as True"]),
    ("dossiers/first.yml", set_claim(date=2023), ["claim first-01: date: found 2023; write text; put it in quotes: without them YAML reads a number"]),
    ("dossiers/first.yml", set_claim(value={"ships": 1}, unit="ships"), ["claim first-01: value: found a mapping of 1 fields; write a number in digits"]),
    ("corrections.yml", lambda data: data[0]["expect"].update(digest="x"), ["entry 1 correction-01 expect: digest: found 'x'"]),
    ("hypotheses.yml", lambda data: data[0]["items"][0]["ratings"].update({"rain-hail": "maybe"}),
     ["item rain-01 ratings: rain-hail: found 'maybe'; no such consistency"]),
    ("dossiers/first.yml", lambda data: data["stances"][0].update(stance=3), ["stance number 1: stance: found 3; write a number that is 2 or less"]),
    ("dossiers/first.yml", lambda data: data["furniture"][0].update(paragraphs=[0]),
     ["furniture number 1 paragraph number 1: paragraphs: found 0; write a number that is 1 or more"]),
    ("dossiers/first.yml", lambda data: data["chain"][0].pop("references"),
     ["step number 1 (NATO): references", "seen", "basis: inferred"]),
    ("dossiers/first.yml", lambda data: data["chain"][1].pop("origins"), ["chain number 2", "article needs origins"]),
    ("dossiers/first.yml", lambda data: data["original"].update(found="whole"), ["original", "name the reference"]),
    ("dossiers/first.yml", lambda data: data["original"].update(found="whole", reference="nowhere"), ["original", "'nowhere'"]),
    ("dossiers/first.yml", lambda data: data.update(upstream=["nowhere"]), ["upstream", "'nowhere'"]),
    ("dossiers/first.yml", lambda data: data["chain"][0].update(references=["nowhere"]), ["step of NATO", "'nowhere'"]),
    ("dossiers/first.yml", lambda data: data["outlets"][0].update(references=["nowhere"]), ["outlet Outlet", "'nowhere'"]),
    ("dossiers/first.yml", lambda data: data.update(published_earliest="2023-07-14"), ["published_", "2023-07-14"]),
    ("dossiers/second.yml", lambda data: data["events"][0].update(claims=["second-09"]), ["event", "second-09"]),
    ("corroboration.yml", lambda data: data[0].update(claims=["first-01", "second-09"]), ["entry 1", "second-09"]),
    ("timeline.yml", lambda data: data[0].update(references=["nowhere"]), ["2022-06-29", "'nowhere'"]),
    ("summits.yml", lambda data: data[0].update(attendance_references=["nowhere"]), ["Madrid", "'nowhere'"]),
    ("summits.yml", lambda data: data[0].update(on_china_references=["nowhere"]), ["Madrid", "'nowhere'"]),
    ("errata.yml", lambda data: data.append(data[0]), ["erratum-01: id", "2 entries"]),
    ("audit.yml", lambda data: data[0].update(claim="first-09"), ["first-09", "no such claim"]),
    ("audit.yml", lambda data: data.append(data[0]), ["first-01", "2 entries"]),
    ("audit.yml", lambda data: data[0].pop("note"), ["first-01", "say what was wrong"]),
    ("audit.yml", lambda data: data[0].update(finding_sound=True), ["first-01", "to no other"]),
    ("rerating.yml", lambda data: data[0].update(claim="first-09"), ["first-09", "no such claim"]),
    ("rerating.yml", lambda data: data[0].update(reason="Because."), ["first-01: reason", "and to no other"]),
    ("rerating.yml", lambda data: data[0].update(first="opinion"), ["first-01: reason", "by rule it is opinion"]),
    ("rerating.yml", lambda data: data.append(data[0]), ["first-01", "2 entries"]),
    ("institutions.yml", lambda data: data[0].update(authors=["NATO", "Natto"]), ["NATO: authors", "'Natto'"]),
    ("institutions.yml", lambda data: data.append({"institution": "Allies", "authors": ["NATO"]}), ["Allies: authors", "stands under NATO too"]),
    ("dossiers/second.yml", lambda data: data.update(label="First"), ["label", "as in first.yml"]),
    ("corrections.yml", lambda data: data[0].update(same_as="correction-09"), ["same_as", "'correction-09'"]),
    ("corrections.yml", lambda data: data[0].update(same_as="correction-01"), ["same_as", "first correction of the same slip"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "change", "words"), SPOILT, ids=[f"{n}-{s[0]}" for n, s in enumerate(SPOILT)]
)
def test_a_slip_is_named_with_place_and_remedy(tiny_seeds, file, change, words):
    edit(tiny_seeds / file, change)
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    for word in [Path(file).name, *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "variable", ["doubt", "verdict", "severity", "error_origin", "relation", "confidence"]
)
def test_a_code_that_no_rule_would_read_is_refused(tiny_seeds, variable):
    """Scales that rules read by name are closed: a new code would fall out of a table without a word."""
    edit(
        tiny_seeds / "codebook.yml",
        lambda data: data["variables"][variable]["codes"].update(new={"definition": "A new code."}),
    )
    with pytest.raises(analysis.EvidenceError, match=f"{variable} must have the codes"):
        analysis.load(tiny_seeds)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("dossiers/first.yml", "a: [1", ["first.yml", "broken YAML", "line"]),
        ("dossiers/first.yml", "source: first\nsource: second\n", ["stands twice", "line 2"]),
        ("dossiers/first.yml", "", ["first.yml", "empty file"]),
        ("dossiers/first.yml", "- a list\n", ["first.yml", "mapping"]),
        ("checks.yml", "claim: first-01\n", ["checks.yml", "write a list"]),
        ("references.bib", "@misc{a, title={x}}\n@misc{a, title={y}}\n", ["references.bib", "repeated"]),
        ("references.bib", "@misc{a, title={x}\n", ["references.bib", "broken BibTeX"]),
        ("references.bib", "@misc{a, title={x}}\n", ["references.bib: a", "author"]),
        ("counts/first.json", "{", ["first.json", "broken JSON", "python -m analysis count"]),
    ],
)
def test_a_malformed_file_is_named_with_its_remedy(tiny_seeds, file, content, words):
    (tiny_seeds / file).write_text(content, encoding="utf-8")
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "file",
    [
        "codebook.yml",
        "checks.yml",
        "corrections.yml",
        "corroboration.yml",
        "audit.yml",
        "errata.yml",
        "hypotheses.yml",
        "institutions.yml",
        "rerating.yml",
        "summits.yml",
        "timeline.yml",
        "references.bib",
        "counts/first.json",
    ],
)
def test_a_missing_file_is_named(tiny_seeds, file):
    (tiny_seeds / file).unlink()
    with pytest.raises(analysis.EvidenceError, match="no such file") as caught:
        analysis.load(tiny_seeds)
    assert Path(file).name in str(caught.value)


def test_no_dossier_at_all_is_a_problem(tiny_seeds):
    shutil.rmtree(tiny_seeds / "dossiers")
    assert "no dossier" in only(tiny_seeds)


def test_a_file_that_is_not_utf8_is_named(tiny_seeds):
    (tiny_seeds / "checks.yml").write_bytes(b"- claim: caf\xe9\n")
    with pytest.raises(analysis.EvidenceError, match=r"checks\.yml.*UTF-8"):
        analysis.load(tiny_seeds)


def test_counts_of_another_text_are_refused(tiny_seeds):
    path = tiny_seeds / "counts" / "first.json"
    path.write_text(path.read_text().replace('"sha256": "', '"sha256": "0').replace('0",', '",', 1))
    with pytest.raises(analysis.EvidenceError, match=r"first\.json"):
        analysis.load(tiny_seeds)


def test_the_same_slip_under_two_criteria_is_told_of_both(tiny_seeds):
    def spoil(data):
        for criterion in ("record", "proximity"):
            data["rubric"][criterion]["doubt"] = "much"
        data["rubric"] |= {
            "owner": {"doubt": "none", "reason": "So."},
            "fame": {"doubt": "none", "reason": "So."},
        }

    edit(tiny_seeds / "dossiers" / "first.yml", spoil)
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    places = [f"{problem.entry}: {problem.field}: {problem.found}" for problem in caught.value.problems]
    assert sorted(places) == [
        ": rubric: 'fame'", ": rubric: 'owner'", "rubric proximity: doubt: 'much'", "rubric record: doubt: 'much'",
    ]  # fmt: skip


def test_all_slips_of_a_file_are_told_at_once(tiny_seeds):
    edit(tiny_seeds / "dossiers" / "first.yml", set_claim(topic="x", kind="y", date="z"))
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    assert {problem.field for problem in caught.value.problems} == {"topic", "kind", "date"}


CODEBOOK_SLIPS = [
    (lambda book: book["variables"].pop("event_type"), ["lacks the variables event_type"]),
    (lambda book: book["variables"]["actor"]["codes"]["NATO"].pop("group"), ["actor NATO has no group"]),
    (lambda book: book["variables"]["actor"]["codes"]["NATO"].update(group="usa"), ["group", "'usa'"]),
    (
        lambda book: book["variables"]["speaker"]["codes"]["NHK"].update(actor="Nobody"),
        ["speaker NHK", "Nobody"],
    ),
    (lambda book: book["variables"]["event_type"]["codes"]["AID"].pop("quad"), ["event type AID lacks quad"]),
    (lambda book: book.pop("lexicons"), ["lexicons", "add the field"]),
]


@pytest.mark.parametrize(("change", "words"), CODEBOOK_SLIPS, ids=range(len(CODEBOOK_SLIPS)))
def test_a_codebook_that_lacks_what_the_rest_needs_is_refused(tiny_seeds, change, words):
    edit(tiny_seeds / "codebook.yml", change)
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    for word in ["codebook.yml", *words]:
        assert word in str(caught.value)


def test_a_dossier_that_is_gone_is_told_once(tiny_seeds):
    (tiny_seeds / "dossiers" / "second.yml").unlink()
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    assert "mentions of 'second'" in str(caught.value) and "restore second.yml" in str(caught.value)
    assert len(caught.value.problems) == 1


def only(tiny_seeds) -> str:
    """Return what is told of evidence with a single slip."""
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    assert len(caught.value.problems) == 1, caught.value
    return str(caught.value.problems[0])


def of_second(data: dict) -> None:
    """Let a stance and a correction rest on the third claim of the second source, too."""
    data["stances"][0]["claims"].append("second-03")


#: One slip each, which other files and other fields seem to contradict: it alone is told.
ALONE = [
    ("dossiers/second.yml", set_claim(id="second-02"), "second-02: id: found 2 entries of that id"),
    ("dossiers/second.yml", set_claim(id="secnd-01"), "claim secnd-01: id: found 'secnd-01'; begin it with 'second-'"),
    ("dossiers/second.yml", set_claim(id="first-09"), "claim first-09: id: found 'first-09'; begin it with 'second-'"),
    ("dossiers/second.yml", set_claim(id="5"), "claim 5: id: found '5'; write the document's id"),
    ("dossiers/second.yml", lambda data: data["claims"][2].update(id="second-02"), "second-02: id: found 2 entries"),
    ("dossiers/second.yml", lambda data: data.update(label=7), "second.yml: label: found 7"),
    ("dossiers/second.yml", lambda data: data.update(source="third"), "name it 'second', as the file"),
    ("checks.yml", lambda data: data[-1].update(finding=7), "checks.yml: entry 3 second-03: finding: found 7"),
    ("corrections.yml", lambda data: data[0].update(severity="much"), "entry 1 correction-01: severity: found 'much'"),
    ("corrections.yml", lambda data: data.append({**data[0], "id": "correction-02", "same_as": "correction-01", "says": 7}),
     "entry 2 correction-02: says: found 7"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "words"), ALONE, ids=[words for *_, words in ALONE])
def test_one_slip_is_told_alone_however_many_files_rest_on_it(tiny_seeds, file, change, words):
    rerated = {"claim": "second-01", "lead": "opinion", "first": "confirmed", "second": "confirmed"}
    edit(tiny_seeds / "rerating.yml", lambda data: data.append(rerated))
    edit(tiny_seeds / "errata.yml", lambda data: data[0]["claims"].append("second-01"))
    edit(tiny_seeds / "audit.yml", lambda data: data.append({**data[0], "claim": "second-01"}))
    edit(tiny_seeds / "hypotheses.yml", lambda data: data[0]["items"][0]["claims"].append("second-01"))
    edit(tiny_seeds / "checks.yml", lambda data: data.insert(0, {**data[0], "claim": "second-01"}))
    edit(tiny_seeds / "dossiers" / "second.yml", of_second)
    edit(tiny_seeds / file, change)
    assert words in only(tiny_seeds)


BROKEN = [
    ("dossiers/second.yml", "byline: none", 'byline: "none', "broken YAML"),
    ("dossiers/second.yml", "byline: none", "byline: none\nbyline: none", "the key 'byline' stands twice"),
    ("checks.yml", "verdict: contradicted", 'verdict: "contradicted', "broken YAML"),
    ("corrections.yml", "severity: high", 'severity: "high', "broken YAML"),
    ("references.bib", "{NATO}, year", "year", "references.bib"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "words"), BROKEN, ids=[f"{case[0]} {case[3]}" for case in BROKEN]
)
def test_a_file_that_cannot_be_read_is_told_alone(tiny_seeds, file, old, new, words):
    text = (tiny_seeds / file).read_text(encoding="utf-8")
    assert old in text
    (tiny_seeds / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert words in only(tiny_seeds)


def test_a_page_with_a_slip_is_not_told_as_unknown_where_it_is_cited(tiny_seeds):
    path = tiny_seeds / "references.bib"
    text = path.read_text(encoding="utf-8")
    other = (
        text.replace("nato-page", "other-page").replace("/page", "/other").replace("{{NATO}}", "{{Kyodo}}")
    )
    path.write_text(text.replace("{2026-11-22}", "{22 Nov.}") + other, encoding="utf-8")
    assert "nato-page: urldate: found '22 Nov.'" in only(tiny_seeds)
    edit(tiny_seeds / "timeline.yml", lambda data: data[0].update(references=["nowhere"]))
    with pytest.raises(analysis.EvidenceError, match="found 'nowhere'; no such key"):
        analysis.load(tiny_seeds)  # that it is nowhere can be told all the same


def test_a_dossier_with_another_ending_is_told_once(tiny_seeds):
    (tiny_seeds / "dossiers" / "second.yml").rename(tiny_seeds / "dossiers" / "second.yaml")
    assert "second.yaml: found a file that is no dossier" in only(tiny_seeds)


def test_a_file_that_is_no_dossier_is_named(tiny_seeds):
    (tiny_seeds / "dossiers" / "third.yaml").write_text("x: 1")
    with pytest.raises(analysis.EvidenceError, match=r"third\.yaml"):
        analysis.load(tiny_seeds)


def test_a_key_that_is_no_word_is_refused(tiny_seeds):
    (tiny_seeds / "checks.yml").write_text("? [a, b]\n: 1\n")
    with pytest.raises(analysis.EvidenceError, match="no plain word"):
        analysis.load(tiny_seeds)


def test_pages_of_the_own_chain_lend_no_credibility(tiny_seeds):
    edit(tiny_seeds / "dossiers" / "first.yml", lambda data: data.update(upstream=["nato-page"]))
    edit(tiny_seeds / "corroboration.yml", lambda data: data[0].update(relation="tension"))
    assert analysis.load(tiny_seeds).claims.at["first-01", "credibility"] == 6


def test_without_institutions_every_author_speaks_for_itself(tiny_seeds):
    write_yaml(tiny_seeds / "institutions.yml", [])
    assert analysis.load(tiny_seeds).references["institution"].tolist() == ["NATO"]

"""A source goes only where nothing rests on it, and its ids stay as withdrawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT, edit, write_yaml
from test_accession import draft, files, third, told  # noqa: F401
from test_marks import book  # noqa: F401
from test_published_ids import shown  # noqa: F401

import analysis
from analysis.__main__ import main
from analysis.accession.drafts import _numbered
from analysis.accession.incoming import known_texts
from analysis.accession.removal import rests_on
from analysis.anchors import digest
from analysis.identifiers import load_identifiers
from analysis.problems import EvidenceError, Problems
from analysis.reading import read_withdrawn

WHY = 'It was: an "example".'


@pytest.fixture
def entered(tiny_seeds: Path, draft: Path) -> Path:  # noqa: F811
    """Return the tiny evidence with a third source on which nothing rests."""
    assert main(["--seeds", str(tiny_seeds), "enter", "third"]) == 0
    return tiny_seeds


RESTING = {
    "a mark": ("book/page.md", "It is so {claim}`first-02, third-01`."),
    "a range": ("book/page.md", "It is so {reported-error}`third-01..02`."),
    "a judgement": ("book/judgements.yml", "- claims: [third-01]"),
    "a hypothesis": ("seeds/hypotheses.yml", "claims: [third-01]"),
    "corroboration": ("seeds/corroboration.yml", "claims: [first-01, third-01]"),
    "a settlement": ("seeds/settlements.yml", "- {round: 1, unit: third-01}"),
    "a sample": ("seeds/audit.yml", "- claim: third-01"),
    "a blind coding": ("seeds/codings/round-1-coder-a.yml", "- source: third"),
    "code": ("analysis/room.py", 'claims.at["third-01", "value"]'),
}


@pytest.mark.parametrize(("file", "line"), RESTING.values(), ids=list(RESTING))
def test_every_place_that_rests_on_a_source_is_told_and_nothing_goes(entered, file, line):
    path = entered.parent / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8") if path.is_file() else "---\n"
    path.write_text(f"{before}{line}\n", encoding="utf-8")
    kept = files(entered.parent)
    assert f"{file}:{before.count(chr(10)) + 1}: found" in told(entered, "remove", "third", "--reason", WHY)
    assert files(entered.parent) == kept


def test_names_that_only_begin_alike_do_not_rest_on_a_source(entered):
    (entered.parent / "book").mkdir()
    (entered.parent / "book" / "page.md").write_text("{claim}`third-party-01` a-third-01 third-012345\n")
    assert rests_on("third", entered) == []


def test_of_the_real_sources_none_can_be_taken_out():
    for source in analysis.load().sources.index:
        assert {file.split("/")[0] for file, *_ in rests_on(source, ROOT / "seeds")} >= {"seeds", "book"}


def test_a_reason_is_asked_for_and_an_unknown_name_corrected(entered):
    assert "--reason: found nothing" in told(entered, "remove", "third")
    assert "did you mean 'third'" in told(entered, "remove", "thirt", "--reason", WHY)


def test_a_source_on_which_nothing_rests_goes_with_its_own_entries_only(tiny_seeds, entered, capsys):
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    assert "third is taken out" in capsys.readouterr().out
    evidence = analysis.load(entered)
    assert evidence.sources.index.tolist() == ["first", "second"] and len(evidence.checks) == 2
    assert (entered / "texts" / "002_third.txt").is_file()  # it belongs to whoever put it there
    gone = yaml.safe_load((entered / "withdrawn.yml").read_text("utf-8"))
    assert [(one["source"], one["document"], one["reason"]) for one in gone] == [("third", "002", WHY)]


def test_comments_and_other_entries_stay_as_they_are_written(entered):
    checks = (entered / "checks.yml").read_text("utf-8")
    place = checks.index("- claim: third-01")
    (entered / "checks.yml").write_text(
        f"{checks[:place]}{checks[place:]}# a note\n- claim: second-01\n  verdict: opinion\n  finding: Hm.\n"
    )
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    after = (entered / "checks.yml").read_text("utf-8")
    assert after == f"{checks[:place]}# a note\n- claim: second-01\n  verdict: opinion\n  finding: Hm.\n"


@pytest.mark.parametrize("field", ["source", "document", "sha256"])
def test_id_number_and_text_of_a_withdrawn_source_are_never_used_again(entered, third, field):  # noqa: F811
    dossier = yaml.safe_load((entered / "dossiers" / "third.yml").read_text("utf-8"))
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    assert "never used again" in told(entered, "add", str(third), "--id", "third")
    assert "was withdrawn" in told(entered, "add", str(third), "--id", "fourth")
    edit(entered / "dossiers" / "second.yml", lambda data: data.update({field: dossier[field]}))
    with pytest.raises(EvidenceError, match=r"nothing that was withdrawn is used again|name it 'second'"):
        analysis.load(entered)


def test_the_numbers_of_its_corrections_are_never_given_again(entered):
    (wrong,) = yaml.safe_load((entered / "corrections.yml").read_text("utf-8"))
    expected = {"statement": "closest", "digest": digest("no partner is closer than Japan")[:12]}
    own = wrong | {"id": "correction-02", "claim": "third-01", "expect": expected}
    write_yaml(entered / "corrections.yml", [wrong, own])
    edit(entered / "checks.yml", lambda data: data[-1].update(verdict="contradicted"))
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    (gone,) = read_withdrawn(entered, Problems())
    assert gone.corrections == ["correction-02"]
    left = (entered / "corrections.yml").read_text("utf-8")
    assert _numbered("- claim: first-01\n", left, gone.corrections).startswith("- id: correction-03\n")
    write_yaml(entered / "corrections.yml", [wrong, wrong | {"id": "correction-02"}])
    with pytest.raises(EvidenceError, match="'correction-02', a correction of third, which was withdrawn"):
        analysis.load(entered)


def test_a_text_that_was_superseded_before_its_source_went_is_not_taken_again(entered):
    first = {"sha256": "2" * 64, "reason": "It was corrected."}
    edit(entered / "dossiers" / "third.yml", lambda data: data.update(earlier=[first]))
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    assert known_texts(entered)["2" * 64].startswith("third, which was withdrawn")
    edit(entered / "dossiers" / "second.yml", lambda data: data.update(sha256="2" * 64))
    with pytest.raises(EvidenceError, match="an earlier text of third, which was withdrawn"):
        analysis.load(entered)


def test_what_came_with_a_source_and_stays_is_told(entered, capsys):
    bibliography = entered / "references.bib"
    page = re.sub(r"urldate = \{[^}]*\}", "urldate = {2026-12-24}", bibliography.read_text("utf-8"))
    page = page.replace("nato-page", "late-page").replace("example.org", "late.example.org")
    bibliography.write_text(bibliography.read_text("utf-8") + page, encoding="utf-8")
    edit(entered / "checks.yml", lambda data: data[-1].update(references=["nato-page", "late-page"]))
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    said = capsys.readouterr().out
    assert "references.bib: cited nowhere else: late-page; take out what came with it" in said
    assert "searched until 2026-12-24, not " in said
    assert "speakers of no other source" not in said  # the author speaks in another one


def test_a_speaker_whom_no_other_source_quotes_is_told_with_what_to_do(entered, capsys):
    edit(entered / "dossiers" / "third.yml", lambda data: data["claims"][0].update(speaker="experts"))
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    assert "speakers of no other source: experts; take out whom it brought" in capsys.readouterr().out


def test_a_draft_goes_and_its_text_is_put_aside(tiny_seeds, draft, third, capsys):  # noqa: F811
    assert main(["--seeds", str(tiny_seeds), "remove", "third"]) == 0
    assert "its text is kept in seeds/texts/earlier/" in capsys.readouterr().out
    assert not (tiny_seeds / "drafts").exists() and not (tiny_seeds / "withdrawn.yml").exists()
    (kept,) = (tiny_seeds / "texts").rglob("002_*.txt")
    assert kept.parent.name == "earlier" and kept.read_bytes() == third.read_bytes()


def test_a_text_that_was_put_aside_is_in_nobody_s_way(tiny_seeds, draft, tmp_path):  # noqa: F811
    assert main(["--seeds", str(tiny_seeds), "remove", "third"]) == 0
    (tmp_path / "other.txt").write_text("Another text.", encoding="utf-8")
    assert main(["--seeds", str(tiny_seeds), "add", str(tmp_path / "other.txt"), "--id", "fourth"]) == 0
    assert [path.name for path in (tiny_seeds / "texts").glob("002_*.txt")] == ["002_fourth.txt"]
    (kept,) = (tiny_seeds / "texts" / "earlier").iterdir()
    assert main(["--seeds", str(tiny_seeds), "add", str(kept), "--id", "third"]) == 0


def test_the_text_of_a_source_that_is_gone_stays_and_that_is_told(entered, capsys):
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    assert "its text stays: seeds/texts/002_third.txt" in capsys.readouterr().out


def test_published_ids_stay_in_the_registry_as_withdrawn(entered):
    """The registry holds claims, and the tables of the register and of the corrections."""
    (entered.parent / "book").mkdir()
    registry = [
        '- {id: third-01, kind: claim, since: 2026.11.1, digest: "0123456789ab"}',
        '- {id: table-register-third, kind: table, since: 2026.11.1, named: "Claims of Third"}',
        '- {id: first-01, kind: claim, since: 2026.11.1, digest: "0123456789ab"}',
    ]
    (entered.parent / "book" / "identifiers.yml").write_text("# Ids\n" + "\n".join(registry) + "\n")
    page = "# Evidence\n\n## First\n\n```{register} first\n```\n\n## Third\n\n```{register} third\n```\n"
    (entered.parent / "book" / "evidence.md").write_text(page)
    assert main(["--seeds", str(entered), "remove", "third", "--reason", WHY]) == 0
    fates = {one.id: one.withdrawn and one.withdrawn.reason for one in load_identifiers(entered.parent)}
    assert fates == {"third-01": WHY, "table-register-third": WHY, "first-01": None}
    assert (entered.parent / "book" / "evidence.md").read_text() == page[: page.index("\n## Third")]


def register(folder: Path) -> BeautifulSoup:
    """Return the built page of the register."""
    return BeautifulSoup((folder / "out" / "html" / "evidence.html").read_text("utf-8"), "html.parser")


CLAIM = {"id": "third-01", "kind": "claim", "since": "2026.11.1", "digest": "0123456789ab"}


def test_the_old_address_of_a_withdrawn_claim_tells_what_became_of_it(shown, tmp_path):  # noqa: F811
    gone = {"version": "next", "reason": "It <b>was</b> a copy.", "superseded_by": "first-01"}
    shown([CLAIM | {"withdrawn": gone}])
    page = register(tmp_path)
    told_there = page.find(id="third-01")
    assert (
        told_there.text
        == "third-01 was withdrawn since the last version. It <b>was</b> a copy. Cite first-01 instead."
    )
    assert told_there.find("a")["href"] == "#first-01" and page.find(id="withdrawn-claims")


def test_without_withdrawn_claims_the_register_does_not_speak_of_them(shown, tmp_path):  # noqa: F811
    shown([CLAIM])
    assert not register(tmp_path).find(id="withdrawn-claims")


@pytest.fixture
def divided(tiny_seeds: Path, draft: Path) -> Path:  # noqa: F811
    """Return the tiny evidence, its lists divided into folders, beside the draft of a third source."""
    for listed in ("checks", "corrections", "corroboration"):
        (tiny_seeds / listed).mkdir()
        (tiny_seeds / f"{listed}.yml").rename(tiny_seeds / listed / "all.yml")
    (wrong,) = yaml.safe_load((tiny_seeds / "corrections" / "all.yml").read_text("utf-8"))
    own = {name: value for name, value in wrong.items() if name not in {"id", "expect"}}
    expected = {"statement": "closest", "digest": digest("no partner is closer than Japan")[:12]}
    write_yaml(draft / "corrections.yml", [own | {"claim": "third-01", "expect": expected}])
    edit(draft / "checks.yml", lambda data: data[0].update(verdict="contradicted"))
    return tiny_seeds


def test_into_lists_that_are_divided_a_source_enters_with_files_of_its_own(divided):
    before = files(divided)
    assert main(["--seeds", str(divided), "enter", "third"]) == 0
    after = files(divided)
    assert after.keys() - before.keys() >= {"checks/third.yml", "corrections/third.yml"}
    assert {name: after[name] for name in after if name.endswith("all.yml")} == {
        name: before[name] for name in before if name.endswith("all.yml")
    }
    evidence = analysis.load(divided)
    assert evidence.corrections.index.tolist() == ["correction-01", "correction-02"]
    assert set(evidence.checks["claim"]) == {"first-01", "second-03", "third-01"}


def test_out_of_lists_that_are_divided_a_source_goes_with_its_files(divided):
    before = files(divided)
    assert main(["--seeds", str(divided), "enter", "third"]) == 0
    assert main(["--seeds", str(divided), "remove", "third", "--reason", WHY]) == 0
    lists = {name for name in before if name.endswith("all.yml")}
    assert {name for name in files(divided) if name.startswith(("checks/", "corrections/"))} < lists
    (gone,) = read_withdrawn(divided, Problems())
    assert gone.corrections == ["correction-02"]


def test_what_a_divided_list_rests_on_is_told(divided):
    assert main(["--seeds", str(divided), "enter", "third"]) == 0
    path = divided / "corroboration" / "all.yml"
    edit(path, lambda data: data[0].update(claims=["first-01", "third-01"]))
    assert [file for file, *_ in rests_on("third", divided)] == ["seeds/corroboration/all.yml"]


@pytest.mark.parametrize(("listed", "entry"), [("checks", "third-01"), ("corrections", "entry 1 third-01")])
def test_a_slip_that_the_whole_book_shows_is_told_where_the_draft_has_it(divided, draft, listed, entry):  # noqa: F811
    edit(draft / f"{listed}.yml", lambda data: data[0].update(references=["no-such-page"]))
    assert f"seeds/drafts/third/{listed}.yml: {entry}: references: " in told(divided, "check", "third")

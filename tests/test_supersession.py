"""A corrected text takes the place of another: anchors move word for word, the rest waits for a person."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import yaml
from conftest import TINY_TEXTS, edit, write_yaml
from hypothesis import given
from hypothesis import strategies as st
from test_accession import files, told

import analysis
from analysis.__main__ import main
from analysis.accession.supersession import Places
from analysis.anchors import digest, paragraphs, verify
from analysis.problems import EvidenceError

OLD = TINY_TEXTS["000_first.txt"]
WHY = "It was corrected: a name."


@pytest.fixture
def seeds(tiny_seeds: Path) -> Path:
    """Return the tiny evidence with its texts."""
    (tiny_seeds / "texts").mkdir()
    for name, text in TINY_TEXTS.items():
        (tiny_seeds / "texts" / name).write_text(text, encoding="utf-8")
    return tiny_seeds


def supersede(seeds: Path, text: str, *more: str) -> int:
    """Put a text in the place of that of the first source."""
    path = seeds.parent / "corrected.txt"
    path.write_text(text, encoding="utf-8")
    return main(["--seeds", str(seeds), "supersede", "first", str(path), "--reason", WHY, *more])


def test_anchors_move_with_their_words_and_everything_is_proved_again(seeds, capsys):
    assert supersede(seeds, "Corrected – with “dashes”\n\n" + OLD) == 0
    assert "0 where they were, 2 moved" in capsys.readouterr().out
    evidence = analysis.load(seeds)
    assert verify(seeds / "texts", evidence)["anchors"] == 6
    assert evidence.claims.loc[["first-01", "first-02"], "paragraph"].tolist() == [3, 3]
    assert evidence.furniture("first") == {4}


def test_the_old_hash_and_the_old_text_are_kept(seeds):
    assert supersede(seeds, OLD + "One more line.\n") == 0
    data = yaml.safe_load((seeds / "dossiers" / "first.yml").read_text("utf-8"))
    old = hashlib.sha256(OLD.encode()).hexdigest()
    assert data["earlier"] == [{"sha256": old, "reason": WHY}]
    assert (seeds / "texts" / "earlier" / f"000_{old[:12]}.txt").read_text("utf-8") == OLD
    assert (seeds / "texts" / "000_first.txt").read_text("utf-8") == OLD + "One more line.\n"


def test_a_text_that_was_superseded_does_not_come_back(seeds):
    assert supersede(seeds, OLD + "One more line.\n") == 0
    (seeds.parent / "old.txt").write_text(OLD, encoding="utf-8")
    said = told(seeds, "supersede", "first", str(seeds.parent / "old.txt"), "--reason", WHY)
    assert "the text of first, before it was superseded" in said


def test_a_second_correction_keeps_both_hashes(seeds):
    assert supersede(seeds, OLD + "One more line.\n") == 0 == supersede(seeds, OLD + "Two more lines.\n")
    assert len(yaml.safe_load((seeds / "dossiers" / "first.yml").read_text("utf-8"))["earlier"]) == 2
    assert analysis.load(seeds).sources.index.tolist() == ["first", "second"]


def test_what_the_new_text_does_not_have_stops_the_book_until_a_person_settles_it(seeds, capsys):
    assert supersede(seeds, OLD.replace("Tokyo", "Osaka")) == 0
    assert "unsettled, for the new text does not have their words:\n  first-02" in capsys.readouterr().out
    with pytest.raises(EvidenceError, match="unsettled: found 'first-02'"):
        analysis.load(seeds)
    assert main(["--seeds", str(seeds), "anchor", "first", "France opposes an office in Osaka"]) == 0
    anchor = yaml.safe_load(capsys.readouterr().out)

    def settle(data: dict) -> None:
        data["claims"][1].update(anchor)
        del data["unsettled"]

    edit(seeds / "dossiers" / "first.yml", settle)
    assert verify(seeds / "texts", analysis.load(seeds))["anchors"] == 6


def test_without_the_old_text_furniture_is_for_a_person_to_place(seeds, capsys):
    (seeds / "texts" / "000_first.txt").unlink()
    assert supersede(seeds, "A new line.\n" + OLD) == 0
    assert "furniture: notice (paragraph 3 before)" in capsys.readouterr().out
    assert (seeds / "texts" / "000_first.txt").is_file()
    with pytest.raises(EvidenceError, match="write under furniture which paragraph it is now") as caught:
        analysis.load(seeds)
    assert "anchor" not in str(caught.value)


def test_what_is_unsettled_is_told_with_what_settles_it(seeds):
    assert supersede(seeds, OLD.replace("Tokyo", "Osaka").replace("newsletter", "letter")) == 0
    with pytest.raises(EvidenceError) as caught:
        analysis.load(seeds)
    claim, furniture = caught.value.problems
    assert claim.found == "'first-02'" and "python -m analysis anchor first PHRASE" in claim.remedy
    assert furniture.found.startswith("'furniture: notice") and "anchor" not in furniture.remedy


def test_a_lost_claim_may_stand_where_furniture_stands_now(seeds, capsys):
    title = {"paragraphs": [1], "what": "title"}
    edit(seeds / "dossiers" / "first.yml", lambda data: data.update(furniture=[title]))
    assert supersede(seeds, "A new line.\n" + OLD.replace("Tokyo", "Osaka")) == 0
    assert "does not have their words:\n  first-02\nuntil" in capsys.readouterr().out
    with pytest.raises(EvidenceError, match=r"^1 problem in .*\n.* unsettled: found 'first-02'"):
        analysis.load(seeds)  # its old place is no second problem
    edit(seeds / "dossiers" / "first.yml", lambda data: data.pop("unsettled"))
    with pytest.raises(EvidenceError, match="claim first-02: paragraph: found paragraph 2, listed as furni"):
        analysis.load(seeds)


def test_a_text_with_unsettled_claims_is_superseded_again(seeds, capsys):
    assert supersede(seeds, OLD.replace("Tokyo", "Osaka")) == 0
    assert supersede(seeds, "A new line.\n" + OLD.replace("Tokyo", "Kyoto")) == 0
    assert "does not have their words:\n  first-02\nuntil" in capsys.readouterr().out.rpartition("anchors")[2]
    data = yaml.safe_load((seeds / "dossiers" / "first.yml").read_text("utf-8"))
    assert data["unsettled"] == ["first-02"] and len(data["earlier"]) == 2


def test_furniture_that_nobody_placed_yet_is_not_looked_for_in_the_text_between(seeds):
    assert supersede(seeds, "A new line.\n" + OLD.replace("newsletter", "letter")) == 0
    assert supersede(seeds, "Two\nnew lines.\n" + OLD) == 0
    data = yaml.safe_load((seeds / "dossiers" / "first.yml").read_text("utf-8"))
    assert data["unsettled"] == ["furniture: notice (paragraph 3 before)"]
    assert data["furniture"] == [{"paragraphs": [3], "what": "notice"}]  # as a person left it


def test_words_that_stand_twice_are_taken_where_they_are_nearest_and_that_is_told(seeds, capsys):
    assert (
        supersede(
            seeds, "Lead\n\nNo more.\n" + OLD.replace("Tokyo.", "Tokyo. France opposes an office in Tokyo.")
        )
        == 0
    )
    assert "the nearest place was taken: first-02" in capsys.readouterr().out
    assert verify(seeds / "texts", analysis.load(seeds))["anchors"] == 6


def coding(anchor_of: str) -> dict:
    """Return a blind coding of the first source with one claim, on these words of the old text."""
    start = OLD.index(anchor_of)
    number = next(line.number for line in paragraphs(OLD) if line.start <= start < line.end)
    claim = {"paragraph": number, "start": start, "end": start + len(anchor_of), "digest": digest(anchor_of)}
    claim |= {"statement": "So.", "speaker": "author", "actor": "Japan", "topic": "taiwan", "kind": "event"}
    document = {"source": "first", "sha256": hashlib.sha256(OLD.encode()).hexdigest(), "claims": [claim]}
    document |= {"stances": [], "events": [], "rubric": {}}
    return {
        "coder": "round-1-a",
        "round": 1,
        "blind": True,
        "codebook": "2026",
        "date": "2026",
        "how": "So.",
        "documents": [document],
    }


def test_anchors_of_blind_codings_move_too(seeds):
    (seeds / "codings").mkdir()
    write_yaml(seeds / "codings" / "round-1-a.yml", coding("closer than Japan"))
    write_yaml(seeds / "settlements.yml", [])
    assert supersede(seeds, "A lead.\n" + OLD) == 0
    document = yaml.safe_load((seeds / "codings" / "round-1-a.yml").read_text("utf-8"))["documents"][0]
    new = "A lead.\n" + OLD
    place = document["claims"][0]
    assert new[place["start"] : place["end"]] == "closer than Japan" and place["paragraph"] == 3
    assert document["sha256"] == hashlib.sha256(new.encode()).hexdigest()


def test_where_the_words_of_a_blind_coder_are_gone_nothing_is_written(seeds):
    (seeds / "codings").mkdir()
    write_yaml(seeds / "codings" / "round-1-a.yml", coding("an office in Tokyo"))
    path = seeds.parent / "corrected.txt"
    path.write_text(OLD.replace("Tokyo", "Osaka"), encoding="utf-8")
    before = files(seeds)
    said = told(seeds, "supersede", "first", str(path), "--reason", WHY)
    assert "codings/round-1-a.yml:" in said and "nobody can code for a blind coder" in said
    assert files(seeds) == before


def test_a_dry_run_and_what_is_not_sound_write_nothing(seeds, capsys):
    before = files(seeds)
    assert supersede(seeds, OLD.replace("Tokyo", "Osaka"), "--dry-run") == 0
    assert "first-02" in capsys.readouterr().out
    assert supersede(seeds, OLD) == 1 and supersede(seeds, "") == 1  # the coded text itself; nothing
    assert files(seeds) == before


def test_a_reason_and_a_known_source_are_asked_for(seeds):
    said = told(seeds, "supersede", "fisrt", "nowhere.txt")
    assert "did you mean 'first'" in said and "--reason: found nothing" in said and "nowhere.txt" in said


@given(st.lists(st.text(alphabet="ab é😀", min_size=1, max_size=12), min_size=1, max_size=4), st.data())
def test_a_span_is_found_in_every_place_where_it_stands(lines, data):
    text = "\n".join(lines)
    places = [(line.number, start) for line in paragraphs(text) for start in range(line.start, line.end)]
    if not places:
        return
    number, start = data.draw(st.sampled_from(places))
    line = paragraphs(text)[number - 1]
    end = data.draw(st.integers(start + 1, line.end))
    found = Places(text).find(end - start, digest(text[start:end]))
    assert (number, start) in found
    assert all(text[place : place + end - start] == text[start:end] for _, place in found)


def test_a_dossier_whose_dates_stand_without_quotes_is_superseded_too(seeds):
    path = seeds / "dossiers" / "first.yml"
    text = path.read_text("utf-8")
    bare = re.sub(r"""(published_\w+: )['"]?([\d-]+)['"]?""", r"\1\2", text)
    path.write_text(bare, encoding="utf-8")
    assert re.search(r"published_latest: \d{4}-\d\d-\d\d\n", bare)
    assert supersede(seeds, OLD + "One more line.\n") == 0

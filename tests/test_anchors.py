"""Anchors: proved against the texts, and refused where anything differs."""

import hashlib
import json

import pytest
from conftest import TINY_TEXTS
from hypothesis import given
from hypothesis import strategies as st
from test_corpus import edit

import analysis
from analysis.anchors import count_texts, digest, normalise, paragraphs, verify


def test_line_ends_and_byte_order_mark_do_not_move_positions():
    assert normalise(b"\xef\xbb\xbfone\r\ntwo\rthree") == "one\ntwo\nthree"


def test_composed_and_decomposed_letters_are_the_same():
    assert normalise("e\u0301".encode()) == normalise("\u00e9".encode()) == "\u00e9"


@given(st.text())
def test_every_paragraph_stands_where_it_says(text):
    text = normalise(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode())
    for line in paragraphs(text):
        assert text[line.start : line.end] == line.text
        assert line.text.strip()


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = normalise(text.encode("utf-8", "replace"))
    assert normalise(once.encode()) == once.removeprefix("\ufeff")


def test_the_tiny_texts_prove_the_tiny_evidence(tiny, tiny_texts):
    assert verify(tiny_texts, tiny) == {"documents": 2, "anchors": 6, "paragraphs": 5, "coded": 0}


def test_an_altered_text_is_refused(tiny, tiny_texts):
    (tiny_texts / "000_first.txt").write_text(TINY_TEXTS["000_first.txt"].replace("Allies", "Allied"))
    with pytest.raises(analysis.EvidenceError, match="not the coded file") as caught:
        verify(tiny_texts, tiny)
    assert "000_first.txt" in str(caught.value)


def test_a_missing_text_and_a_missing_folder_are_named(tiny, tiny_texts):
    (tiny_texts / "001_second.txt").unlink()
    with pytest.raises(analysis.EvidenceError, match=r"document 001: found no such file; .*001_\*\.txt"):
        verify(tiny_texts, tiny)
    with pytest.raises(analysis.EvidenceError, match="no such folder"):
        verify(tiny_texts / "nowhere", tiny)


def test_two_files_for_one_document_are_refused(tiny, tiny_texts):
    (tiny_texts / "000_copy.txt").write_text("x")
    with pytest.raises(analysis.EvidenceError, match=r"000_copy\.txt, 000_first\.txt"):
        verify(tiny_texts, tiny)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"end": 9_000}, "anchor the claim inside it"),
        ({"paragraph": 9}, "paragraphs 1 to 3"),
        ({"digest": "0" * 64}, "the dossier says 000000000000"),
        ({"digest": "0" * 64}, "found the words 'no partner is closer than Japan' from"),
        ({"digest": "0" * 64}, 'python -m analysis anchor first "a phrase" prints the right lines'),
        ({"paragraph": 9}, "python -m analysis anchor first"),
        ({"start": 34, "end": 112}, "the words 'that no partner is closer than Japan today. …'"),
        ({"paragraph": 1}, "paragraph 1 runs from 0 to 22"),
    ],
)
def test_a_wrong_anchor_is_named(tiny_seeds, tiny_texts, fields, words):
    edit(tiny_seeds / "dossiers" / "first.yml", lambda data: data["claims"][0].update(fields))
    with pytest.raises(analysis.EvidenceError, match=words) as caught:
        verify(tiny_texts, analysis.load(tiny_seeds))
    assert "claim first-01" in str(caught.value)


def test_a_wrong_count_is_named(tiny_seeds, tiny_texts):
    path = tiny_seeds / "counts" / "first.json"
    counts = json.loads(path.read_text())
    counts["paragraphs"][1]["tokens"] += 1
    path.write_text(json.dumps(counts))
    with pytest.raises(analysis.EvidenceError, match="first paragraph 2: tokens"):
        verify(tiny_texts, analysis.load(tiny_seeds))


def test_the_real_texts_prove_every_real_anchor(evidence, texts):
    proved = verify(texts, evidence)
    assert proved["documents"] == 5
    assert proved["anchors"] == len(evidence.claims) + len(evidence.wording)


def test_a_digest_is_that_of_the_span_and_not_of_its_neighbours():
    assert digest("ab") != digest("abc")


def test_a_text_that_is_not_utf8_is_named(tiny_seeds, tiny_texts):
    raw = b"caf\xe9\n"
    (tiny_texts / "000_first.txt").write_bytes(raw)
    edit(
        tiny_seeds / "dossiers" / "first.yml",
        lambda data: data.update(sha256=hashlib.sha256(raw).hexdigest()),
    )
    with pytest.raises(analysis.EvidenceError, match=r"000_first\.txt.*UTF-8"):
        count_texts(tiny_texts, tiny_seeds)


def test_counting_refuses_another_text_and_writes_nothing(tiny_seeds, tiny_texts):
    before = {path: path.read_bytes() for path in (tiny_seeds / "counts").iterdir()}
    (tiny_texts / "000_first.txt").write_text("something else")
    with pytest.raises(analysis.EvidenceError, match="not the coded file"):
        count_texts(tiny_texts, tiny_seeds)
    assert {path: path.read_bytes() for path in (tiny_seeds / "counts").iterdir()} == before


def test_furniture_beyond_the_text_is_named(tiny_seeds, tiny_texts):
    edit(tiny_seeds / "dossiers" / "first.yml", lambda data: data["furniture"][0].update(paragraphs=[140]))
    with pytest.raises(analysis.EvidenceError, match=r"furniture.*140.*paragraphs 1 to 3"):
        count_texts(tiny_texts, tiny_seeds)

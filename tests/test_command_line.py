"""The command line: says what it did, or what is wrong, and exits accordingly."""

import shutil

import pytest
from conftest import ROOT, edit
from test_corpus import set_claim

import analysis
from analysis.__main__ import main
from analysis.anchors import digest, verify
from analysis.model import CodedDocument, CodedEvent, Coding
from analysis.problems import EvidenceError


def test_check_reads_codings_and_settlements_too(tmp_path, capsys):
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("texts"))
    edit(tmp_path / "seeds" / "settlements.yml", lambda data: data[0].update(settled="Japan"))
    assert main(["--seeds", str(tmp_path / "seeds"), "check"]) == 1
    assert "settlements.yml" in capsys.readouterr().err
    edit(
        tmp_path / "seeds" / "codings" / "round-1-coder-a.yml",
        lambda data: data["documents"][0].update(sha256="0" * 64),
    )
    assert main(["--seeds", str(tmp_path / "seeds"), "check"]) == 1
    assert "round-1-coder-a" in capsys.readouterr().err


def test_check_says_how_much_there_is(tiny_seeds, capsys):
    assert main(["--seeds", str(tiny_seeds), "check"]) == 0
    assert capsys.readouterr().out.startswith("2 documents, 5 claims")


def test_verify_accepts_the_texts(tiny_seeds, tiny_texts, capsys):
    assert main(["--seeds", str(tiny_seeds), "verify", "--texts", str(tiny_texts)]) == 0
    assert "6 anchors" in capsys.readouterr().out


def test_verify_proves_the_anchors_of_blind_codings(tiny, tiny_texts):
    def coding(mark: str) -> Coding:
        claim = CodedEvent.model_construct(paragraph=1, start=0, end=6, digest=mark)
        document = CodedDocument.model_construct(source="first", claims=[claim], events=[])
        return Coding.model_construct(coder="round-1-coder-a", documents=[document])

    assert verify(tiny_texts, tiny, [coding(digest("Allies"))])["coded"] == 1
    with pytest.raises(EvidenceError, match="round-1-coder-a, first: claim 0"):
        verify(tiny_texts, tiny, [coding("0" * 64)])


def test_verify_refuses_an_altered_text(tiny_seeds, tiny_texts, capsys):
    (tiny_texts / "001_second.txt").write_text("something else")
    assert main(["--seeds", str(tiny_seeds), "verify", "--texts", str(tiny_texts)]) == 1
    assert "001_second.txt" in capsys.readouterr().err


def test_a_problem_goes_to_standard_error_without_a_traceback(tiny_seeds, capsys):
    edit(tiny_seeds / "dossiers" / "first.yml", set_claim(topic="x"))
    assert main(["--seeds", str(tiny_seeds), "check"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and "claim first-01: topic" in captured.err and "Traceback" not in captured.err


def test_counting_writes_nothing_where_one_text_is_missing(tiny_seeds, tiny_texts, capsys):
    before = {path: path.read_bytes() for path in (tiny_seeds / "counts").iterdir()}
    (tiny_texts / "001_second.txt").unlink()
    assert main(["--seeds", str(tiny_seeds), "count", "--texts", str(tiny_texts)]) == 1
    assert {path: path.read_bytes() for path in (tiny_seeds / "counts").iterdir()} == before


def test_the_version_is_that_of_the_edition(evidence, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"{analysis.load_edition(evidence.references).version}\n"


def test_an_unknown_command_lists_the_known_ones(capsys):
    with pytest.raises(SystemExit):
        main(["frobnicate"])
    assert "check" in capsys.readouterr().err

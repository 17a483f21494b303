"""A sign that no typeface of the PDFs has is told with the evidence, not by the build that stops at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import edit
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from analysis import typefaces
from analysis.__main__ import main
from analysis.typefaces import recorded, without_typeface
from scripts.typefaces import missing, spans

GRIN = "😀 (U+1F600 GRINNING FACE)"


def without_any(data: dict) -> None:
    data["title"] = "Vilnius 北京"


def in_a_claim(data: dict) -> None:
    data["claims"][0]["statement"] = "Smile 😀"


def in_a_finding(data: list) -> None:
    data[0]["finding"] = "Smile 😀"


CASES = [
    ("dossiers/first.yml", without_any,
     "seeds/dossiers/first.yml: title: found 'Vilnius 北京'; the PDFs cannot show "
     "北 (U+5317 CJK UNIFIED IDEOGRAPH-5317), 京 (U+4EAC CJK UNIFIED IDEOGRAPH-4EAC); write it in Latin"),
    ("dossiers/first.yml", in_a_claim,
     f"seeds/dossiers/first.yml: claim first-01: statement: found 'Smile 😀'; the PDFs cannot show {GRIN}; "),
    ("checks.yml", in_a_finding, f"finding: found 'Smile 😀'; the PDFs cannot show {GRIN}; "),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "told"), CASES, ids=[case[1].__name__ for case in CASES])
def test_check_tells_file_entry_field_and_sign(tiny_seeds, capsys, file, change, told):
    edit(tiny_seeds / file, change)
    assert main(["--seeds", str(tiny_seeds), "check"]) == 1
    assert told in capsys.readouterr().err


def test_check_tells_it_of_a_title_in_the_bibliography(tiny_seeds, capsys):
    path = tiny_seeds / "references.bib"
    path.write_text(path.read_text("utf-8").replace("title = {", "title = {😀 ", 1), encoding="utf-8")
    assert main(["--seeds", str(tiny_seeds), "check"]) == 1
    assert "references.bib: nato-page: title: found '😀 " in capsys.readouterr().err


def test_many_signs_are_one_short_message():
    assert without_typeface("一二三四五").endswith("(U+4E09 CJK UNIFIED IDEOGRAPH-4E09) and 2 more")


def test_a_typeface_among_ours_brings_its_signs(tmp_path: Path, monkeypatch):
    face = FontBuilder(1000)
    face.setupGlyphOrder([".notdef", "north"])
    face.setupCharacterMap({ord("北"): "north"})
    face.setupGlyf({".notdef": Glyph(), "north": Glyph()})
    face.setupHorizontalMetrics({".notdef": (0, 0), "north": (0, 0)})
    face.setupHorizontalHeader()
    face.save(tmp_path / "north.ttf")
    monkeypatch.setattr(typefaces, "FONTS", tmp_path)
    assert without_typeface("北") == "" and "京" in without_typeface("北京")


def test_typst_sets_every_sign_of_the_record():
    assert missing(sorted(recorded() - {" ", "\t", "\n"})) == set()


def test_typst_has_no_sign_that_stands_beside_those_of_the_record():
    ends = {chr(ord(sign) + 1) for sign in recorded() if ord(sign) > 0x7F} - recorded()
    known = {sign for sign in ends if sign.isprintable()}
    assert len(known) > 100 and known - missing(sorted(known)) == set()


def test_signs_are_written_as_runs():
    assert spans("abcx") == ["0061-0063", "0078"]

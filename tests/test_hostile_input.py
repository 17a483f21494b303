"""Hostile and broken files: each is refused with one message that names place and remedy, and nothing hangs.

Every case is put into a whole folder of evidence and goes through the command line, as a maintainer meets it.
"""

from __future__ import annotations

import os
import shutil
import socket
import time

import pytest
import yaml
from conftest import ROOT, TINY_BIBLIOGRAPHY, edit

import analysis
from analysis.__main__ import main
from analysis.anchors import LONGEST_TEXT
from analysis.model.base import check_date
from analysis.text_files import MOST_BYTES

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ENTRY = TINY_BIBLIOGRAPHY


def check(seeds, capsys) -> str:
    """Return what `python -m analysis check` says; it must refuse, in one message, without a traceback."""
    started = time.process_time()
    assert main(["--seeds", str(seeds), "check"]) == 1
    told = capsys.readouterr()
    assert time.process_time() - started < 10
    assert told.out == "" and "Traceback" not in told.err
    assert told.err.count(" in the evidence:\n") == 1
    for line in told.err.splitlines()[1:]:
        assert ": found " in line and "; " in line and line.isprintable(), line
    return told.err


FILES = [
    ("checks.yml", BOMB, ["line 1, column 4", "the anchor &a", "the alias *a", "write out what it stands for"]),
    ("checks.yml", "[" * 100_000, ["more than 20 lists and mappings", "brackets"]),
    ("checks.yml", "{a: " * 100_000, ["more than 20 lists and mappings"]),
    ("checks.yml", "- " * 100_000, ["more than 20 lists and mappings"]),
    ("checks.yml", "? " * 1000, ["a key that is no plain word"]),
    ("checks.yml", "- claim: !!python/object/apply:os.system ['true']\n", ["line 1", "the tag !!python/object"]),
    ("checks.yml", "- claim: !!binary aGk=\n", ["the tag !!binary"]),
    ("checks.yml", "- claim: !x y\n", ["the tag !x"]),
    ("checks.yml", "- <<: {claim: first-01}\n", ["the merge key <<", "write the fields out"]),
    ("checks.yml", "- claim: a\n  claim: b\n", ["line 2, column 3", "the key 'claim' stands twice", "keep one"]),
    ("checks.yml", "- a: 1\n---\n- b: 2\n", ["line 2", "a second document"]),
    ("checks.yml", "- claim: 'a\0b'\n", ["line 1, column 12", "U+0000", "delete it"]),
    ("checks.yml", "- claim: \"a\\0b\"\n", ["line 1, column 10", "U+0000"]),
    ("checks.yml", "- claim: a\x1b[2J\n", ["U+001B"]),
    ("checks.yml", "- claim: a\u202eb\n", ["U+202E (right-to-left override)", "no reader sees it"]),
    ("checks.yml", "- claim: \"a\\u202eb\"\n", ["U+202E (right-to-left override)"]),
    ("checks.yml", "- claim: a\u2066b\n", ["U+2066"]),
    ("checks.yml", "- claim: a\u200bb\n", ["U+200B (zero width space)"]),
    ("checks.yml", "- claim: a\u200db\n", ["U+200D (zero width joiner)"]),
    ("checks.yml", "- claim: a\U000e0041b\n", ["U+E0041"]),
    ("checks.yml", "- claim: a\ufeffb\n", ["U+FEFF"]),
    ("checks.yml", "- claim: a\u2028b\n", ["U+2028"]),
    ("checks.yml", "- claim: cafe\u0301\n", ["normal form C", "type the letter anew"]),
    ("checks.yml", "- claim: first-01\n  finding: \u041dATO said so\n", ["line 2, column 12", "Latin and cyrillic letters in one word"]),
    ("checks.yml", "- finding: \uff2e\uff21\uff34\uff2f\n", ["fullwidth", "plain letter"]),
    ("checks.yml", "- claim: \"\\ud800\"\n", ["broken YAML"]),
    ("checks.yml", "- claim: first-01\n  finding: |\n    two\n    lines\n", ["a line break", "write one paragraph"]),
    ("checks.yml", "- claim: 010\n", ["'010', a number that is not in plain digits"]),
    ("checks.yml", "- claim: 1:30\n", ["'1:30', a number that is not in plain digits"]),
    ("checks.yml", "- claim: 0x1F\n", ["not in plain digits"]),
    ("checks.yml", f"- claim: {'9' * 5000}\n", ["a number of 5000 digits"]),
    ("checks.yml", "- claim: 1.0e+999\n", ["no plain number"]),
    ("checks.yml", "- claim: .nan\n", ["'.nan', no plain number"]),
    ("checks.yml", "- claim: " + "a" * 10_000 + "\n", ["entry 1", "claim", "two to four digits"]),
    ("checks.yml", b"\xff\xfe-\x00 \x00", ["save the file as UTF-8"]),
    ("checks.yml", b"- claim: \xed\xa0\x80\n", ["save the file as UTF-8"]),
    ("counts/first.json", "[" * 100_000, ["too deep in each other", "python -m analysis count"]),
    ("counts/first.json", '{"source": NaN}', ["NaN, which is no finite number"]),
    ("counts/first.json", '{"source": 1e999}', ["1e999, which is no finite number"]),
    ("counts/first.json", '{"source": ' + "1" * 5000 + "}", ["no finite number"]),
    ("counts/first.json", '{"source": "a", "source": "b"}', ["'source' twice"]),
    ("counts/first.json", '{"source": "\\ud800"}', ["U+D800"]),
    ("counts/first.json", '{"source": "\\u202e"}', ["U+202E"]),
    ("counts/first.json", '{"source": "a\0"}', ["U+0000"]),
    ("references.bib", "@misc{a, title={" + "{" * 50_000, ["line 1", "more than 10 braces"]),
    ("references.bib", ENTRY.replace("{{A page}}", r"{\href{javascript:alert(1)}{A page}}"), ["nato-page: title", r"the LaTeX command \href"]),
    ("references.bib", ENTRY.replace("{{A page}}", r"{\input{/etc/passwd}}"), [r"the LaTeX command \input", "plain words"]),
    ("references.bib", ENTRY.replace("{{NATO}}", r"{\write18{ls}}"), ["author", r"the LaTeX command \write"]),
    ("references.bib", ENTRY.replace("url = {https://example.org/page}", "url = {javascript:alert(1)}"), ["url", "http://"]),
    ("references.bib", ENTRY.replace("urldate", "evil = {x}, urldate"), ["evil", "an unknown field"]),
    ("references.bib", ENTRY.replace("{2023}", "{2O23}"), ["year", "'2O23'", "four digits"]),
    ("references.bib", ENTRY.replace("howpublished = {NATO}, ", ""), ["nato-page: howpublished: found nothing; add the field"]),
    ("references.bib", ENTRY.replace("{2026-11-22}", "{22 Nov.}"), ["nato-page: urldate: found '22 Nov.'; write an ISO date: '2023'"]),
    ("references.bib", ENTRY.replace("{July}", "{July}, day = {32}"), ["nato-page: year, month, day: found '2023-07-32'; no such date"]),
    ("references.bib", "@misc{a, title={x}" * 1000, ["line 1", "more than 10 braces"]),
    ("references.bib", "@misc{a, = , }", ["broken BibTeX", "mend the entry"]),
    ("references.bib", ENTRY.replace("nato-page", "../../nato"), ["../../nato", "small letters"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "content", "words"), FILES, ids=[f"{n}-{f}" for n, (f, *_) in enumerate(FILES)]
)
def test_a_hostile_file_is_refused_with_its_place(tiny_seeds, capsys, file, content, words):
    (tiny_seeds / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    told = check(tiny_seeds, capsys)
    for word in [file, *words]:
        assert word in told


def claim(**fields):
    return lambda data: data["claims"][0].update(fields)


FIELDS = [
    (claim(date="0001-01-01"), ["claim first-01: date", "a year from 1500 to 2199"]),
    (claim(date="9999"), ["date", "a year from 1500"]),
    (claim(date="2023-02-30"), ["date", "no such date"]),
    (claim(statement="a" * 10_000), ["statement", "at most 5,000 letters"]),
    (claim(statement="a" * 200), ["statement", "words of at most 120 letters"]),
    (claim(id="first-0\u0661"), ["id", "two to four digits"]),
    (claim(id="f\u0456rst-01"), ["id"]),
    (claim(id="first-01\\..\\x"), ["id"]),
    (claim(id="First-01"), ["id"]),
    (claim(areas=["cyber"] * 3 + ["Cyber"]), ["areas", "did you mean 'cyber'"]),
    (lambda data: data.update(source="../first"), ["source", "small letters"]),
    (lambda data: data.update(source="/etc/passwd"), ["source", "small letters"]),
    (lambda data: data.update(source="first."), ["source", "small letters"]),
    (lambda data: data.update(source="con"), ["source", "no file can bear this one"]),
    (lambda data: data.update(source="a" * 300), ["source"]),
    (lambda data: data.update(url="javascript:alert(1)"), ["url", "http://"]),
    (lambda data: data.update(url="data:text/html,x"), ["url", "http://"]),
    (lambda data: data.update(url="https://user:secret@example.org/"), ["url", "without user"]),
    (lambda data: data.update(url="https://example.org/a b"), ["url"]),
    (lambda data: data.update(url="https://exampl\u0435.org/"), ["Latin and cyrillic letters"]),
    (lambda data: data.update(url="https://\u0435\u0445\u0430\u043c.org/"), ["url", "http://"]),
    (lambda data: data.update(url="http://127.0.0.1/"), ["url"]),
    (lambda data: data.update(url='https://example.org/"onclick=x'), ["url"]),
    (lambda data: data.update(sha256="0" * 63), ["sha256", "64 hexadecimal digits"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), FIELDS, ids=range(len(FIELDS)))
def test_a_hostile_field_is_refused_with_its_name(tiny_seeds, capsys, change, words):
    path = tiny_seeds / "dossiers/first.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    told = check(tiny_seeds, capsys)
    for word in ["first.yml", *words]:
        assert word in told


def with_pipe(path):
    os.mkfifo(path)


def with_device(path):
    path.symlink_to("/dev/zero")


def with_link_out(path):
    path.symlink_to("/etc/hostname")


def with_loop(path):
    path.symlink_to(path.name)


def with_dangling_link(path):
    path.symlink_to("nowhere.yml")


def with_socket(path):
    here = os.getcwd()
    os.chdir(path.parent)  # the address of a socket holds a hundred letters
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


def with_great_size(path):
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)


STRANGE = {
    "a folder": lambda path: path.mkdir(),
    "a pipe": with_pipe,
    "a socket": with_socket,
    "a device": with_device,
    "a link out": with_link_out,
    "a loop": with_loop,
    "a link to nothing": with_dangling_link,
    "a great size": with_great_size,
}


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize(
    "file", ["dossiers/first.yml", "counts/first.json", "references.bib", "codebook.yml"]
)
def test_what_is_no_plain_file_is_refused_and_never_waited_for(tiny_seeds, capsys, kind, file):
    path = tiny_seeds / file
    path.unlink()
    STRANGE[kind](path)
    assert file in check(tiny_seeds, capsys)


@pytest.mark.parametrize("folder", ["dossiers", "counts"])
def test_a_folder_that_leads_out_of_the_evidence_is_refused(tiny_seeds, tmp_path, capsys, folder):
    shutil.move(tiny_seeds / folder, tmp_path / "elsewhere")
    (tiny_seeds / folder).symlink_to(tmp_path / "elsewhere")
    assert "a link that leads out of the evidence" in check(tiny_seeds, capsys)


@pytest.mark.parametrize("kind", STRANGE)
def test_a_text_that_is_no_plain_file_is_refused(tiny_seeds, tiny_texts, capsys, kind):
    path = tiny_texts / "000_first.txt"
    path.unlink()
    STRANGE[kind](path)
    for command in ("verify", "count"):
        assert main(["--seeds", str(tiny_seeds), command, "--texts", str(tiny_texts)]) == 1
        told = capsys.readouterr().err
        assert "000_first.txt" in told and "Traceback" not in told


def test_a_text_of_many_megabytes_is_refused(tiny_seeds, tiny_texts, capsys):
    (tiny_texts / "000_first.txt").write_bytes(b"a" * (LONGEST_TEXT + 1))
    assert main(["--seeds", str(tiny_seeds), "verify", "--texts", str(tiny_texts)]) == 1
    assert f"more than {LONGEST_TEXT:,} bytes" in capsys.readouterr().err


def test_an_unreadable_file_is_told(tiny_seeds, capsys, monkeypatch):
    """Root may read everything, so the refusal of the system is played here."""
    real = os.open

    def refuse(path, *rest, **more):
        if str(path).endswith("checks.yml"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    assert "checks.yml: found permission denied; make the file readable" in check(tiny_seeds, capsys)


def test_a_name_of_a_file_cannot_forge_a_message(tiny_seeds, capsys):
    (tiny_seeds / "dossiers" / "x\n0 problems\x1b[2J.txt").write_text("")
    told = check(tiny_seeds, capsys)
    assert r"x\n0 problems\x1b[2J.txt" in told


def test_case_only_twins_are_no_two_documents(tiny_seeds, capsys):
    shutil.copy(tiny_seeds / "dossiers/first.yml", tiny_seeds / "dossiers/First.yml")
    assert "First.yml: source: found 'first'; name it 'First', as the file" in check(tiny_seeds, capsys)


def test_a_byte_order_mark_at_the_start_does_no_harm(tiny_seeds):
    for file in ("checks.yml", "counts/first.json", "references.bib"):
        path = tiny_seeds / file
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(analysis.load(tiny_seeds).checks) == 2


def test_words_of_other_scripts_are_welcome_where_a_typeface_has_them(tiny_seeds):
    words = "\u05e9\u05dc\u05d5\u05dd\u200f \u0646\u0627\u062a\u0648 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u2764\u200d\u2605 \u041d\u0410\u0422\u041e"
    edit(tiny_seeds / "dossiers/first.yml", claim(statement=words))
    assert analysis.load(tiny_seeds).claims.at["first-01", "statement"] == words


def test_a_thousand_problems_are_one_short_message(tiny_seeds, capsys):
    many = [{"claim": f"first-{number:03d}", "verdict": "x" * 150} for number in range(1000)]
    (tiny_seeds / "checks.yml").write_text(yaml.safe_dump(many))
    told = check_lines(tiny_seeds, capsys)
    assert len(told) < 210 and told[-1].startswith("  and ")


def check_lines(seeds, capsys) -> list[str]:
    assert main(["--seeds", str(seeds), "check"]) == 1
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", ".*.*.*x", "a{1,}+", "x" * 200, "a**"])
def test_a_pattern_that_could_take_hours_is_refused(tiny_seeds, capsys, pattern):
    edit(tiny_seeds / "codebook.yml", lambda data: data["prose"]["named_numbers"].append(pattern))
    assert "named_numbers" in check(tiny_seeds, capsys)


def test_a_refusal_writes_nothing(tiny_seeds, tmp_path, capsys):
    (tiny_seeds / "checks.yml").write_text(BOMB)
    before = {path: path.read_bytes() for path in tiny_seeds.rglob("*") if path.is_file()}
    out = tmp_path / "package"
    for command in (
        ["export", "--out", str(out)],
        ["count", "--texts", str(tmp_path)],
        ["marks"],
        ["brief", "--out", str(out)],
    ):
        if command[0] == "count":
            (tiny_seeds / "dossiers/first.yml").write_text(BOMB)
            before[tiny_seeds / "dossiers/first.yml"] = BOMB.encode()
        if command[0] != "marks":
            assert main(["--seeds", str(tiny_seeds), *command]) == 1
        capsys.readouterr()
    assert not out.exists()
    assert before == {path: path.read_bytes() for path in tiny_seeds.rglob("*") if path.is_file()}


@pytest.mark.parametrize("day", ["1500", "2199-12-31"])
def test_years_of_the_calendar_in_use_are_dates(day):
    assert check_date(day) == day


def test_the_evidence_itself_holds_to_all_of_this():
    assert main(["--seeds", str(ROOT / "seeds"), "check"]) == 0

"""The page of versions: what it tells is what the changelog, the registry and the edition hold."""

from __future__ import annotations

import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

import analysis
from analysis import changelog
from analysis.__main__ import main
from analysis.edition import APART, CODE, EVIDENCE, fingerprint, list_files
from analysis.model import Identifier, Release

NEXT = Release(version="next", adds=["One.", "Two lines."], removes=["Three."])
FIRST = Release(version="2026.11.0", date="2026-11-25", evidence="0" * 12, code="1" * 12, fixes=["Four."])
OLDER = Release(version="2026.10.0", date="2026-10-01", changes=["Five."])
RELEASES = [NEXT, FIRST, OLDER]


def edition(*, published: bool) -> analysis.Edition:
    identity = analysis.edition.load_identity()
    version = "2026.11.0" if published else "2026.11.0+22223333"
    return analysis.Edition(identity, version, "2026-11-25", published, "2026-11-24", "2" * 12, "3" * 12)


# Tables and numbers, on literals


def test_versions_stand_newest_first_with_their_fingerprints():
    assert changelog.table_versions(RELEASES, edition(published=True)).to_dict("records") == [
        {"version": "2026.11.0", "date": "2026-11-25", "evidence": "0" * 12, "code": "1" * 12},
        {"version": "2026.10.0", "date": "2026-10-01", "evidence": None, "code": None},
    ]  # fmt: skip


def test_a_copy_that_was_not_published_is_told_first():
    row = changelog.table_versions(RELEASES, edition(published=False)).iloc[0]
    assert row.tolist() == ["this copy, not published", None, "2" * 12, "3" * 12]


def test_changes_are_told_by_version_and_kind():
    assert changelog.table_changes(RELEASES).values.tolist() == [
        ["not published", "new", "One."],
        ["not published", "new", "Two lines."],
        ["not published", "removed", "Three."],
        ["2026.11.0", "mended", "Four."],
        ["2026.10.0", "changed", "Five."],
    ]


def identifier(name: str, **fields) -> Identifier:
    plain = {"id": name, "since": "2026.10.0", "kind": "figure", "named": "A figure"}
    return Identifier.model_validate({field: value for field, value in (plain | fields).items() if value})


def test_ids_that_went_are_told_with_what_to_cite_instead(tiny):
    event = {"version": "2026.11.0", "reason": "So."}
    gone = changelog.table_gone(
        [
            identifier("figure-a"),
            identifier("figure-b", renamed=event | {"to": "figure-c"}),
            identifier("figure-d", withdrawn=event | {"version": "next"}),
            identifier("elpais-07", kind="claim", named="", digest="0" * 12, revised=[event | {"digest": "1" * 12}]),
        ],
        tiny,
    )  # fmt: skip
    assert gone.values.tolist() == [
        ["figure-b", "renamed", "2026.11.0", "figure-c", "So."],
        ["figure-d", "withdrawn", "not published", None, "So."],
        ["elpais-07", "revised", "2026.11.0", "elpais-07", "So."],
    ]


def test_a_judgement_withdrawn_by_an_erratum_is_told_once(evidence):
    assert changelog.table_gone([], evidence)["id"].tolist() == ["judgement-6"]
    entry = identifier("judgement-6", kind="judgement", withdrawn={"version": "2026.11.0", "reason": "So."})
    assert changelog.table_gone([entry], evidence)["reason"].tolist() == ["So."]


def test_without_any_the_table_says_so(tiny):
    assert changelog.table_gone([identifier("figure-a")], tiny).empty


@pytest.mark.parametrize(
    ("published", "version", "words"),
    [
        (True, "2026.11.0", "the published version of 2026-11-25"),
        (False, "2026.11.0+22223333", "not a published version, for files were changed since 2026.11.0 of 2026-11-25"),
    ],
)  # fmt: skip
def test_numbers_say_whether_the_copy_was_published(published, version, words):
    found = changelog.numbers(edition(published=published), [])
    assert found == {
        "this_version": version, "state": words, "this_evidence": "2" * 12, "this_code": "3" * 12, "ids": "none",
    }  # fmt: skip
    assert changelog.numbers(edition(published=True), [identifier("figure-a")])["ids"] == "one"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"version": "2026.11.0"}, "a published version has the day"),
        ({"version": "next", "date": "2026-11-25"}, "the next one has none"),
        ({"version": "2026.11.0", "date": "2026-11"}, "write the whole day"),
        ({"version": "2026.11.0", "date": "2026-11-25", "code": "1" * 12}, "both fingerprints or none"),
        ({"version": "next", "code": "1" * 12, "evidence": "1" * 12}, "make version writes them"),
        ({"version": "2026.11.01", "date": "2026-11-25"}, "2026.11.01"),
    ],
)
def test_a_spoilt_entry_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        Release.model_validate(fields)


# Fingerprints


def project(root, **files):
    for name in ("seeds", "analysis", "book"):
        (root / name).mkdir()
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return root


def test_a_fingerprint_is_the_beginning_of_the_hash_of_its_list(capsys):
    for name, folders in (("evidence", EVIDENCE), ("code", CODE)):
        assert main(["edition", "--list", name]) == 0
        listed = capsys.readouterr().out
        assert listed == list_files(ROOT, folders)
        assert hashlib.sha256(listed.encode()).hexdigest().startswith(fingerprint(ROOT, folders))


def test_a_list_is_sorted_by_path_whatever_the_order_of_folders(tmp_path):
    root = project(tmp_path, seeds__b="1", analysis__a_dot_py="2", seeds__B="3")
    paths = [line.split()[0] for line in list_files(root, ["seeds", "analysis"]).splitlines()]
    assert paths == ["analysis/a.py", "seeds/B", "seeds/b"]
    assert list_files(root, ["seeds", "analysis"]) == list_files(root, ["analysis", "seeds"])


def test_what_a_stamp_writes_is_no_part_of_a_fingerprint():
    listed = {line.split()[0] for line in list_files(ROOT, CODE).splitlines()}
    assert {"analysis/changelog.py", "book/changelog.md", "_config.yml", "requirements.lock"} <= listed
    assert not listed & {*APART, "pyproject.toml", "README.md", "CITATION.cff"}


def test_the_publishers_texts_are_no_part_of_a_fingerprint(tmp_path):
    root = project(tmp_path, seeds__a="1")
    before = fingerprint(root, ["seeds"])
    (root / "seeds/texts").mkdir()
    (root / "seeds/texts/000.txt").write_text("A text.")
    assert fingerprint(root, ["seeds"]) == before
    (root / "seeds/a").write_text("2")
    assert fingerprint(root, ["seeds"]) != before


def test_the_command_says_which_edition_this_is(evidence, capsys):
    assert main(["edition"]) == 0
    said, here = capsys.readouterr().out, analysis.load_edition(evidence.references)
    for part in (here.title, here.version, here.date, here.cutoff, here.evidence, here.code):
        assert part in said
    assert ("not published" in said) != here.published


# The page


def test_the_page_shows_every_table_and_uses_every_number(evidence):
    text = (ROOT / "book/changelog.md").read_text(encoding="utf-8")
    for table in ("table_versions", "table_changes", "table_gone"):
        assert f"changelog.{table}(" in text
    found = changelog.numbers(analysis.load_edition(evidence.references), [])
    assert set(found) == set(re.findall(r"\{glue:text\}`([^`]+)`", text))


def test_versions_of_the_changelog_stand_newest_first_and_once():
    published = [one for one in analysis.load_changelog() if one.date]
    orders = [tuple(map(int, one.version.split("."))) for one in published]
    assert orders == sorted(set(orders), reverse=True)
    assert [one.date for one in published] == sorted((one.date for one in published), reverse=True)


def test_the_built_page_names_every_published_version(site):
    page = BeautifulSoup((site / "changelog.html").read_text(encoding="utf-8"), "html.parser")
    heads = {cell.text for cell in page.select("#table-versions tbody th")}
    assert {one.version for one in analysis.load_changelog() if one.date} <= heads

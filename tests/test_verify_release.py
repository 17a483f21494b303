"""scripts/verify_release.py: a release is proved by building it again; what is not the same has a name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from test_release import VERSION, commit, edition, project, run_git  # noqa: F401  (fixtures)

from scripts import release, verify_release


@pytest.fixture
def released(project, edition, monkeypatch) -> Path:  # noqa: F811
    """Return the folder of a release, as somebody got it."""
    for name in ("BOOK_ADDRESS", "SOURCE_DATE_EPOCH"):  # so that what the command sets does not stay
        monkeypatch.setenv(name, "")
    folder = shutil.copytree(release.release(project, edition), project.parent / "handed out" / VERSION)
    for path in [folder, *folder.iterdir()]:
        path.chmod(path.stat().st_mode | 0o200)
    return folder


@pytest.fixture
def tried(released, project, capsys):  # noqa: F811
    """Return a function that proves the release: exit code, and what was said."""

    def run() -> tuple[int, str]:
        code = verify_release.main([str(released)], project)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_a_release_that_comes_out_again_is_proved(tried, project):  # noqa: F811
    (project / "text.txt").write_text("of a later commit")
    commit(project)
    code, said = tried()
    first = run_git(project, "rev-parse", "HEAD~1")[:10]
    assert code == 0 and f"Version {VERSION} is what commit {first} gives, byte for byte" in said


@pytest.mark.parametrize(
    "spoil, words",
    [
        (
            lambda folder: (folder / "brief.docx").write_text("x"),
            "brief.docx: its bytes are not those on the list",
        ),
        (lambda folder: (folder / "brief.docx").unlink(), "brief.docx: on the list, and not there"),
        (lambda folder: (folder / "more.txt").write_text("x"), "more.txt: there, and not on the list"),
    ],
    ids=["changed", "lost", "added"],
)
def test_a_release_that_was_damaged_is_told_before_anything_is_built(released, tried, spoil, words):
    spoil(released)
    code, said = tried()
    assert code == 1 and words in said and "make book" not in said


def forge(folder: Path, name: str, text: str) -> None:
    """Change a file of a release, and its checksum with it."""
    old = verify_release.hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / name).write_text(text)
    new = verify_release.hashlib.sha256((folder / name).read_bytes()).hexdigest()
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(old, new))


def test_a_file_that_was_not_made_of_the_commit_is_found(released, tried):
    forge(released, "CHANGES.md", "nothing changed\n")
    code, said = tried()
    assert code == 1 and "CHANGES.md: line 1, column 1:\n    'nothing changed'" in said
    assert f"version {VERSION} was not proved" in said


def test_a_site_that_was_not_made_of_the_commit_is_found(released, tried):
    sums = (released / "SHA256SUMS.site").read_text()
    forge(released, "SHA256SUMS.site", sums.replace("figures/rain.csv", "figures/snow.csv"))
    code, said = tried()
    assert code == 1
    assert "the site: figures/rain.csv, in one of the two only" in said
    assert "the site: figures/snow.csv, in one of the two only" in said


def change_manifest(folder: Path, change) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    change(manifest)
    forge(folder, "manifest.json", json.dumps(manifest))


def test_other_tools_are_named_as_a_possible_cause(released, tried):
    forge(released, "CHANGES.md", "nothing changed\n")
    change_manifest(released, lambda manifest: manifest["build"].update(zlib="1.0"))
    assert "It may come from other tools: zlib 1.0 there, " in tried()[1]


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda manifest: manifest.pop("build"), "does not say which commit was built, and how"),
        (lambda manifest: manifest.update(commit="--upload-pack=x"), "does not say which commit was built"),
        (lambda manifest: manifest.update(commit="0" * 40), "Commit 0000000000 is not in this clone"),
        (lambda manifest: manifest["lock"].update(sha256="0"), "not the one that the manifest names"),
    ],
    ids=["no build", "no commit", "other clone", "other lock"],
)
def test_a_release_that_cannot_be_tried_is_told_with_the_reason(released, tried, change, words):
    change_manifest(released, change)
    code, said = tried()
    assert code == 2 and words in said


def test_a_folder_that_is_no_release_is_told(tmp_path, capsys):
    assert verify_release.main([str(tmp_path)]) == 2
    assert "name the folder of a release" in capsys.readouterr().err

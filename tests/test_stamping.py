"""make version: one calendar version in every file that names it, all or none."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis import stamping
from analysis.citation_file import last_published
from analysis.identifier_entries import stamp_identifiers, write_identifier
from analysis.identifiers import Named, load_identifiers
from analysis.model import VERSION, Identifier, Release
from analysis.problems import EvidenceError, Problems
from analysis.typefaces import without_typeface
from analysis.versions import check_version, next_version, version_order
from scripts import stamp_version

SHOWN = [Named("figure-rubric", "figure", "How they rate"), Named("table-versions", "table", "The versions")]
STAMPED = ["analysis/version.py", "pyproject.toml", "book/changelog.yml", "book/identifiers.yml", "CITATION.cff", "README.md"]  # fmt: skip
LAST = last_published()
NEXT_DAY = "2099-03-01"  # after every version that this project will have had when the test runs


# Numbers


@pytest.mark.parametrize(
    ("published", "day", "free"),
    [
        ([], "2026-11-26", "2026.11.0"),
        (["2026.11.0"], "2026-11-26", "2026.11.1"),
        (["2026.11.9", "2026.11.10"], "2026-11-30", "2026.11.11"),
        (["2026.11.3"], "2026-12-01", "2026.12.0"),
        (["2026.1.0"], "2026-11-01", "2026.11.0"),
        (["2025.11.4"], "2026-11-01", "2026.11.0"),
    ],
)
def test_the_next_version_counts_within_its_month(published, day, free):
    assert next_version(published, day) == free


NUMBERS = st.builds("{}.{}.{}".format, st.integers(2020, 2030), st.integers(1, 12), st.integers(0, 200))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(st.lists(NUMBERS, max_size=8, unique=True), DAYS)
def test_the_next_version_is_free_sound_and_later_than_all_of_its_month(published, day):
    free = next_version(published, day.isoformat())
    month = [one for one in published if version_order(one)[:2] == (day.year, day.month)]
    assert free not in published and re.fullmatch(VERSION, free)
    assert all(version_order(one) < version_order(free) for one in month)


def refusal(version: str, *published: str, day: str = "2026-11-26") -> str:
    releases = [Release(version=one, date="2026-11-25") for one in published]
    problems = Problems()
    check_version(version, releases, day, problems)
    return "\n".join(map(str, problems))


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("2026.11.2", "'2026.11.2', which exists; the next free one is 2026.11.3; published: 2026.11.2, 2026.11.0"),
        ("2026.11.1", "which is older than the last one"),
        ("2025.12.9", "which is older than the last one"),
        ("2026.12.0", "which is not of this month, 2026.11"),
        ("2026.11", "which is no version"),
        ("2026.11.3.1", "which is no version"),
        ("v2026.11.3", "which is no version"),
        ("2026.11.03", "which is no version"),
        ("", "which is no version"),
    ],
)  # fmt: skip
def test_a_version_that_may_not_be_is_refused_with_those_that_exist(version, words):
    said = refusal(version, "2026.11.2", "2026.11.0")
    assert words in said and "2026.11.3" in said and "published: 2026.11.2, 2026.11.0" in said


def test_numbers_of_a_month_may_be_left_out():
    assert refusal("2026.11.7", "2026.11.2") == ""


def test_a_day_before_the_last_version_is_refused():
    assert "the last version was published on 2026-11-25" in refusal(
        "2026.11.3", "2026.11.2", day="2026-11-24"
    )


@given(st.text(max_size=20))
def test_whatever_is_asked_for_is_allowed_or_told(text):
    said = refusal(text, "2026.11.2")
    assert (said == "") == (bool(re.fullmatch(r"2026\.11\.(0|[1-9][0-9]*)", text)) and version_order(text) > (2026, 11, 2))  # fmt: skip


# Texts


CHANGELOG = """\
# What each version changed.

- version: next
  adds:
    - It "rains".  # today

- version: 2026.11.0
  date: "2026-11-25"
"""


def test_the_changelog_keeps_its_comments_and_its_style():
    values = {"version": "2026.11.1", "date": "2026-11-26", "evidence": "0" * 12, "code": "1e2345678901"}
    assert stamping.stamp_changelog(CHANGELOG, values) == CHANGELOG.replace(
        "- version: next\n",
        '- version: 2026.11.1\n  date: "2026-11-26"\n  evidence: "000000000000"\n  code: "1e2345678901"\n',
    )


@pytest.mark.parametrize("text", ["- version: 2026.11.0\n", "- version: next\n- version: next\n"])
def test_a_changelog_without_one_next_entry_is_refused(text):
    with pytest.raises(ValueError, match=r"[02] places"):
        stamping.stamp_changelog(text, {"version": "2026.11.1", "date": "", "evidence": "", "code": ""})


def test_the_registry_keeps_what_was_written_by_hand():
    text = (
        "# withdrawn: {version: next, reason: ...}\n"
        "- {id: figure-a, kind: figure, since: 2026.11.0, named: A, withdrawn: {version: next, reason: The next one says it.}}\n"
        "- id: figure-b  # by hand\n  kind: figure\n  since: 2026.11.0\n  named: B\n  renamed:\n    version: next\n    to: figure-c\n    reason: Shorter.\n"
    )  # fmt: skip
    added = [Identifier(id="figure-c", kind="figure", since="2026.11.1", named="C")]
    stamped = stamp_identifiers(text, added, "2026.11.1")
    first, *others = text.splitlines()
    assert stamped.splitlines() == [
        first,
        *(line.replace("version: next", "version: 2026.11.1") for line in others),
        '- {id: figure-c, kind: figure, since: 2026.11.1, named: "C"}',
    ]


def test_an_empty_registry_stays_readable():
    assert stamp_identifiers("# Ids\n[]\n", [], "2026.11.1") == "# Ids\n[]\n"


# One paragraph, of signs that are seen and that paper has: what validation lets through.
LETTERS = st.characters(exclude_categories=("C", "Zl", "Zp")).filter(lambda sign: not without_typeface(sign))
WORDS = st.text(LETTERS, min_size=1).map(str.strip).filter(bool)


@given(WORDS, WORDS)
def test_whatever_a_title_holds_is_read_back_as_it_was(named, reason):
    withdrawn = {"version": "2026.11.1", "reason": reason}
    one = Identifier.model_validate({"id": "figure-a", "kind": "figure", "since": "2026.11.1", "named": named, "withdrawn": withdrawn})  # fmt: skip
    (read,) = yaml.safe_load(write_identifier(one))
    assert Identifier.model_validate(read) == one and "\n" not in write_identifier(one)


# The whole project


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """Return a copy of what a stamp reads and writes, with something to publish."""
    root = tmp_path_factory.mktemp("original") / "project"
    root.mkdir()
    ignore = shutil.ignore_patterns("__pycache__", "texts", "*.ipynb", "_build", "node_modules")
    for name in ("analysis", "book", "scripts", "seeds"):
        shutil.copytree(ROOT / name, root / name, ignore=ignore)
    for name in ("_config.yml", "requirements.lock", "pyproject.toml", "CITATION.cff", "README.md"):
        shutil.copy(ROOT / name, root / name)
    path = root / "book/changelog.yml"
    text = path.read_text(encoding="utf-8")
    if "- version: next\n" not in text:
        path.write_text(f"- version: next\n  adds: [Something.]\n\n{text}", encoding="utf-8")
    # Figures and tables of the real registry are not shown by these tests.
    (root / "book/identifiers.yml").write_text("[]\n", encoding="utf-8")
    return root


@pytest.fixture
def project(original, tmp_path) -> Path:
    """Return a copy to be stamped or spoilt."""
    return Path(shutil.copytree(original, tmp_path / "project"))


def edition(root: Path) -> analysis.Edition:
    return analysis.load_edition(analysis.load(root / "seeds").references, root)


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts  # of the Python that ran there
    }


def add_next(root: Path, words: str = "  adds: [More.]") -> None:
    path = root / "book/changelog.yml"
    path.write_text(f"- version: next\n{words}\n\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def test_a_stamped_project_says_that_it_is_published(project):
    assert not edition(project).published
    before = files(project)
    stamp = stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    after = edition(project)
    assert (after.published, after.version, after.date) == (True, "2099.3.0", NEXT_DAY)
    assert (after.evidence, after.code) == (stamp.evidence, stamp.code)
    changed = {name for name, content in files(project).items() if content != before.get(name)}
    assert changed == set(STAMPED)


def test_every_file_says_the_version(project):
    stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    read = {name: (project / name).read_text(encoding="utf-8") for name in STAMPED}
    assert read["analysis/version.py"].endswith('__version__ = "2099.3.0"\n')
    assert tomllib.loads(read["pyproject.toml"])["project"]["version"] == "2099.3.0"
    newest = yaml.safe_load(read["book/changelog.yml"])[0]
    assert (newest["version"], newest["date"]) == ("2099.3.0", NEXT_DAY)
    citation = yaml.safe_load(read["CITATION.cff"])
    assert (citation["version"], citation["date-released"]) == ("2099.3.0", NEXT_DAY)
    assert "version 2099.3.0, 1 March 2099." in read["README.md"]


def test_every_id_is_registered_once(project):
    stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    identifiers = {one.id: one for one in load_identifiers(project)}
    evidence = analysis.load(project / "seeds")
    assert set(evidence.claims.index) | {"index", "judgement-1", "figure-rubric"} <= set(identifiers)
    claim = identifiers["elpais-33"]
    assert claim.digest == evidence.claims.at["elpais-33", "digest"][:12] and claim.since == "2099.3.0"
    assert identifiers["judgement-6"].withdrawn.reason.startswith("erratum-41: Withdrawn")


def test_a_change_after_the_stamp_is_no_published_version(project):
    stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    with (project / "seeds/README.md").open("a") as file:
        file.write("One more line.\n")
    assert not edition(project).published
    assert edition(project).version.startswith("2099.3.0+")


def test_a_second_stamp_adds_only_what_is_new(project):
    stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    first = (project / "book/identifiers.yml").read_text(encoding="utf-8")
    add_next(project)
    assert not edition(project).published  # the page of changes shows an entry that no version has
    more = [*SHOWN, Named("figure-new", "figure", "New: one")]
    stamp = stamp_version.stamp_version(project, more, NEXT_DAY)
    assert stamp.version == "2099.3.1" and edition(project).published
    added = '- {id: figure-new, kind: figure, since: 2099.3.1, named: "New: one"}\n'
    assert (project / "book/identifiers.yml").read_text(encoding="utf-8") == first + added
    versions = [one.version for one in analysis.load_changelog(project)]
    assert versions[:2] == ["2099.3.1", "2099.3.0"]


def refused(root: Path, *, shown=SHOWN, version: str | None = None) -> str:
    """Return the message of a stamp that must fail and leave every file as it was."""
    before = files(root)
    with pytest.raises(EvidenceError) as caught:
        stamp_version.stamp_version(root, shown, NEXT_DAY, version)
    assert files(root) == before
    return str(caught.value)


def test_a_version_that_exists_is_refused_and_nothing_is_written(project):
    assert f"'{LAST.version}', which exists; the next free one is 2099.3.0" in refused(project, version=LAST.version)  # fmt: skip


def test_a_changelog_without_or_with_an_empty_next_entry_is_refused(project):
    stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    assert "found no entry 'next' at the top; write at the top" in refused(project)
    add_next(project, "  adds: []")
    assert "book/changelog.yml: next: found an empty entry" in refused(project)


def test_a_figure_that_was_lost_is_refused(project):
    stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    add_next(project)
    assert "figure-rubric: found no such figure" in refused(project, shown=SHOWN[1:])


def test_an_id_of_a_withdrawn_judgement_is_refused(project):
    path = project / "book/judgements.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("id: judgement-7", "id: judgement-6"), encoding="utf-8"
    )
    assert "judgement-6" in refused(project)


def test_an_unbuilt_book_is_refused(project):
    assert "found no figure and no table; build the book first" in refused(project, shown=[])


@pytest.mark.parametrize(
    ("name", "old", "words"),
    [
        ("analysis/version.py", LAST.version, "analysis/version.py: version: found 1.0"),
        ("pyproject.toml", f'"{LAST.version}"', "pyproject.toml: version: found no version"),
        ("CITATION.cff", LAST.version, "CITATION.cff: version: found 1.0"),
    ],
)
def test_files_that_disagree_are_told(project, name, old, words):
    path = project / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, "1.0"), encoding="utf-8")
    assert words in refused(project) and LAST.version in refused(project)


def test_a_readme_without_its_citation_is_told(project):
    path = project / "README.md"
    path.write_text(re.sub(r"(?m)^> .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert "README.md: Cite: found 0 citations" in refused(project)


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(project, monkeypatch):
    before, real = files(project), Path.replace

    def replace(self, target):
        if self.name == "CITATION.cff.new":
            raise OSError("disk full")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="disk full"):
        stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    assert files(project) == before


def test_a_file_changed_meanwhile_takes_the_stamp_back(project, monkeypatch):
    before, real = files(project), stamp_version.write_all

    def write(root, texts):
        (root / "seeds/README.md").write_text("Changed meanwhile.", encoding="utf-8")
        return real(root, texts)

    monkeypatch.setattr(stamp_version, "write_all", write)
    with pytest.raises(stamp_version.StampFailure, match="a file was changed meanwhile"):
        stamp_version.stamp_version(project, SHOWN, NEXT_DAY)
    assert {name: content for name, content in files(project).items() if name != "seeds/README.md"} == {
        name: content for name, content in before.items() if name != "seeds/README.md"
    }


# The command


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return a repository with one file, all committed; git of the machine, but none of its settings."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for command in (
        ["init", "-q"],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "a"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_a_clean_tree_is_stamped_and_one_with_changes_only_by_the_word(tree):
    stamp_version.check_tree(tree, "")
    (tree / "new.md").write_text("new")
    with pytest.raises(stamp_version.StampFailure, match=r"not committed:\n  new.md\nCommit them, or say"):
        stamp_version.check_tree(tree, "")
    stamp_version.check_tree(tree, "allowed")
    with pytest.raises(stamp_version.StampFailure, match="allowed: DIRTY=allowed"):
        stamp_version.check_tree(tree, "yes")


def test_without_a_repository_nobody_knows_what_was_changed(tmp_path):
    with pytest.raises(stamp_version.StampFailure, match="no git repository"):
        stamp_version.check_tree(tmp_path, "")


def test_a_book_that_cannot_be_built_is_refused(project, monkeypatch, capfd):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4075999999")  # in 2099
    (project / "book/_toc.yml").write_text("root: [", encoding="utf-8")
    before = files(project)
    assert stamp_version.main(["--dirty", "allowed"], project) == 1
    assert "The book could not be built as the files are now" in capfd.readouterr().err
    made = ("_build/", ".tools/")  # a log, and the list of fonts
    left = {name: content for name, content in files(project).items() if not name.startswith(made)}
    assert left == before


def test_what_needs_no_built_book_is_told_before_it_is_built(project, monkeypatch, capsys):
    monkeypatch.setattr(
        stamp_version, "bring_up_to_date", lambda root: pytest.fail("it was built for nothing")
    )
    assert stamp_version.main(["--dirty", "allowed", "--version", LAST.version], project) == 1
    assert f"Error: no version was stamped. 1 problem in the evidence:\n  the command line: VERSION: found '{LAST.version}', which exists" in capsys.readouterr().err  # fmt: skip


def test_figures_and_tables_are_read_from_the_pages(tmp_path):
    (tmp_path / "a.html").write_text(
        '<figure class="report-figure" id="figure-b"><figcaption>B <em>is</em></figcaption></figure>'
        '<div class="report-table" id="table-c"><table><caption>C</caption>'
        '<a id="table-c-elpais-07">x</a></table></div><p id="table-d"><strong>D.</strong> Nothing.</p>'
        '<div id="figures"></div>'
    )
    assert stamp_version.shown_on_pages(tmp_path) == [
        Named("figure-b", "figure", "B is"), Named("table-c", "table", "C"), Named("table-d", "table", "D"),
    ]  # fmt: skip


# The project's own files


def test_package_project_changelog_and_citation_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert analysis.__version__ == project["version"] == LAST.version == citation["version"]
    assert citation["date-released"] == LAST.date

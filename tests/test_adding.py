"""The page *Adding a source*: its commands, followed as they stand there, bring a source into the book."""

from __future__ import annotations

import re
import shutil
from ast import literal_eval
from math import comb

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

import analysis
from analysis.__main__ import main
from analysis.adding import COMMAND, Session, open_session
from analysis.brief.evidence_table import evidence_table, rows_of
from analysis.divisions import table_stances
from analysis.evidence import register_html
from analysis.model import Point
from analysis.reliability import table_rubric, table_shared, table_verdicts

PAGE = (ROOT / "book" / "adding.md").read_text(encoding="utf-8")
EXAMPLE = "tasman"


def commands() -> list[str]:
    """Return the command lines of the page, in its order."""
    found = re.findall(r'^session\.show_command\((".*")\)$', PAGE, re.MULTILINE)
    return [literal_eval(line) for line in found]


@pytest.fixture(scope="module")
def followed() -> tuple[Session, dict[str, str]]:
    """Return the copy of the project after the page's commands, and what each said."""
    session = open_session()
    return session, {
        f"{place} {line}": session.show_command(line).text for place, line in enumerate(commands())
    }


@pytest.fixture(scope="module")
def grown(followed) -> analysis.Evidence:
    """Return the evidence with the source of the page."""
    return analysis.load(followed[0].root / "seeds")


def said(followed: tuple[Session, dict[str, str]], word: str) -> list[str]:
    """Return what the commands of the page said that have a word in them."""
    return [text for line, text in followed[1].items() if f"{COMMAND}{word}" in line]


def test_every_command_of_the_page_does_what_the_page_says(followed):
    assert "furniture   asks to subscribe (¶8)" in said(followed, "add")[0]
    lacking, whole = said(followed, "check")
    assert "title: found nothing" in lacking and "nothing is missing" in whole
    found, near = said(followed, "anchor")
    assert "paragraph: 4" in found and "nearest is 'Article 5 of the North Atlantic Treaty'" in near
    assert f"{EXAMPLE} is a source now" in said(followed, "enter")[0]
    assert "unsettled" in said(followed, "supersede")[0] and "no problem found" in said(followed, "remove")[0]


def test_the_source_is_in_every_table_of_documents(grown):
    assert grown.sources.index[-1] == EXAMPLE and len(grown.claims.query("source == @EXAMPLE")) == 9
    assert (grown.checks["claim"].str.startswith(EXAMPLE)).sum() == 9
    assert (grown.corrections["claim"] == f"{EXAMPLE}-02").sum() == 1


def test_the_source_has_its_register_on_the_page(followed, grown):
    html = register_html(grown, EXAMPLE, {})
    assert f'id="{EXAMPLE}-01"' in html
    assert f"```{{register}} {EXAMPLE}\n" in (followed[0].root / "book" / "evidence.md").read_text("utf-8")
    assert f'show_corrections(evidence, "{EXAMPLE}")' in (
        followed[0].root / "book" / "corrections.md"
    ).read_text("utf-8")


def test_the_source_is_in_the_data_of_the_figures(grown):
    assert "Tasman" in set(table_rubric(grown)["document"]) and "Tasman" in set(
        table_verdicts(grown)["document"]
    )
    stances = table_stances(grown).set_index(["actor", "issue"])["claims"]
    assert f"{EXAMPLE}-08" in stances["China", "Wider remit"]  # that on AP4 rests on a contradicted claim
    shared = table_shared(grown)
    assert len(shared) == comb(len(grown.sources), 2) and "Tasman" in shared.astype(str).to_string()


def test_a_claim_of_the_source_can_bear_a_judgement_and_then_stands_in_the_brief(grown):
    first = analysis.load_judgements(grown)[0]
    bearing = first.model_copy(
        update={"points": [Point(says="So.", claims=[f"{EXAMPLE}-04"])], "evidence_for": [f"{EXAMPLE}-04"]}
    )
    rows = rows_of(grown, [bearing])
    text = evidence_table(grown, analysis.load_edition(grown.references), [bearing], rows)
    assert f"{EXAMPLE}-04" in rows and "Tasman ¶4 | D1 | 1 for" in text


def test_nothing_of_the_example_is_in_the_project(evidence):
    assert EXAMPLE not in evidence.sources.index
    named = [path for path in (ROOT / "book").glob("*.md") if f"`{EXAMPLE}-" in path.read_text("utf-8")]
    assert not named


def test_the_example_is_of_about_two_hundred_words_and_says_what_it_is():
    text = (ROOT / "seeds" / "example" / f"{EXAMPLE}.txt").read_text("utf-8")
    assert 150 < len(text.split()) < 300 and "Written for the how-to page of this report" in text


def test_what_the_page_shows_is_the_same_each_time(followed):
    again = open_session()
    line = commands()[0]
    assert again.show_command(line).text == followed[1][f"0 {line}"]


def test_a_whole_project_with_the_source_passes_the_check(followed, evidence, tmp_path, capsys):
    """The session holds some pages only; here are all of them, with judgements and registry."""
    session, _ = followed
    shutil.copytree(ROOT / "book", tmp_path / "book", ignore=shutil.ignore_patterns("_*"))
    shutil.copy(ROOT / "book" / "_toc.yml", tmp_path / "book")
    shutil.copytree(session.root / "book", tmp_path / "book", dirs_exist_ok=True)
    shutil.copytree(session.root / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("texts"))
    assert main(["--seeds", str(tmp_path / "seeds"), "check"]) == 0
    assert capsys.readouterr().out.startswith(
        f"{len(evidence.sources) + 1} documents, {len(evidence.claims) + 9} claims"
    )


def test_of_a_long_text_the_first_lines_are_shown_and_the_others_folded(tmp_path):
    text = "\n".join(f"line <{number}>" for number in range(40))
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    (tmp_path / "short.txt").write_text("\n".join(text.split("\n")[:16]), encoding="utf-8")
    soup = BeautifulSoup(Session(tmp_path).show_file("long.txt").html, "html.parser")
    first, rest = soup.select("pre.session")
    assert first.get_text() + "\n" + rest.get_text() == text and not first.find_parent("details")
    assert rest.parent.name == "details" and rest.parent.summary.get_text() == "The other 32 lines"
    assert "<details" not in Session(tmp_path).show_file("short.txt").html


@pytest.mark.parametrize(
    "line", ["rm -r seeds", "cp seeds", "cp no-such-file seeds", "cp seeds/README.md no-such-folder"]
)
def test_a_line_that_the_page_cannot_show_is_refused(line):
    with pytest.raises(ValueError, match=f"'{line}'"):
        open_session().show_command(line)

"""The brief: what was chosen, as it stands in the report, on two pages, in three formats."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document as open_word
from pypdf import PdfReader
from test_source_summary import judgement
from test_typesetting import office_pdf

import analysis
from analysis.__main__ import main
from analysis.brief import Choice, choose, compose
from analysis.brief.evidence_table import MOST_ROWS, rows_of
from analysis.brief.figures import FIGURES, draw
from analysis.brief.files import write_brief
from analysis.citable import Citable
from analysis.citation_formats import csl_item
from analysis.citation_styles import plain, render
from analysis.evidence import Cards
from analysis.model import Judgement
from analysis.problems import Problems
from analysis.prose import likelihood_terms
from analysis.typesetting import TypesettingError, fitted, typeset

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["index", "background", "partnerships", "divisions", "reactions", "tradecraft"]
KNOWN = [judgement(1, chapter="partnerships"), judgement(8, chapter="background"), judgement(3, chapter="divisions"),
         judgement(4, chapter="divisions"), judgement(5, chapter="reactions")]  # fmt: skip


@pytest.fixture(scope="module")
def judgements(evidence: analysis.Evidence) -> list[Judgement]:
    """Return the key judgements."""
    return analysis.load_judgements(evidence)


@pytest.fixture(scope="module")
def edition(evidence: analysis.Evidence) -> analysis.Edition:
    """Return the edition at hand, on no host."""
    return analysis.load_edition(evidence.references, address="")


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the standard brief."""
    folder = tmp_path_factory.mktemp("brief")
    assert main(["brief", "--out", str(folder)]) == 0
    return folder


@pytest.mark.parametrize(
    ("asked", "chosen", "figure"),
    [
        ({}, [1, 3, 5], "conduct"),
        ({"judgements": "4,1"}, [1, 4], "areas"),
        ({"judgements": "judgement-4"}, [4], "stances"),
        ({"judgements": "1, 1,3"}, [1, 3], "areas"),
        ({"chapters": "divisions"}, [3, 4], "stances"),
        ({"judgements": "1", "chapters": "divisions"}, [1], "stances"),
        ({"judgements": "1", "chapters": "tradecraft"}, [1], ""),
        ({"judgements": "1", "figure": "office"}, [1], "office"),
        ({"judgements": "1", "figure": "none"}, [1], ""),
    ],
)
def test_what_is_asked_for_is_chosen_in_the_order_of_the_report(
    asked: dict, chosen: list, figure: str
) -> None:
    problems = Problems()
    choice = choose(KNOWN, PAGES, problems, **asked)
    assert not problems
    assert ([int(one.id[-1]) for one in choice.judgements], choice.figure) == (chosen, figure)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"judgements": "6"}, "--judgements: found '6'; Allowed: 1, 8, 3, 4, 5"),
        ({"judgements": "1,,3"}, "--judgements: found an empty entry in '1,,3'; write it without the comma too many, such as 1,8"),
        ({"chapters": "division"}, "--chapters: found 'division'; did you mean 'divisions'? Allowed: index, background, partnerships"),
        ({"chapters": "tradecraft"}, "--chapters: found tradecraft, without a judgement; name judgements with --judgements, or one of these: partnerships, background"),
        ({"figure": "stanzas"}, "--figure: found 'stanzas'; did you mean 'stances'? Allowed: cover, road"),
        ({"to": ["odt"]}, "--to: found 'odt'; Allowed: docx, pdf, md"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_what_is_allowed(asked: dict, words: str) -> None:
    problems = Problems()
    choose(KNOWN, PAGES, problems, **asked)
    assert [str(problem)[: len(words)] for problem in problems] == [words]


def test_all_slips_are_told_at_once_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = [
        "--judgements",
        "1,,x",
        "--chapters",
        "nowhere",
        "--figure",
        "none-such",
        "--to",
        "odt",
        "--out",
        str(out),
    ]
    assert main(["brief", *asked]) == 1
    told = capsys.readouterr().err
    assert told.startswith("5 problems in what was asked for:")
    assert not out.exists()


def test_a_file_in_the_way_of_the_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    for folder, words in (
        ("file", "found a file; name a folder"),
        ("file/below", f"found a folder inside the file {tmp_path}/file"),
    ):
        assert main(["brief", "--to", "md", "--out", str(tmp_path / folder)]) == 1
        assert words in capsys.readouterr().err


def test_a_brief_is_written_over_and_what_others_made_is_not(
    standard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in ("docx", "pdf", "md"):
        (tmp_path / f"brief.{kind}").write_bytes((standard / f"brief.{kind}").read_bytes())
    assert main(["brief", "--judgements", "4", "--figure", "none", "--out", str(tmp_path)]) == 0
    assert "No Tokyo office is in sight" in (tmp_path / "brief.md").read_text()
    for kind in ("docx", "pdf", "md"):
        (tmp_path / f"brief.{kind}").write_bytes(b"my own words")
    assert main(["brief", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("a file that is no brief of this report; move it away") == 3
    assert {path.read_bytes() for path in tmp_path.glob("brief.*")} == {b"my own words"}


def test_a_format_that_fails_leaves_all_files_as_they_were(
    tmp_path: Path,
    evidence: analysis.Evidence,
    edition: analysis.Edition,
    judgements: list[Judgement],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = compose(evidence, edition, Choice(judgements[:1], [], "", ["md"]))
    write_brief(document, ["md"], tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fails(document: object, kind: str) -> bytes:
        if kind == "pdf":
            raise TypesettingError("typst refused the text: test")
        return b"new"

    monkeypatch.setattr("analysis.brief.files.typeset", fails)
    with pytest.raises(TypesettingError):
        write_brief(document, ["md", "pdf"], tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def markdown(
    evidence: analysis.Evidence, edition: analysis.Edition, *chosen: Judgement, figure: str = ""
) -> str:
    """Return a brief as Markdown."""
    return typeset(compose(evidence, edition, Choice(list(chosen), [], figure, ["md"])), "md").decode()


def plain_words(text: str) -> str:
    """Return Markdown without escapes, marks and doubled space."""
    return " ".join(re.sub(r"\[\^\d+\]|\*\*|\\", "", text).split())


def test_judgements_stand_as_they_stand_in_the_report(
    evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    told = plain_words(markdown(evidence, edition, *judgements))
    for one in judgements:
        for words in (
            one.title,
            one.statement,
            one.confidence_reason,
            one.assumption,
            one.implication,
            f"Confidence: {one.confidence}.",
        ):
            assert plain_words(words) in told


def test_the_bottom_line_gives_the_confidence_in_a_sentence_of_its_own(
    evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    text = plain_words(markdown(evidence, edition, *judgements))
    lines = text.partition("Bottom line")[2].partition("## Key judgements")[0].split(" - ")[1:]
    assert len(lines) == len(judgements)
    for line, one in zip(lines, judgements, strict=True):
        assert line.strip().endswith(f". {one.confidence.capitalize()} confidence.")


def test_a_brief_says_which_judgements_of_the_report_it_does_not_hold(
    evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    chosen = Choice([one for one in judgements if one.id in ("judgement-1", "judgement-4")], [], "", ["md"])
    text = plain_words(typeset(compose(evidence, edition, chosen, judgements), "md").decode())
    assert "The report has more judgements, numbers 2, 3, 5, 7, 8 and 9." in text
    assert "The four are Japan, South Korea, Australia and New Zealand." in text
    whole = typeset(compose(evidence, edition, Choice(judgements, [], "", ["md"]), judgements), "md").decode()
    assert "more judgements" not in whole


def test_each_point_has_a_claim_in_the_table_before_any_has_two(tiny: analysis.Evidence) -> None:
    whole = judgement(1).model_dump(include={"id", "title", "confidence", "confidence_reason", "assumption"})
    points = [
        {"says": "A,", "claims": ["first-01", "first-02"]},
        {"says": "and B.", "claims": ["second-01"]},
    ]
    one = Judgement(**whole, implication="Look twice.", chapter="index", points=points)
    assert rows_of(tiny, [one], most=2) == ["first-01", "second-01"]


def test_a_likelihood_is_said_in_its_term_with_its_range_and_never_beside_confidence(
    evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    terms = evidence.codes("likelihood")
    forecasts = [one for one in judgements if one.likelihood]
    assert forecasts
    for one in forecasts:
        code = evidence.codebook.variables["likelihood"].codes[one.likelihood]
        text = markdown(evidence, edition, one)
        assert (
            f"**Likelihood:** {one.likelihood}, which stands for {code.low} to {code.high} percent." in text
        )
        bottom = text.partition("## Bottom line")[2].partition("##")[0]
        assert likelihood_terms(bottom, terms) == [one.likelihood]
        for sentence in re.split(r"(?<=[.:])\s", plain_words(text.partition("## Source summary")[0])):
            assert not ("onfidence" in sentence and likelihood_terms(sentence, terms))
    for one in judgements:
        assert one.likelihood or "**Likelihood:**" not in markdown(evidence, edition, one)


def test_each_point_has_its_own_footnote_with_its_evidence(
    evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    points = [point for one in judgements for point in one.points]
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", markdown(evidence, edition, *judgements), re.M))
    assert list(notes) == [str(number) for number in range(1, len(points) + 1)]
    cards = Cards(evidence)
    for number, point in enumerate(points, 1):
        for claim in point.claims + point.errors:
            assert f"{claim} {cards.pair(claim)}" in notes[str(number)]
        for key in point.references:
            assert evidence.references.at[key, "label"] in plain_words(notes[str(number)])


def rows(text: str) -> dict[str, list[str]]:
    """Return the rows of the evidence table by claim."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]
    return {cells[0]: cells for cells in lines[1:]}


def test_the_table_has_the_grades_statements_and_verdicts_of_the_evidence(
    evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    found = rows(markdown(evidence, edition, *judgements[:3]))
    assert 0 < len(found) <= MOST_ROWS
    for name, cells in found.items():
        row = evidence.claims.loc[name]
        source = evidence.sources.loc[row["source"]]
        assert cells[1] == f"{source['label']} ¶{row['paragraph']}"
        assert cells[2] == f"{source['reliability']}{row['credibility']}"
        assert plain_words(cells[4]) == row["statement"]
        assert cells[5].lower().strip("*").startswith(row["verdict"].replace("-", " "))
    assert list(found) == [name for name in evidence.claims.index if name in found]


def test_a_contradicted_claim_is_marked_and_names_its_correction(
    tiny: analysis.Evidence, edition: analysis.Edition
) -> None:
    one = judgement(evidence_for=["first-01"], evidence_errors=["second-03"])
    assert rows(markdown(tiny, edition, one))["second-03"][3:] == [
        "1 as error",
        "Article 5 covers attacks.",
        "**CONTRADICTED**; see correction-01",
    ]


def test_what_speaks_against_a_judgement_is_never_left_out_first(tiny: analysis.Evidence) -> None:
    first = judgement(1, evidence_for=["first-01", "second-01"], evidence_against=["first-02"])
    second = judgement(2, evidence_for=["second-02"])
    assert rows_of(tiny, [first, second], most=1) == ["first-02"]
    assert rows_of(tiny, [first, second], most=3) == ["first-01", "first-02", "second-02"]


def test_rows_left_out_are_counted(
    evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    every = {
        name
        for one in judgements
        for name in [*one.evidence_for, *one.evidence_errors, *one.evidence_against]
    }
    text = plain_words(markdown(evidence, edition, *judgements))
    assert f"{len(every) - MOST_ROWS} further claims bear on them and are left out here" in text
    assert "left out here" not in markdown(
        evidence, edition, judgement(evidence_for=["elpais-33"], references=["nato-consensus-2023"])
    )


def test_references_are_given_in_full(
    evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    chosen = judgements[:3]
    text = plain_words(markdown(evidence, edition, *chosen).partition("## References")[2])
    assert (
        plain(render(csl_item(Citable("report", "report", edition.title, "index.html"), edition), "chicago"))
        in text
    )
    for key in {key for one in chosen for key in one.references}:
        page = evidence.references.loc[key]
        (entry,) = [part for part in text.split(f"{page['label']}. ")[1:] if page["title"] in part]
        assert plain_words(page["url"].partition("://")[2])[:40] in entry
    for name in {evidence.claims.at[claim, "source"] for one in chosen for claim in one.evidence_for}:
        source = evidence.sources.loc[name]
        assert (
            f"Reliability {source['reliability']}; weakest point" in text.partition(f"{source['label']}. ")[2]
        )


def test_a_judgement_without_points_is_one_point(tiny: analysis.Evidence, edition: analysis.Edition) -> None:
    text = markdown(tiny, edition, judgement())
    assert "Japan is near.[^1]" in text
    assert "[^1]: Claim first-01 B1. Record: NATO 2023." in text


def test_hostile_evidence_stays_words(tiny: analysis.Evidence, edition: analysis.Edition) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:y) | *z* #[eval] $a$ \\b"
    claims = tiny.claims.copy()
    claims.at["first-01", "statement"] = hostile
    object.__setattr__(tiny, "claims", claims)
    one = judgement(title=hostile, assumption=hostile)
    document = compose(tiny, edition, Choice([one], [], "", ["docx"]))
    word = open_word(io.BytesIO(typeset(document, "docx")))
    assert f"1. {hostile}" in [paragraph.text for paragraph in word.paragraphs]
    assert hostile in [cell.text for cell in word.tables[0].rows[1].cells]
    told = "".join(
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(typeset(document, "pdf"))).pages).split()
    )
    assert told.count("".join(hostile.split())) >= 4


def test_with_a_public_address_the_brief_links_to_the_report(
    evidence: analysis.Evidence, judgements: list[Judgement]
) -> None:
    hosted = analysis.load_edition(evidence.references, address="https://example.org/book/")
    text = markdown(evidence, hosted, judgements[0], figure="office")
    assert "(https://example.org/book/evidence.html)" in text
    assert "(https://example.org/book/divisions.html#figure-office)" in text
    assert (
        "[https://example.org/book/](https://example.org/book/)" in text
        or "<https://example.org/book/>" in text
    )


def test_figures_are_those_of_the_pages_under_their_own_names(
    evidence: analysis.Evidence, judgements: list[Judgement]
) -> None:
    names = [(chapter, name) for chapter, plots in FIGURES.items() for name in plots]
    for _, name in names:
        assert draw(name, evidence, judgements).report["name"] == name
    shown = {path.stem: path.read_text().count("show_figure(") for path in (ROOT / "book").glob("*.md")}
    assert {page: count for page, count in shown.items() if count} == {
        chapter: len(plots) for chapter, plots in FIGURES.items()
    }


def test_the_standard_brief_has_two_pages_in_pdf_with_tags_and_links(standard: Path) -> None:
    paper = PdfReader(standard / "brief.pdf")
    assert len(paper.pages) <= 2
    assert paper.root_object["/MarkInfo"]["/Marked"]
    assert any("/Annots" in page for page in paper.pages)


@pytest.mark.parametrize(
    "numbers", ["1", "2", "3", "4", "5", "7", "8", "9", "3,4", "1,3,4", "3,4,5", "4,5,9"]
)
def test_up_to_three_judgements_keep_to_two_pages(
    numbers: str, evidence: analysis.Evidence, edition: analysis.Edition, judgements: list[Judgement]
) -> None:
    choice = choose(judgements, [], Problems(), judgements=numbers)
    assert fitted(compose(evidence, edition, choice, judgements), 2)[1] <= 2


def test_more_pages_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], judgements: list[Judgement]
) -> None:
    every = ",".join(one.id.rpartition("-")[2] for one in judgements)
    assert main(["brief", "--judgements", every, "--to", "md", "--out", str(tmp_path)]) == 0
    assert "pages on paper: this much evidence does not fit on two" in capsys.readouterr().out


def test_libreoffice_opens_the_standard_brief_on_two_pages(standard: Path, tmp_path: Path) -> None:
    paper = office_pdf((standard / "brief.docx").read_bytes(), tmp_path)
    told = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert len(paper.pages) <= 2
    for words in (
        "Bottom line",
        "Key judgements",
        "Evidence",
        "Source summary statement",
        "References",
        "Public record",
        "Confidence: high.",
    ):
        assert words in told
    notes = [
        note
        for note in open_word(standard / "brief.docx").part.package.iter_parts()
        if note.partname == "/word/footnotes.xml"
    ]
    assert notes
    assert "Table conduct of the report." in told


def test_the_same_brief_gives_the_same_bytes(standard: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "brief", "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in standard.iterdir()
    }


def test_the_site_holds_the_standard_brief(site: Path) -> None:
    assert {path.name for path in (site / "brief").iterdir()} >= {"brief.docx", "brief.pdf", "brief.md"}


def test_a_point_says_which_table_bears_it_out(tiny: analysis.Evidence, edition: analysis.Edition) -> None:
    facts = judgement().model_dump(
        exclude={"statement", "evidence_for", "evidence_errors", "references", "points"}
    )
    one = Judgement(
        **facts, points=[{"says": "A.", "claims": ["first-01"]}, {"says": "None.", "tables": ["conduct"]}]
    )
    assert "[^2]: Table conduct of the report." in markdown(tiny, edition, one)

"""The prose lint: what a page may say, sentence by sentence, and that nothing can be taken away unseen."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest
import yaml
from conftest import ROOT, edit
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.marks import ClaimMarks, MarkError
from analysis.model import Judgement
from analysis.problems import Problems
from analysis.prose import Lint, Wording, check_pages, outline, read_page, record_marks, split_sentences

BOOK = ROOT / "book"
ROLE = re.compile(r" ?\{(?:claim|reported-error|cite|table|figure)\}`[^`]*`")


@pytest.fixture
def findings(tiny):
    """Return a function from the text of a page to its findings: line, rule, what was found."""
    lint = Lint(tiny, ["judgement-1"], ["index"])
    return lambda text: [
        (item.line, item.rule, item.found) for item in lint.findings(read_page("page", text))
    ]


# Reading


def test_sentences_keep_their_marks_and_lines():
    page = read_page("page", "# Head\n\nOne {claim}`a-01`.\nTwo {cite}`k`. {claim}`a-02`\nThree?")
    sentences = [sentence for passage in page.passages for sentence in passage.sentences]
    assert [(item.text, item.line, [mark.text for mark in item.marks]) for item in sentences] == [
        ("Head", 1, []), ("One.", 3, ["a-01"]), ("Two.", 4, ["k", "a-02"]), ("Three?", 5, []),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is. So it is.", ["It is.", "So it is."]),
        ("The navy came. Mr. Lin left.", ["The navy came.", "Mr. Lin left."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("It cost 3.5 million. Who paid? Nobody!", ["It cost 3.5 million.", "Who paid?", "Nobody!"]),
        ("No stop", ["No stop"]),
        ("", []),
    ],
)
def test_text_is_cut_where_a_sentence_ends(text, sentences):
    assert split_sentences(text) == sentences


@given(st.text())
def test_no_text_breaks_the_reader_and_no_word_is_lost(text):
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
    read_page("page", text)


def test_lines_inside_an_assessment_are_those_of_the_page():
    page = read_page("page", "# Head\n\n:::{assessment}\nOne {claim}`a-01`.\n\nTwo {claim}`a-02`.\n:::\n")
    assert [(mark.text, mark.line) for passage in page.passages for mark in passage.marks] == [
        ("a-01", 4),
        ("a-02", 6),
    ]


def test_the_lines_of_every_mark_of_the_book_are_right():
    for page in analysis.load_pages():
        lines = (BOOK / f"{page.name}.md").read_text(encoding="utf-8").split("\n")
        marks = [mark for passage in page.passages for mark in passage.marks]
        assert all(mark.text in lines[mark.line - 1] for mark in marks), page.name


def test_the_reader_sees_every_mark_that_stands_in_the_book():
    for page in analysis.load_pages():
        text = (BOOK / f"{page.name}.md").read_text(encoding="utf-8")
        seen = sum(len(passage.marks) for passage in page.passages)
        assert seen == len(ROLE.findall(text)), page.name


# Evidence


@pytest.mark.parametrize(
    "text",
    [
        "It is so {claim}`first-01`.",
        "It is so {cite}`nato-page`.",
        "**In short.** It is so {claim}`first-01`.",
        "Is it so?",
        "- It is so {claim}`first-01`.\n- It is not {reported-error}`second-03`.",
        ":::{assessment}\nWe think so. It follows from this {claim}`first-01`.\n:::",
        ":::{assessment}\nIt bears out [judgement 1](#judgement-1).\n:::",
        ":::{assessment} method\nNobody speaks {figure}`speakers`.\n:::",
        "```{judgement} judgement-1\n```",
        "| If you want | read |\n|---|---|\n| more | [this](background.md) |",
        "# A heading says nothing",
        "| a |\n|---|\n| [x](b.md) |\n\n| c |\n|---|\n| [y](d.md) |",
        "Since the 1990s, on 11–12 July and in 2022-23 {claim}`first-01`.",
        "The G7 and F-35 of Articles 5 and 6 in the 21st century {claim}`first-01`.",
        "Many think tanks agreed on confidence-building measures {claim}`first-01`.",
        "```{judgements}\n:chapter: index\n```",
    ],
)
def test_what_rests_on_evidence_passes(findings, text):
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("It is so.", 1, "sentence without evidence"),
        ("It is so {claim}`first-01`.\nThis is not.", 2, "sentence without evidence"),
        ("- It is so {claim}`first-01`.\n- This is not.", 2, "sentence without evidence"),
        ("> It is so.", 1, "sentence without evidence"),
        (":::{note}\nIt is so.\n:::", 1, "directive that the lint does not read"),
        (":::{note} It is so.\n:::", 1, "directive that the lint does not read"),
        (":::{assessment} It is so {claim}`first-01`.\nAnd so.\n:::", 1, "unknown assessment"),
        (":::assessment\nIt is so.\n:::", 1, "code that is only shown"),
        ("```\nIt is so.\n```", 1, "code that is only shown"),
        ("    It is so.", 1, "code that is only shown"),
        ("```{include} other.md\n```", 1, "directive that the lint does not read"),
        ("```{glue:figure} a\nIt is so.\n```", 1, "directive that the lint does not read"),
        ("It is {strong}`16` {claim}`first-01`.", 1, "role that the lint does not read"),
        ("It is `16` {claim}`first-01`.", 1, "number typed by hand"),
        ("![It is so](a.png)", 1, "image that is no figure of the evidence"),
        ("It is so {{ words }} {claim}`first-01`.", 1, "a mark that is none"),
        ("It is so[^1] {claim}`first-01`.", 1, "a mark that is none"),
        ("It was graded B. Anything follows {claim}`first-01`.", 1, "sentence without evidence"),
        ("From the U.S. Anything follows {claim}`first-01`.", 1, "sentence without evidence"),
        ("So {claim}`first-01`. Élysée says so.", 1, "sentence without evidence"),
        ("So {claim}`first-01`. paris says so.", 1, "sentence without evidence"),
        ("**Anything at all may stand in bold.** So {claim}`first-01`.", 1, "sentence without evidence"),
        ("It is so in 16 areas.\n---", 1, "heading that makes a statement"),
        ("## It is likely", 1, "heading that makes a statement"),
        ("## In 16 areas", 1, "number typed by hand"),
        ("Does it? It does {cite}`nato-page, no-page`.", 1, "unknown reference"),
        ("| a |\n|---|\n| 16 {claim}`first-01` |", 3, "number typed by hand"),
        ("| a |\n|---|\n| [x](https://example.org) |", 3, "row without evidence"),
        (":::{assessment}\nIt has 16 of [judgement 1](#judgement-1).\n:::", 2, "number typed by hand"),
        (":::{assessment}\n:::", 1, "assessment without evidence"),
        (
            ":::{assessment}\nIt is likely, even almost certain {claim}`first-01`.\n:::",
            2,
            "two likelihoods in one sentence",
        ),
        (
            ":::{assessment}\nWith confidence it is probably so {claim}`first-01`.\n:::",
            2,
            "likelihood and confidence in one sentence",
        ),
        ('"Many" say "it is" probably "so" {claim}`first-01`.', 1, "likelihood outside the lexicon"),
        ("```{judgements} index\n```", 1, "unknown judgements"),
        ("```{toctree}\n:caption: So it is\n\npage\n```", 1, "option that the lint does not read"),
        ("```{judgements}\n:chapter: nowhere\n```", 1, "chapter without a judgement"),
        ("It is so {table}`stances`.", 1, "sentence without evidence"),
        ("x {claim}`first-01`.\n\n:::{assessment}\nWe think so.\n:::", 3, "assessment without evidence"),
        ("| If | then |\n|---|---|\n| it is | so |", 3, "row without evidence"),
        ("It is so {claim}`first-99`.", 1, "unsound mark"),
        ("It is so {claim}`second-03`.", 1, "unsound mark"),
        ("It is so {reported-error}`first-01`.", 1, "unsound mark"),
        ("It is so {cite}`no-page`.", 1, "unknown reference"),
        ("It is so {claim}``.", 1, "a mark that is none"),
        ("It is so {claim}`first-01`, see [judgement 1](#judgement-7).", 1, "unknown judgement"),
        ("It is so {claim}`first-01`, see [judgement 3](#judgement-1).", 1, "judgement misnamed"),
        ("```{judgement} judgement-9\n```", 1, "unknown judgement"),
        ("```{register} third\n```", 1, "unknown register"),
        ("<p>It is so</p>", 1, "raw HTML"),
        ("It is <b>so</b> {claim}`first-01`.", 1, "raw HTML"),
    ],
)
def test_what_rests_on_none_is_found_on_its_line(findings, text, line, rule):
    assert (line, rule) in [(found[0], found[1]) for found in findings(text)]


def test_a_finding_names_file_line_and_remedy(tiny):
    problems = Problems()
    check_pages([read_page("divisions", "\n\nIt is so.")], tiny, [], problems)
    assert str(problems[0]) == (
        "book/divisions.md:3: sentence without evidence: found 'It is so.'; add a {claim} or {cite} mark to it, "
        "or put the authors' own words in an {assessment}"
    )


def test_a_long_sentence_is_shown_in_short(findings):
    ((_, _, found),) = findings("It is so " + "very " * 40 + "much.")
    assert len(found) < 80 and found.endswith("…'")


# Wording


@pytest.mark.parametrize(
    ("sentence", "rule", "found"),
    [
        ("Sources say that it is so", "phrase without an owner", "Sources say"),
        ("It is widely believed", "phrase without an owner", "It is widely believed"),
        ("Analysts agree on it", "phrase without an owner", "Analysts agree"),
        ("It is probably so", "likelihood outside the lexicon", "probably"),
        ("It is highly likely", "likelihood outside the lexicon", "highly likely"),
        ("There is a remote chance of it", "likelihood outside the lexicon", "remote chance"),
        ("We have great confidence in it", "confidence outside the scale", "great confidence"),
        ("With high confidence it is likely", "likelihood and confidence in one sentence", "likely"),
        ("It is likely", "likelihood outside a judgement", "likely"),
        ("There are 16 of them", "number typed by hand", "16"),
        ("There are twenty-three of them", "number typed by hand", "twenty-three"),
        ("It was the eighth flight", "number typed by hand", "eighth"),
        ("Dozens came", "number typed by hand", "Dozens"),
        ("It cost 1,200 euros", "number typed by hand", "1,200"),
    ],
)
def test_words_that_outrun_the_evidence_are_found(findings, sentence, rule, found):
    assert (1, rule, repr(found)) in findings(f"{sentence} {{claim}}`first-01`.")


@pytest.mark.parametrize(
    "sentence",
    [
        "On 12 July 2023 the AP4 came, as in 2022–23",
        "Article 5 covers all four, and the four know it",
        'He called it "probably the first of 20"',
        "A grade of 1 or 2 was given by AJP-2.1",
        "There are {glue:text}`many` of them",
        "Paris is said to object",  # its mark says who says so
        "Confidence is another thing",
    ],
)
def test_names_dates_quotations_and_pasted_numbers_pass(findings, sentence):
    assert findings(f"{sentence} {{claim}}`first-01`.") == []


def test_a_report_needs_the_mark_in_its_own_sentence(findings):
    text = ":::{assessment}\nParis is said to object. It did {claim}`first-02`.\n:::"
    assert findings(text) == [(2, "report without an owner", "'is said to'")]


def test_a_likelihood_may_stand_in_an_assessment(findings):
    assert findings(":::{assessment}\nIt is likely {claim}`first-01`.\n:::") == []


def test_a_sign_that_no_typeface_of_the_pdfs_has_is_found_before_the_pdf_is_made(findings):
    found = (1, "sign that the PDFs cannot show", "北 (U+5317 CJK UNIFIED IDEOGRAPH-5317)")
    assert found in findings("北 said so {claim}`first-01`.")


def test_captions_in_cells_are_read_too(findings):
    cell = '```{code-cell} ipython3\n:tags: [hide-input]\n\nshow_table(x, "What analysts believe of it", name="x")\n```'
    assert findings(cell) == [(4, "phrase without an owner", "'analysts believe'")]


@pytest.mark.parametrize(
    "code",
    ["print('So it is.')", "Markdown('So it is.')", "glue('many', 16)", "glue('many', f'{5}')", "%matplotlib inline",
     "'So it is.'", "if True:\n    show_table(x)", "for x in y:\n    print(x)", "---\ntags: [x]\n---\nx = 1", "glue('a')"],
)  # fmt: skip
def test_a_cell_may_show_tables_and_figures_only(findings, code):
    ((line, rule, _),) = findings(f"```{{code-cell}} ipython3\n:tags: [hide-input]\n{code}\n```")
    assert rule == "cell that shows what is not read" and line >= 3


def test_a_cell_that_calls_the_module_passes(findings):
    code = "import analysis\nx = analysis.load()\nfor a, b in x:\n    glue(a, b)\ncorrections.show_errata(x)\nshow_table(x, 'A')\nanalysis.cite('divisions')"
    assert findings(f"```{{code-cell}} ipython3\n{code}\n```") == []


def test_the_build_reads_no_mark_up_that_the_lint_does_not():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert config["parse"]["myst_enable_extensions"] == ["colon_fence"]


@pytest.fixture(scope="module")
def wording(evidence):
    return Wording(evidence.codebook)


@given(text=st.text())
def test_no_text_breaks_the_rules_of_wording(wording, text):
    for rule in (wording.ownerless, wording.reported, wording.likelihoods, wording.other_likelihoods,
                 wording.other_confidences, wording.numbers, wording.mixes):  # fmt: skip
        rule(text)


def test_every_phrase_of_the_codebook_is_found_by_its_rule(evidence, wording):
    rules_of = evidence.codebook.prose
    for phrase in rules_of.ownerless:
        assert wording.ownerless(phrase.replace("*", "")), phrase
    for who in rules_of.nobodies:
        for say in rules_of.sayings:
            assert wording.ownerless(f"{who} {say}".replace("*", "")), (who, say)
    for phrase, instead in rules_of.other_likelihoods.items():
        assert (phrase.replace("*", ""), instead) in wording.other_likelihoods(phrase.replace("*", "")), (
            phrase
        )
    for phrase, instead in rules_of.other_confidences.items():
        assert (phrase, instead) in wording.other_confidences(phrase), phrase


def test_a_pattern_that_cannot_be_read_is_told(tiny_seeds):
    path = tiny_seeds / "codebook.yml"
    path.write_text(path.read_text(encoding="utf-8") + "    - '(unclosed'\n", encoding="utf-8")
    with pytest.raises(analysis.EvidenceError, match="'\\(unclosed' is no regular expression"):
        analysis.load(tiny_seeds)


# Marks


@given(st.text(alphabet=st.sampled_from("ab-.,019 <`"), max_size=20))
def test_a_mark_is_read_or_refused_with_a_remedy_and_never_breaks(text):
    claims = pd.DataFrame({"verdict": ["confirmed"] * 3}, index=["a-01", "a-02", "b-01"])
    try:
        entries = ClaimMarks(claims).read("claim", text)
    except MarkError as error:
        assert len(str(error)) > 20
    else:
        assert entries and all(name in claims.index for names in entries for name in names)


# The whole book


def test_the_whole_book_holds_to_every_rule(evidence):
    assert analysis.check_prose(evidence, analysis.load_judgements(evidence)) > 300


def test_no_sentence_can_lose_its_marks_unseen(evidence):
    """Take the marks from one sentence after another: each time the lint names that line."""
    lint = Lint(evidence, [item.id for item in analysis.load_judgements(evidence)])
    unseen = []
    for path in sorted(BOOK.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        for passage in read_page(path.stem, text).passages:
            for sentence in passage.sentences:
                if passage.setting != "text" or not sentence.marks:
                    continue
                bare = _without(lines, sentence.marks)
                found = {item.line for item in lint.findings(read_page(path.stem, bare))}
                if not found & {sentence.line, *(mark.line for mark in sentence.marks)}:
                    unseen.append(f"{path.name}:{sentence.line}")
    assert not unseen


def test_no_assessment_can_lose_its_marks_unseen(evidence):
    lint = Lint(evidence, [item.id for item in analysis.load_judgements(evidence)])
    for path in sorted(BOOK.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for block in re.findall(r"^:::\{assessment\}(?: method)?\n.*?^:::$", text, re.MULTILINE | re.DOTALL):
            bare = re.sub(r"\[([^]]*)\]\(#judgement-\d+\)", r"\1", ROLE.sub("", block))
            page = read_page(path.stem, text.replace(block, bare))
            assert "assessment without evidence" in {item.rule for item in lint.findings(page)}, block[:80]


def test_no_claim_of_the_prose_can_leave_the_dossiers_unseen(evidence):
    """Drop one claim after another: each time a finding names the claim and where it is marked."""
    every, named = ClaimMarks(evidence.claims), {}
    marks = [mark for page in analysis.load_pages() for passage in page.passages for mark in passage.marks]
    for mark in marks:
        if mark.role in ("claim", "reported-error"):
            named |= {name: mark for names in every.read(mark.role, mark.text) for name in names}
    assert len(named) > 100
    for name, mark in named.items():
        with pytest.raises(MarkError, match=f"no claim '{name}' in seeds/dossiers"):
            ClaimMarks(evidence.claims.drop(index=name)).read(mark.role, mark.text)


@pytest.mark.parametrize("place", [0, 150, -1])
def test_a_claim_taken_from_a_dossier_stops_the_load_with_its_name(evidence, tmp_path, place):
    seeds = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", seeds, ignore=shutil.ignore_patterns("texts", "codings"))
    name = evidence.claims.index[place]
    dossier = seeds / "dossiers" / f"{evidence.claims.at[name, 'source']}.yml"
    edit(dossier, lambda data: data.update(claims=[item for item in data["claims"] if item["id"] != name]))
    with pytest.raises(analysis.EvidenceError, match=rf"seeds/checks\.yml: .*{name}"):
        analysis.load(seeds)


def test_a_judgement_belongs_to_a_page_and_a_question_to_a_judgement(tiny, tmp_path):
    (tmp_path / "index.md").write_text("# Page\n", encoding="utf-8")
    judgement = Judgement(
        id="judgement-2", title="T", statement="S.", confidence="low", confidence_reason="R.", assumption="A.",
        implication="I.", evidence_for=["first-01"], chapter="inde",
    )  # fmt: skip
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.check_prose(tiny, [judgement], tmp_path)
    assert "judgement-2: chapter: found 'inde', which is no page; did you mean 'index'?" in str(caught.value)
    assert "rain: judgement: found 'judgement-1', which is no judgement of the book" in str(caught.value)


def test_a_claim_inside_a_range_cannot_leave_unseen():
    claims = pd.DataFrame({"verdict": ["confirmed"] * 3}, index=["a-01", "a-02", "a-03"])
    assert ClaimMarks(claims).read("claim", "a-01..03") == [("a-01", "a-02", "a-03")]
    with pytest.raises(MarkError, match="runs over a-02, which is no claim"):
        ClaimMarks(claims.drop(index="a-02")).read("claim", "a-01..03")
    claims.loc["a-02", "verdict"] = "contradicted"
    with pytest.raises(MarkError, match="contradicts a-02"):
        ClaimMarks(claims).read("claim", "a-01..03")


def test_a_page_in_a_folder_of_its_own_is_told(tmp_path):
    (tmp_path / "_toc.yml").write_text("root: index\nchapters:\n- file: part/page\n", encoding="utf-8")
    with pytest.raises(analysis.EvidenceError, match="'part/page', a page in a folder of its own"):
        analysis.load_pages(tmp_path)


def test_a_page_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "page.md").write_bytes(b"\xef\xbb\xbf# Title\n")
    assert analysis.load_pages(tmp_path)[0].title == "Title"


def test_a_page_that_is_no_utf8_is_told(tmp_path):
    (tmp_path / "page.md").write_bytes(b"caf\xe9")
    with pytest.raises(analysis.EvidenceError, match=r"page\.md: .*save the file as UTF-8"):
        analysis.load_pages(tmp_path)


def _without(lines: list[str], marks: tuple) -> str:
    """Return the text without these marks."""
    bare = list(lines)
    for mark in marks:
        place = mark.line - 1
        bare[place] = bare[place].replace(f"{{{mark.role}}}`{mark.text}`", "", 1)
    return "\n".join(bare)


# The record of marks


def test_the_record_of_marks_is_as_the_book_is():
    assert analysis.corpus.load_marks() == record_marks(analysis.load_pages()), (
        "prose was changed; run make marks"
    )


def test_the_outlines_are_as_the_book_is():
    assert analysis.load_outlines() == [outline(page) for page in analysis.load_pages()], (
        "prose was changed; run make marks"
    )


def test_outlines_that_are_not_of_the_pages_are_told_with_remedy(tmp_path, tiny):
    page = tmp_path / "page.md"
    page.write_text("# Title\n\nIt is so {claim}`first-01`.\n", encoding="utf-8")
    analysis.corpus.save_marks(tmp_path)
    tiny = replace(tiny, hypotheses=tiny.hypotheses.iloc[:0])
    assert analysis.corpus.check_prose(tiny, [], tmp_path) == 2
    page.write_text("# Title\n\nIt is so {claim}`first-01`. So it is {claim}`first-02`.\n", encoding="utf-8")
    with pytest.raises(analysis.EvidenceError, match=r"outline\.json.*make marks"):
        analysis.corpus.check_prose(tiny, [], tmp_path)


def test_outlines_that_cannot_be_read_are_told(tmp_path):
    (tmp_path / "outline.json").write_text('{"page": {}}', encoding="utf-8")
    with pytest.raises(analysis.EvidenceError, match="write it anew with make marks"):
        analysis.load_outlines(tmp_path)


def test_not_one_mark_of_the_book_can_go_unseen(evidence):
    """Take away one mark after another, whatever other marks its sentence has: each time it is told."""
    judgements = analysis.load_judgements(evidence)
    lint = Lint(evidence, [item.id for item in judgements], record=analysis.corpus.load_marks())
    unseen, tried = [], 0
    for path in sorted(BOOK.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for mark in ROLE.finditer(text):
            tried += 1
            bare = text[: mark.start()] + text[mark.end() :]
            if not any(lint.findings(read_page(path.stem, bare))):
                unseen.append(f"{path.name}: {mark[0]}")
    assert tried > 300 and not unseen


def test_a_mark_that_is_gone_is_told_with_line_and_remedy(tiny):
    record = record_marks([read_page("page", "It is so {claim}`first-01, first-02` {cite}`nato-page`.")])
    lint = Lint(tiny, [], record=record)
    (finding,) = lint.findings(read_page("page", "\nIt is so {claim}`first-01` {cite}`nato-page`."))
    assert (finding.line, finding.rule, finding.found) == (2, "mark that is gone", "'It is so.'")
    assert finding.remedy == "put {claim}`first-02` back, or record that it is gone: make marks"
    assert not list(
        lint.findings(read_page("page", "It was so {claim}`first-01`."))
    )  # other words, other sentence


def test_a_record_of_marks_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "marks.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(analysis.EvidenceError, match="write it anew with make marks"):
        analysis.corpus.load_marks(tmp_path)


def test_recording_the_marks_writes_what_the_pages_have(tmp_path):
    (tmp_path / "page.md").write_text("It is so {claim}`a-01`.\n", encoding="utf-8")
    assert analysis.corpus.save_marks(tmp_path) == 1
    assert list(analysis.corpus.load_marks(tmp_path)["page"].values()) == [["claim a-01"]]

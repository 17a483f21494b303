"""Source reliability: voices, wording, shared runs, relations, verdicts."""

from dataclasses import replace
from itertools import combinations
from typing import get_args

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from test_confidence import judgement

from analysis import reliability
from analysis.model.codebook import Group
from analysis.plotting import in_style
from analysis.reliability import voices


def test_voices_are_counted_by_side(tiny):
    table = reliability.table_speakers(tiny).set_index("document")
    assert table.loc["First", ["the author, of others' views", "NATO and allies"]].tolist() == [1, 1]
    assert table.loc["Second", "the author"] == 1
    assert table.loc["Second", "China"] == 1


def test_every_claim_has_a_voice(evidence):
    table = reliability.table_speakers(evidence)
    assert table[list(reliability.SIDES)].to_numpy().sum() == len(evidence.claims)


def test_shared_runs_are_found_across_documents_with_their_paragraphs(tiny):
    row = reliability.table_shared(tiny).iloc[0]
    assert row["pair"] == "First and Second"
    # "that no partner is closer than japan today": eight words, four runs of five
    assert row["shared"] == 4
    assert row["paragraphs"] == "First ¶2; Second ¶1"


def test_only_wording_in_the_authors_voice_is_listed(evidence):
    own = (evidence.wording["voice"] == "author").sum()
    assert len(reliability.table_wording(evidence)) == own


@pytest.mark.parametrize(("relation", "rows"), [("agreement", 1), ("contradiction", 0), ("tension", 0)])
def test_relations_are_listed_by_kind(tiny, relation, rows):
    assert len(reliability.table_relations(tiny, relation)) == rows


def test_verdicts_add_up_to_the_claims(tiny):
    table = reliability.table_verdicts(tiny).set_index("document")
    assert table.loc["First", ["confirmed", "not checked"]].tolist() == [1, 1]
    assert table.loc["Second", "contradicted"] == 1
    assert table.to_numpy().sum() == len(tiny.claims)


def test_contradicted_claims_come_with_the_finding(tiny):
    table = reliability.table_contradicted(tiny)
    assert table[["claim", "finding"]].values.tolist() == [["second-03", "It does not."]]


def with_documents(evidence, count, label="Daily {:02d}"):
    """Return the evidence with the sources and chains of as many documents, the same ones again."""
    sources, chains = [], []
    for number in range(count):
        source = evidence.sources.index[number % len(evidence.sources)]
        name = f"source-{number:02d}"
        sources.append(evidence.sources.loc[[source]].set_axis([name]).assign(label=label.format(number)))
        chains.append(evidence.chains[evidence.chains["source"] == source].assign(source=name))
    return replace(evidence, sources=pd.concat(sources), chains=pd.concat(chains, ignore_index=True))


@pytest.mark.parametrize("label", ["Daily {:02d}", "Allgemeine Zeitung {:02d}, from the agency"])
@pytest.mark.parametrize("count", [1, 5, 6, 7, 10, 11])
def test_the_chains_of_any_number_of_documents_stand_in_boxes_that_hold_their_words(evidence, count, label):
    figure = reliability.plot_chains(with_documents(evidence, count, label))
    with in_style():
        FigureCanvasAgg(figure).draw()
    (axes,) = figure.axes
    boxes = [patch.get_window_extent() for patch in axes.patches]
    words = [text.get_window_extent() for text in axes.texts if "grade" not in text.get_text()]
    heads = [text.get_window_extent() for text in axes.texts if "grade" in text.get_text()]
    assert len(boxes) == len(figure.report["data"]) and len(heads) == count
    for box, word in zip(boxes, words, strict=True):
        assert box.x0 <= word.x0 and word.x1 <= box.x1 and box.y0 <= word.y0 and word.y1 <= box.y1
    drawn, sheet = [*boxes, *heads], figure.bbox
    assert not any(one.overlaps(two) for one, two in combinations(drawn, 2))
    assert all(sheet.x0 <= one.x0 and one.x1 <= sheet.x1 and one.y1 <= sheet.y1 for one in drawn)


def test_rates_are_per_thousand_words(tiny):
    table = reliability.table_lexicon(tiny).set_index("document")
    # one hit ("confrontation") and one ("attack") among the words of the second text
    assert table.loc["Second", "conflict"] == pytest.approx(2000 / table.loc["Second", "words"])


def test_the_title_of_a_figure_gives_the_count_it_shows(evidence):
    contradicted = (evidence.claims["verdict"] == "contradicted").sum()
    assert f"contradicts {contradicted} claims" in reliability.plot_verdicts(evidence).report["title"]


def test_chains_name_every_document_and_mark_inference(evidence):
    chains = reliability.table_chains(evidence)
    assert set(chains["document"]) == set(evidence.sources["label"])
    assert set(chains["basis"]) == {"seen", "inferred"}


def test_pairs_on_one_point_are_counted_by_what_ties_them_and_whether_they_agree(tiny):
    """Stoltenberg is quoted twice in words that both paragraphs share; that is one pair, tied twice."""
    found = reliability.table_ties(tiny).set_index("tie")
    assert found["agreeing"].to_dict() == {
        "same voice": 1, "voice not named": 0, "same wire": 0, "same wording": 1, "none": 0,
    }  # fmt: skip
    assert found["differing"].sum() == 0
    tiny.corroboration["relation"] = "tension"
    assert reliability.table_ties(tiny).set_index("tie")["differing"]["same voice"] == 1


def test_independence_is_shown_for_agreements_only(evidence):
    assert "independent" in reliability.table_relations(evidence, "agreement")
    assert "independent" not in reliability.table_relations(evidence, "tension")


def test_the_figure_of_trials_names_the_judgements_that_one_document_shakes(tiny):
    both = {"evidence_for": ["first-01", "second-01"], "references": ["nato-page"]}
    judgements = [
        judgement(confidence="moderate"),
        judgement(id="judgement-2", confidence="low", **both),
        judgement(id="judgement-3", confidence="moderate"),
    ]
    tiny.claims.loc["second-01", ["credibility", "credibility_alone"]] = 2
    title = reliability.plot_sensitivity(tiny, judgements).report["title"]
    assert title.startswith("Leaving out one document shakes judgements 1 and 3;")
    assert title.endswith("do not carry 2 of 3")


def test_the_figure_of_grades_names_the_best_the_worst_and_what_parts_them(tiny):
    tiny.sources.loc["second", "reliability"] = "D"
    parts = (tiny.rubric["source"] == "second") & (tiny.rubric["criterion"] == "record")
    tiny.rubric.loc[parts, "doubt"] = "lacking"
    title = reliability.plot_rubric(tiny).report["title"]
    assert title == "Grades run from B (First) to D (Second); these two lie furthest apart on record"


@pytest.mark.parametrize(
    ("grades", "said"),
    [("BB", "Every document that can be graded has the grade B"), ("FF", "No document can be graded")],
)
def test_the_figure_of_grades_has_words_where_nothing_parts_the_documents(tiny, grades, said):
    tiny.sources["reliability"] = list(grades)
    assert reliability.plot_rubric(tiny).report["title"] == said


def test_the_figure_of_wording_names_the_document_with_most_for_its_length(evidence):
    own = evidence.wording[evidence.wording["voice"] == "author"].groupby("source").size()
    rate = own / evidence.counts.groupby("source")["tokens"].sum()
    densest = evidence.sources.at[rate.idxmax(), "label"]
    assert reliability.plot_wording(evidence).report["title"].startswith(f"{densest} has most loaded")


def test_the_article_behind_a_document_has_its_address(evidence):
    table = reliability.table_originals(evidence)
    found = table[table["url"] != ""]
    assert len(found) > 0 and found["url"].str.startswith("http").all()


def test_a_speaker_of_any_group_has_a_side():
    """Else a new source with, say, a speaker for North Korea passes every check, and stops the book."""
    assert set(voices.GROUP_SIDE) == set(get_args(Group)) and set(voices.GROUP_SIDE.values()) <= set(
        reliability.SIDES
    )


def test_a_speaker_for_another_state_is_drawn_among_the_others(evidence):
    codebook = evidence.codebook.model_copy(deep=True)
    codes = codebook.variables["speaker"].codes
    codes["author"] = codes["author"].model_copy(update={"actor": "North Korea"})
    changed = replace(evidence, codebook=codebook)
    assert reliability.table_speakers(changed)["others"].sum() > 0
    assert "others" in reliability.plot_speakers(changed).report["alt"]


def test_the_count_of_corrected_documents_follows_the_corrections(tiny, evidence):
    assert reliability.corrected_documents(tiny) == "one of the two documents"
    every = tiny.corrections.iloc[[0, 0]].assign(source=["first", "second"])
    assert reliability.corrected_documents(replace(tiny, corrections=every)) == "each of the two documents"
    assert (
        reliability.corrected_documents(replace(tiny, corrections=every.iloc[:0]))
        == "none of the two documents"
    )

"""The cover: the argument of the report in one picture, drawn from the evidence and from nothing else."""

import dataclasses

import pandas as pd
import pytest

import analysis
from analysis import cover


@pytest.fixture(scope="module")
def judgements(evidence):
    return {item.id: item for item in analysis.load_judgements(evidence)}


def test_every_lane_names_a_key_judgement(judgements):
    assert {lane.judgement for lane in cover.LANES} <= set(judgements)


@pytest.mark.parametrize(
    ("lane", "words"),
    [("duty", "No programme seen carries a duty of mutual defence"), ("office", "it was not under discussion"),
     ("leaders", "of the four leaders only New Zealand's came"), ("texts", "named neither China nor the four"),
     ("acts", "No document describes an act of China's"), ("russia", "Russia objects")],
)  # fmt: skip
def test_a_judgement_says_what_its_lane_shows(judgements, lane, words):
    judgement = judgements[{item.name: item for item in cover.LANES}[lane].judgement]
    assert words in " ".join(" ".join(point.says.split()) for point in judgement.points)


def test_leaders_and_texts_are_those_of_the_summits(evidence):
    table = cover.table_cover(evidence).set_index("lane")
    assert table.loc["leaders", "value"].dropna().tolist() == [4, 4, 3, 1]
    assert table.loc["leaders", "value"].isna().sum() == 1  # Ankara was not seen
    assert table.loc["texts", "value"].tolist()[-2:-1] == [0.0]


def test_a_reaction_is_no_step_of_the_office(evidence):
    table = cover.table_cover(evidence)
    reactions = set(evidence.timeline.loc[evidence.timeline["kind"] == "reaction", "event"])
    assert not reactions & set(table.loc[table["lane"] == "office", "event"])


def test_a_joint_statement_stands_in_both_lanes(evidence):
    table = cover.table_cover(evidence)
    china, russia = (set(table.loc[table["lane"] == side, "event"]) for side in ("china", "russia"))
    assert china & russia and china - russia and russia - china


def test_the_title_tells_only_what_is_absent(evidence):
    title = cover.plot_cover(evidence).report["title"]
    assert "but 1 of their leaders came to the summit of 2025, after 4 in 2022" in title
    assert "no duty of NATO to defend them, no Tokyo office and in the documents no act of conflict" in title


def test_an_office_that_opens_is_no_longer_missing(evidence):
    opened = pd.DataFrame(
        [{"date": "2026-07-01", "event": "NATO opens an office in Tokyo.", "actors": ["NATO", "Japan"],
          "kind": "institution", "thread": "tokyo-office"}]
    )  # fmt: skip
    timeline = pd.concat([evidence.timeline, opened], ignore_index=True)
    changed = dataclasses.replace(evidence, timeline=timeline)
    report = cover.plot_cover(changed).report
    assert (
        "no Tokyo office" not in report["title"]
        and "NATO opens an office" in report["data"]["event"].str.cat()
    )


def test_an_act_of_conflict_that_is_coded_is_drawn(evidence):
    act = evidence.events[evidence.events["actor"] == "China"].head(1)
    act = act.assign(quad="material conflict", date="2024-08-01", summary="China cuts a cable.")
    changed = dataclasses.replace(evidence, events=pd.concat([evidence.events, act], ignore_index=True))
    report = cover.plot_cover(changed).report
    assert (
        "no act of conflict" not in report["title"]
        and "China commits an act of conflict: 1 in 2024" in report["alt"]
    )


def test_an_act_of_conflict_without_a_date_is_an_act(evidence):
    act = (
        evidence.events[evidence.events["actor"] == "China"]
        .head(1)
        .assign(quad="material conflict", date=None)
    )
    changed = dataclasses.replace(evidence, events=pd.concat([evidence.events, act], ignore_index=True))
    report = cover.plot_cover(changed).report
    assert "no act of conflict" not in report["title"] and "act of conflict: none" not in report["alt"]


def test_where_no_number_of_leaders_is_known_the_title_gives_none(evidence):
    changed = dataclasses.replace(evidence, summits=evidence.summits.assign(leaders=float("nan")))
    assert "leaders came" not in cover.plot_cover(changed).report["title"]

"""China and Russia: reports, statements, and what so few points allow."""

import dataclasses

import pandas as pd
import pytest

from analysis import reactions


def with_events(evidence, rows):
    """Replace the events of the evidence by short literal rows: date, actor, target, type, quad, intensity."""
    columns = ["date", "actor", "target", "type", "quad", "intensity"]
    events = pd.DataFrame(rows, columns=columns).assign(summary="s", mode=None)
    events["source"] = "first"
    events["claims"] = [["first-01"] for _ in range(len(events))]
    return dataclasses.replace(evidence, events=events)


def test_a_joint_exercise_counts_for_both_sides(tiny):
    rows = [("2024-07", "Russia", "China", "COOPERATE", "material cooperation", 9.5)]
    assert sorted(reactions.table_conduct(with_events(tiny, rows))["side"]) == ["China", "Russia"]


def test_the_state_agency_speaks_for_china(tiny):
    rows = [("2023-07", "Xinhua", "NATO", "ACCUSE", "verbal conflict", -2.0)]
    assert reactions.table_conduct(with_events(tiny, rows))["side"].tolist() == ["China"]


def test_nato_is_no_side_of_this_chapter(tiny):
    rows = [("2023-07", "NATO", "China", "ACCUSE", "verbal conflict", -2.0)]
    assert reactions.table_conduct(with_events(tiny, rows)).empty


def test_two_reports_of_one_statement_are_one_point(tiny):
    rows = [("2023-07", "China", "NATO", "ACCUSE", "verbal conflict", -2.0)] * 2
    points = reactions.answers_to_nato(with_events(tiny, rows))
    assert len(points) == 1


def test_a_statement_known_only_by_its_year_is_left_out_of_the_trend(tiny):
    rows = [("2023", "China", "NATO", "ACCUSE", "verbal conflict", -2.0)]
    assert reactions.answers_to_nato(with_events(tiny, rows)).empty


def test_a_rising_tone_is_found_where_there_is_one(tiny):
    rows = [(f"2023-0{n}", "China", "NATO", "ACCUSE", "verbal conflict", -float(n)) for n in range(1, 7)]
    trend = reactions.tone_trend(with_events(tiny, rows))
    assert trend["tau"] == pytest.approx(-1) and trend["p"] < 0.01


@pytest.mark.parametrize("values", [[], [-2.0], [-2.0, -2.0, -2.0]])
def test_no_trend_is_claimed_where_none_can_be_computed(tiny, values):
    rows = [(f"2023-0{n}", "China", "NATO", "ACCUSE", "verbal conflict", v) for n, v in enumerate(values, 1)]
    trend = reactions.tone_trend(with_events(tiny, rows))
    assert pd.isna(trend["tau"]) and pd.isna(trend["p"])


def test_the_figure_on_tone_says_how_few_the_points_are(evidence):
    trend = reactions.tone_trend(evidence)
    assert f"{trend['statements']} dated statements" in reactions.plot_tone(evidence).report["title"]


def test_patrols_are_numbered_without_gap(evidence):
    data = reactions.plot_patrols(evidence).report["data"]
    for _, rows in data.groupby("thread"):
        assert rows["number"].tolist() == list(range(1, len(rows) + 1))


def test_answers_are_in_chinese_or_russian_voice_only(evidence):
    assert set(reactions.table_answers(evidence)["side"]) <= {"China", "Russia"}


def test_two_speakers_are_two_statements(tiny):
    rows = [("2023-07", actor, "NATO", "ACCUSE", "verbal conflict", -2.0) for actor in ("China", "Xinhua")]
    assert len(reactions.answers_to_nato(with_events(tiny, rows))) == 2


def test_the_permutation_test_is_exact(tiny):
    # three statements in order: 2 of the 6 orders are as extreme
    rows = [(f"2023-0{n}", "China", "NATO", "ACCUSE", "verbal conflict", -float(n)) for n in (1, 2, 3)]
    assert reactions.tone_trend(with_events(tiny, rows))["p"] == pytest.approx(2 / 6)


def test_the_smallest_p_allows_for_ties(tiny):
    rows = [("2023-01", "China", "NATO", "ACCUSE", "verbal conflict", -2.0)]
    rows += [
        ("2023-02", "China", "NATO", kind, "verbal conflict", score)
        for kind, score in (("ACCUSE", -2.0), ("THREATEN", -3.5))
    ]
    # the score that differs can stand in three places, of which one is as extreme as can be
    assert reactions.tone_trend(with_events(tiny, rows))["smallest_p"] == pytest.approx(1 / 3)


def test_every_member_and_partner_is_on_natos_side(tiny):
    rows = [
        ("2023-07", "China", target, "ACCUSE", "verbal conflict", -2.0)
        for target in ("France", "South Korea")
    ]
    assert len(reactions.answers_to_nato(with_events(tiny, rows))) == 1
    assert reactions.answers_to_nato(with_events(tiny, [("2023-07", "China", "Taiwan", *rows[0][3:])])).empty


def test_many_statements_are_tested_with_a_fixed_seed(tiny):
    rows = [
        (f"2023-{n:02d}", "China", "NATO", "ACCUSE", "verbal conflict", -float(n % 3)) for n in range(1, 13)
    ]
    trends = [reactions.tone_trend(with_events(tiny, rows)) for _ in range(2)]
    assert trends[0] == trends[1] and trends[0]["p"] > 0.05

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


@pytest.mark.parametrize(
    ("count", "few"), [(1, True), (reactions.ENOUGH - 1, True), (reactions.ENOUGH, False)]
)
def test_the_figure_on_tone_says_when_the_points_are_too_few(tiny, count, few):
    rows = [
        (f"2023-{n:02d}", "China", "NATO", "ACCUSE", "verbal conflict", -2.0) for n in range(1, count + 1)
    ]
    title = reactions.plot_tone(with_events(tiny, rows)).report["title"]
    assert title.startswith(f"{count} dated statement") and ("too few" in title) is few


def test_a_patrol_that_small_outlets_report_is_not_counted_as_shown(evidence):
    report = reactions.plot_patrols(evidence).report
    tentative = report["data"][report["data"]["reported_only"]]
    shown = (report["data"]["thread"] == "air-patrol").sum() - len(tentative)
    assert len(tentative) > 0 and f"shows {shown} joint patrols by air" in report["title"]


def test_patrols_are_numbered_without_gap(evidence):
    data = reactions.plot_patrols(evidence).report["data"]
    for _, rows in data.groupby("thread"):
        assert rows["number"].tolist() == list(range(1, len(rows) + 1))


def test_answers_are_in_chinese_or_russian_voice_only(evidence):
    assert set(reactions.table_answers(evidence)["side"]) <= {"China", "Russia"}


def test_two_speakers_are_two_statements(tiny):
    rows = [("2023-07", actor, "NATO", "ACCUSE", "verbal conflict", -2.0) for actor in ("China", "Xinhua")]
    assert len(reactions.answers_to_nato(with_events(tiny, rows))) == 2


def test_every_member_and_partner_is_on_natos_side(tiny):
    rows = [
        ("2023-07", "China", target, "ACCUSE", "verbal conflict", -2.0)
        for target in ("France", "South Korea")
    ]
    assert len(reactions.answers_to_nato(with_events(tiny, rows))) == 1
    assert reactions.answers_to_nato(with_events(tiny, [("2023-07", "China", "Taiwan", *rows[0][3:])])).empty

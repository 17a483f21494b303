"""Background: documents, treaty, summits, the road."""

from analysis import background


def test_documents_show_a_day_or_a_window(tiny):
    table = background.table_documents(tiny)
    assert table["published"].tolist() == ["2023-07-12 to 2023-07-13"] * 2
    assert table["claims_coded"].tolist() == [2, 3]


def test_treaty_claims_come_with_the_answer_of_the_record(tiny):
    table = background.table_treaty(tiny)
    assert table[["statement", "verdict", "finding"]].values.tolist() == [
        ["Article 5 covers attacks.", "contradicted", "It does not."]
    ]


def test_summits_say_what_the_text_says_and_who_came(tiny):
    row = background.table_summits(tiny).iloc[0]
    assert row[["on_china", "on_the_four", "who_came"]].tolist() == [
        "It names China.",
        "nothing",
        "All four.",
    ]
    assert row["references"] == ["nato-page"]


def test_every_regular_summit_since_2019_is_there(evidence):
    assert set(background.table_summits(evidence)["date"].str[:4]) >= {
        *("2019", "2021", "2022", "2023", "2024", "2025", "2026"),
    }


def test_the_road_counts_what_it_draws(evidence):
    figure = background.plot_road(evidence)
    data = figure.report["data"]
    assert set(data["lane"]) == set(background.LANES)
    first = data[data["lane"].isin(background.PARTNERS)].groupby("lane")["date"].min()
    assert first.min()[:4] in figure.report["title"] and first.max()[:4] in figure.report["title"]


def test_windows_stay_inside_the_axis(evidence):
    figure = background.plot_windows(evidence)
    assert len(figure.report["data"]) == len(evidence.sources)


def test_the_newest_page_of_the_record_is_no_newer_than_the_day_it_was_seen(tiny):
    assert background.numbers(tiny) == {
        "documents": "two",
        "record_latest": "2023-07",
        "record_seen": "2026-11-22",
    }

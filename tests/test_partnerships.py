"""AP4 partnerships: who is named individually, and who only as one of the four."""

import pandas as pd

from analysis import partnerships


def test_the_four_together_are_each_partner_but_not_alone():
    claims = pd.DataFrame({"actor": ["AP4", "NATO"], "target": ["NATO", "Japan"]}, index=["a", "b"])
    rows = partnerships.per_partner(claims)
    assert rows[["claim", "partner", "alone"]].values.tolist() == [
        ["a", "Japan", False], ["a", "South Korea", False], ["a", "Australia", False],
        ["a", "New Zealand", False], ["b", "Japan", True],
    ]  # fmt: skip


def test_a_claim_on_no_partner_gives_no_row():
    claims = pd.DataFrame({"actor": ["France"], "target": ["NATO"]}, index=["a"])
    assert partnerships.per_partner(claims).empty


def test_an_area_is_tied_to_a_partner_alone_or_as_one_of_four(tiny):
    table = partnerships.table_areas(tiny).set_index("area")
    assert table.loc["cyber", "Japan"] == "named individually"
    assert table.loc["cyber", "Australia"] == "–"
    assert table.loc["space", "Australia"] == "as one of the four"
    assert table.loc["space", "claims"] == ["second-01"]


def test_agreements_are_listed_by_partner(tiny):
    assert partnerships.table_agreements(tiny)[["partner", "date"]].values.tolist() == [
        ["Japan", "2023-07-12"]
    ]


def test_an_agreement_between_documents_is_no_disagreement(tiny):
    assert partnerships.table_disagreements(tiny).empty


def test_the_matrix_names_a_partner_that_no_document_ties_to_an_area_alone(evidence):
    figure = partnerships.plot_areas(evidence)
    table = partnerships.table_areas(evidence)
    for partner in partnerships.PARTNERS:
        assert (not table[partner].eq("named individually").any()) == (
            f"{partner} for none" in figure.report["title"]
        )


def test_caution_is_drawn_for_every_partner_with_a_position(evidence):
    data = partnerships.plot_caution(evidence).report["data"]
    stances = evidence.stances[
        (evidence.stances["issue"] == "partnership") & ~evidence.stances["contradicted"]
    ]
    assert len(data) == stances["actor"].isin([*partnerships.PARTNERS, "AP4"]).sum()

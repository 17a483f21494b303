"""Methods: what the page prints is what the build enforces."""

import dataclasses

import krippendorff
import pandas as pd
import pytest

import analysis
from analysis import methods
from analysis.agreement import FIRM, TENTATIVE
from analysis.credibility import RULE
from analysis.methods.checking import wilson
from analysis.model import Judgement
from analysis.prose import outline, read_page


def test_a_variable_is_printed_with_every_code_and_its_use(tiny):
    table = methods.table_codebook(tiny, "topic").set_index("code")
    assert list(table.index) == tiny.codes("topic")
    assert table.loc["ap4-partnership", "used"] == 2


def test_an_unknown_variable_is_an_error(tiny):
    with pytest.raises(KeyError):
        methods.table_codebook(tiny, "colour")


def test_every_variable_can_be_printed(evidence):
    for variable in evidence.codebook.variables:
        assert len(methods.table_codebook(evidence, variable)) == len(evidence.codes(variable))


def test_the_rule_is_printed_in_its_order():
    assert methods.table_rule()["grade"].tolist() == [grade for grade, _ in RULE]


def test_plover_has_sixteen_types_and_the_three_that_matter_are_pinned(evidence):
    table = methods.table_event_types(evidence).set_index("type")
    assert len(table) == 16
    # gold records of the design: joint exercise, one nation's exercise, announced plan
    assert table.loc[["COOPERATE", "MOBILIZE", "AGREE"], "score"].tolist() == [9.5, -5.5, 2.5]
    assert "joint exercise" in table.loc["COOPERATE", "rulings"]
    assert "One nation's exercise" in table.loc["MOBILIZE", "rulings"]
    assert "announced plan" in table.loc["AGREE", "rulings"]


def agreement(**alphas: float) -> pd.DataFrame:
    rows = [
        {"variable": name.replace("_", " "), "round": 1, "unit": "event", "units": 9, "alpha": alpha}
        | {"low": alpha - 0.1, "high": 1.0, "lead_1": 0.7, "lead_2": 0.6}
        for name, alpha in alphas.items()
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (
            agreement(topic=0.9, kind=0.8),
            "Two blind coders reach an alpha of 0.8 or more on the two variables tried",
        ),
        (
            agreement(topic=0.9, kind=0.7),
            "Two blind coders fall short of 0.8 on kind among the two variables tried",
        ),
        (
            agreement(topic=0.9, event_found=0.5),
            "Two blind coders reach an alpha of 0.8 or more on the one variable tried, "
            "but not on whether there is an event at all",
        ),
    ],
)
def test_the_figure_of_agreement_says_how_many_variables_were_tried(table, title):
    figure = methods.plot_agreement(table)
    assert figure.report["title"] == title
    assert "lead with one coder 0.70 and 0.60" in figure.report["alt"]


def test_lowest_figures_are_found_among_pairs_and_presence_apart():
    table = agreement(topic=0.9, kind=0.8, event_found=0.5)
    table.loc[1, "lead_2"] = 0.55
    coders = pd.DataFrame(
        [
            ("claims", 1, "lead", "coder a", 10, 9, 8, 0.84),
            ("claims", 1, "coder a", "coder b", 9, 9, 9, 1.0),
            ("positions", 1, "coder a", "coder b", 9, 9, 9, 1.0),
            ("events", 1, "lead", "coder a", 10, 10, 3, 0.3),
            ("events", 1, "coder a", "coder b", 10, 10, 8, 0.8),
        ],
        columns=["unit", "round", "first", "second", "found_first", "found_second", "matched", "f1"],
    )
    precedence = pd.DataFrame(
        {"rule": ["a", "b"], "round_1": [2, 1], "round_2": [1, 0]}, index=["lead", "both"]
    )
    found = methods.agreement_numbers(table, coders, precedence)
    assert (found["variables_tried"], found["lowest_alpha"], found["lowest_variable"]) == (2, "0.80", "kind")
    assert (found["lowest_lead_alpha"], found["lowest_lead_variable"]) == ("0.55", "kind")
    assert (found["lowest_presence_pair"], found["lowest_presence_lead"]) == ("0.50", "0.60")
    assert (found["lowest_f1"], found["lowest_f1_unit"], found["least_found"]) == ("0.30", "events", "80")
    assert (found["settled_lead"], found["settled_both"], found["settled_open"]) == (3, 1, 0)
    assert found["blind_codings"] == 2


def rerated(tiny, *rows):
    columns = ["claim", "lead", "first", "second", "reason"]
    return dataclasses.replace(tiny, rerating=pd.DataFrame(rows, columns=columns))


def test_agreement_on_verdicts_is_that_of_each_pair(tiny):
    found = methods.table_rerating(
        rerated(
            tiny,
            ("first-01", "opinion", "confirmed", "confirmed", None),
            ("second-03", "contradicted", "contradicted", "contradicted", None),
            ("first-02", "opinion", "unverified", "confirmed", None),
        )
    ).set_index("raters")
    assert found["claims"].tolist() == [3, 3, 3]
    assert found["same"].round(1).tolist() == [66.7, 33.3, 33.3]
    expected = krippendorff.alpha(reliability_data=[[0, 1, 2], [0, 1, 0]], level_of_measurement="nominal")
    assert found.at["the two blind raters", "alpha"] == pytest.approx(expected)


def test_a_verdict_that_raters_and_lead_saw_differently_says_what_stands_and_why(tiny):
    found = methods.table_verdicts_settled(
        rerated(
            tiny,
            ("first-01", "opinion", "confirmed", "confirmed", None),
            ("second-03", "contradicted", "opinion", "opinion", "It errs."),
            ("second-03", "contradicted", "opinion", "confirmed", None),
        )
    )
    assert found["stands"].tolist() == ["confirmed", "contradicted", "contradicted"]
    assert found["why"].tolist() == ["both raters agree", "It errs.", "the raters differ; the lead's stands"]


@pytest.mark.parametrize(
    ("hits", "trials", "bounds"), [(5, 42, (0.052, 0.25)), (0, 10, (0, 0.278)), (0, 0, (0, 1))]
)
def test_wilsons_interval_is_that_of_the_tables(hits, trials, bounds):
    assert wilson(hits, trials) == pytest.approx(bounds, abs=5e-4)


def test_verdicts_changed_and_kept_are_counted(tiny):
    found = methods.audit_numbers(
        rerated(
            tiny,
            ("first-01", "confirmed-with-caveat", "confirmed", "confirmed", None),  # changed, by rule
            (
                "second-03",
                "contradicted",
                "confirmed-with-caveat",
                "confirmed-with-caveat",
                "It errs.",
            ),  # kept
            ("second-03", "contradicted", "contradicted", "opinion", None),  # the raters differ
            ("first-01", "confirmed", "confirmed", "confirmed", None),  # all agree
            ("first-01", "confirmed", "confirmed", "confirmed", None),
        )
    )
    assert (found["rerated"], found["verdicts_changed"], found["verdicts_kept"]) == (5, 1, 1)
    assert found["caveats_confirmed"] == 1
    pairs = methods.table_rerating(
        rerated(
            tiny,
            ("a", "opinion", "confirmed", "opinion", None),
            ("b", "confirmed", "confirmed", "confirmed", None),
        )
    ).set_index("raters")["alpha"]
    assert pairs["the lead and the second"] == 1 and pairs["the lead and the first"] < 1
    lead, first, second = [1, 2, 2, 0, 0], [0, 1, 2, 0, 0], [0, 1, 3, 0, 0]
    alphas = [
        krippendorff.alpha(reliability_data=[lead, other], level_of_measurement="nominal")
        for other in (first, second)
    ]
    assert found["rerated_lead"] == f"{min(alphas):.2f}" != f"{max(alphas):.2f}"


def test_the_floors_are_krippendorffs():
    assert (FIRM, TENTATIVE) == (0.8, 0.667)


PAGE = """# A page

**In short.** One {claim}`first-01`. Two {cite}`nato-page`. Three {claim}`first-01` {cite}`nato-page`.
It errs {reported-error}`second-03`. Is it so? And nothing.

:::{assessment}
We think so. It follows {claim}`first-01`.
:::

```{judgements}
```
"""


def test_every_statement_is_counted_by_its_support(tiny):
    judgement = Judgement(
        id="judgement-1", title="A", statement="It holds. It does.", confidence="low", chapter="index",
        confidence_reason="One.", assumption="A.", implication="I.", evidence_for=["first-01"],
    )  # fmt: skip
    (row,) = methods.table_support([outline(read_page("page", PAGE))], [judgement]).to_dict("records")
    assert row == {
        "page": "A page", "documents": 1, "public record": 1, "documents and record": 1, "error reported": 1,
        "assessment, marked": 1, "assessment": 1, "judgement": 2, "none": 1,
    }  # fmt: skip


def test_a_listing_of_one_chapter_repeats_no_statement(tiny):
    page = read_page("page", PAGE.replace("{judgements}\n", "{judgements}\n:chapter: index\n"))
    assert methods.table_support([outline(page)], []).loc[0, "judgement"] == 0


def test_a_page_that_states_nothing_is_left_out():
    assert methods.table_support([outline(read_page("page", "# Only a heading"))], []).empty


def test_the_figure_of_support_says_what_its_table_says(evidence):
    table = methods.table_support(analysis.load_outlines(), analysis.load_judgements(evidence))
    report = methods.plot_support(table).report
    assert methods.support_numbers(table)["statements"] in report["title"]
    assert report["data"].equals(table) and all(page in report["alt"] for page in table["page"])
    assert set(methods.SUPPORT_COLOURS) < set(table.columns)


def test_a_missing_support_would_show_in_the_title():
    table = methods.table_support(
        [outline(read_page("page", "# A page\n\nBare. Marked {claim}`first-01`."))], []
    )
    assert methods.plot_support(table).report["title"].startswith("1 of the 2 statements")


def test_a_single_judgement_counts_on_its_page():
    page = read_page("page", "# A page\n\n```{judgement} judgement-1\n```")
    judgement = Judgement(
        id="judgement-1", title="A", statement="It holds. It does.", confidence="low", chapter="index",
        confidence_reason="One.", assumption="A.", implication="I.", evidence_for=["first-01"],
    )  # fmt: skip
    assert methods.table_support([outline(page)], [judgement]).loc[0, "judgement"] == 2

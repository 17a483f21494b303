"""CSV that no spreadsheet takes for a formula, and that can be turned back."""

from __future__ import annotations

import base64
import csv
import io

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.plotting import canvas, finish
from analysis.presentation import show_figure
from analysis.spreadsheet import csv_text, neutralise, restore

#: Texts with the signs that matter, far oftener than chance would have them.
TEXTS = st.text(st.sampled_from("=+-@\t\r\n'\" ;,a1.\uff1d\uff0b\uff0d\uff20é"), max_size=8) | st.text(
    max_size=20
)


@pytest.mark.parametrize("text", [
    "=1+1", "+1 at most", "-2 at most", "@here", "\tx", "\rx", "\nx", '"=1+1', "'=1+1", " =1", '"\'+x', "\uff1d1", "-1-2", "+-1", "-",
])  # fmt: skip
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "-2", "+3.5", "10", "NATO-Japan", "a=b", "'Final stages' is what it wrote", "(none)", "1-2"]
)
def test_what_it_would_not_run_stays(text):
    assert neutralise(text) == restore(text) == text


@given(TEXTS)
@example("'=")
@example("''-2")
def test_every_text_comes_back(text):
    assert restore(neutralise(text)) == text


@given(TEXTS)
def test_no_neutralised_text_starts_as_a_formula_does(text):
    safe = neutralise(text)
    bare = safe.strip()
    is_number = bare.lstrip("+-").replace(".", "", 1).isdigit()
    assert not safe or safe[0] not in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20" or is_number


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_reader_of_csv_gets_every_text_back(texts):
    rows = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"text": texts}, dtype=object)), newline="")))
    assert [restore(row[0]) if row else "" for row in rows[1:]] == texts


def test_numbers_and_truth_values_stay_what_they_are():
    frame = pd.DataFrame(
        {"n": [-2, 0], "x": [-0.5, 30.0], "m": [np.nan, 4.0], "t": [True, False], "s": [None, "-2"]}
    )
    assert csv_text(frame).split("\r\n") == ["n,x,m,t,s", "-2,-0.5,,TRUE,", '0,30,4,FALSE,"-2"', ""]


def test_a_column_name_is_neutralised_too():
    assert csv_text(pd.DataFrame({"=1+1": [1], "a b": [2]})) == '"\'=1+1","a b"\r\n1,2\r\n'


def test_the_data_of_a_figure_are_neutralised():
    figure, _ = canvas(1)
    data = pd.DataFrame({"who": ["=HYPERLINK(1)"], "stance": [-2]})
    shown = show_figure(finish(figure, name="n", title="T", alt="A", data=data, source="S"))
    link = BeautifulSoup(shown.html, "html.parser").find("a", download="n.csv")
    content = base64.b64decode(link["href"].partition("base64,")[2]).decode()
    assert content == 'who,stance\r\n"\'=HYPERLINK(1)",-2\r\n'

"""scripts/bench: a missed bar is heard, and nothing is left behind."""

import pytest

from analysis.status import PARTS
from scripts import build
from scripts.bench import __main__ as bench
from scripts.bench.figures import Figure


@pytest.mark.parametrize(("measured", "code"), [(1.3, 0), (1.31, 1)])
def test_a_missed_bar_makes_the_exit_code_1_and_is_named(monkeypatch, capsys, measured, code):
    figure = Figure("  growth of the cost", measured, "times", "the book of 50 pages", 1.3)
    monkeypatch.setattr(bench, "MEASURES", {"generated": lambda work: [figure]})
    assert bench.main([]) == code
    out, err = capsys.readouterr()
    assert "at most 1.30" in out and "the book of 50 pages" in out
    missed = (
        "Missed: growth of the cost: 1.31 times, where at most 1.30 is allowed (peer: the book of 50 pages)\n"
    )
    assert err == (missed if code else "")


@pytest.mark.parametrize(
    ("failure", "code"), [(KeyboardInterrupt(), 130), (build.BuildFailure("no index"), 2)]
)
def test_nothing_is_left_behind_after_an_interruption_or_a_failure(monkeypatch, capsys, failure, code):
    seen = []

    def measure(work):
        seen.append(work)
        assert work.is_dir()
        raise failure

    monkeypatch.setattr(bench, "MEASURES", {"book": measure})
    assert bench.main(["book"]) == code and not seen[0].exists()
    assert "Missed" not in capsys.readouterr().err


def test_every_part_has_words_on_the_page_that_shows_it():
    assert set(bench.MEASURES) == set(PARTS)


def test_an_unknown_name_is_told_with_the_allowed_ones(capsys):
    assert bench.main(["pages"]) == 2
    assert "allowed: generated, book, builds" in capsys.readouterr().err

"""scripts/bench/serving.py: what is waited for is what the edit brings, and a server that fails is told."""

from __future__ import annotations

import pytest

from scripts.bench import builds, serving
from scripts.bench.processes import Trouble


def test_a_page_is_waited_for_until_it_holds_what_the_edit_of_that_turn_brings(tmp_path):
    page = tmp_path / "book/divisions.md"
    page.parent.mkdir()
    page.write_text("**In short.** Words.\n\nimport analysis\n", encoding="utf-8")
    for turn in range(serving.TURNS):
        for state in serving.STATES:
            words, times = serving.shown(state, turn)
            assert page.read_text(encoding="utf-8").count(words) < times, "shown before the edit"
            builds.change(tmp_path, state, turn)
            assert page.read_text(encoding="utf-8").count(words) == times


@pytest.mark.parametrize(("seconds", "missed"), [(3.0, False), (3.1, True)])
def test_the_wait_for_prose_is_held_to_its_bar_by_the_fastest_turn(seconds, missed):
    prose, code = serving.serving_figures({"prose changed": [9.0, seconds], "code changed": [9.0, 8.0]})
    assert (prose.measured, prose.bar, prose.missed) == (seconds, 3.0, missed)
    assert (code.measured, code.bar) == (8.0, None)


def test_a_server_that_does_not_come_up_is_told_with_what_it_said(tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/serve.py").write_text("raise SystemExit('no theme here')")
    with (
        pytest.raises(Trouble, match="make serve did not come up\nno theme here"),
        serving.serving(tmp_path, tmp_path),
    ):
        pytest.fail("yielded")

"""The bench of growth: evidence of any size that is sound, and figures that miss their bars when they should."""

import re

import pytest

import analysis
from scripts.bench.growth import (
    FIRST,
    GROWING,
    GROWTH,
    MOST_SECONDS,
    SIZES,
    STAGES,
    growth_figures,
    measure,
    measure_peer,
)
from scripts.generate_sources import CLAIMS, VERDICTS, claim_name, make_sources, source_name


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    return make_sources(tmp_path_factory.mktemp("growth") / "seeds", 10)


def test_made_evidence_is_sound_and_has_what_a_real_source_has(seeds, evidence):
    made = analysis.load(seeds)
    assert len(made.claims) == 10 * CLAIMS
    for name in (
        "stances",
        "events",
        "checks",
        "corrections",
        "corroboration",
        "wording",
        "chains",
        "rubric",
    ):
        assert set(getattr(made, name).columns) == set(getattr(evidence, name).columns)
        assert len(getattr(made, name)), name
    assert set(made.checks["verdict"]) == set(VERDICTS)
    assert made.counts["shingles"].str.len().min() > 30


@pytest.mark.parametrize(("table", "column"), [("claims", "statement"), ("checks", "finding")])
def test_made_text_is_about_as_long_as_real_text(seeds, evidence, table, column):
    made, real = (getattr(one, table)[column].str.len().mean() for one in (analysis.load(seeds), evidence))
    assert made == pytest.approx(real, rel=0.2)


def test_evidence_is_made_the_same_every_time(seeds, tmp_path):
    again = make_sources(tmp_path / "seeds", 10)
    files = sorted(path.relative_to(seeds) for path in seeds.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert all((seeds / file).read_bytes() == (again / file).read_bytes() for file in files)


def test_ten_thousand_sources_have_ten_thousand_names():
    assert len({source_name(number) for number in range(10_000)}) == 10_000
    assert claim_name(499_999) == f"{source_name(9_999)}-50"


def run(each, clock=1.0, peak=100.0):
    stages = {name: {"clock": clock, "processor": each} for name in STAGES}
    return {"stages": stages, "loaded": peak, "peak": peak, "peer": 2.0}


def missed(found):
    return [figure.name for figure in growth_figures(found) if figure.missed]


def test_a_cost_that_grows_in_step_misses_no_bar():
    assert missed({sources: run(sources * CLAIMS * 1e-6) for sources in SIZES}) == []


def test_a_cost_per_claim_that_grows_is_told_for_loading_and_each_stage_after_it():
    found = {sources: run(sources * CLAIMS * 1e-6) for sources in SIZES}
    found[SIZES[-1]] = run(SIZES[-1] * CLAIMS * 1e-6 * GROWTH * 1.01)
    assert [name for name in missed(found) if name.startswith("Growth")] == [
        f"Growth, {SIZES[-1]:,} sources: {words}" for names, words in GROWING.items() if names != ("check",)
    ]


def test_a_wait_or_a_memory_over_the_bar_is_told():
    found = {sources: run(sources * CLAIMS * 1e-6) for sources in (FIRST, SIZES[-1])}
    found[SIZES[-1]] |= run(SIZES[-1] * CLAIMS * 1e-6, clock=MOST_SECONDS / 3 + 0.1, peak=4097)
    assert [name.partition(": ")[2] for name in missed(found)] == ["clock", "memory"]


def test_every_stage_is_measured(seeds):
    found = measure(seeds)
    assert list(found["stages"]) == list(STAGES)
    assert all(stage["processor"] >= 0 for stage in found["stages"].values())
    assert re.fullmatch(r"\d+\.\d+", str(found["peak"]))
    assert 0 < found["loaded"] <= found["peak"]


def test_loading_is_told_beside_a_loader_that_only_reads(seeds):
    found = {sources: run(sources * CLAIMS * 1e-6, clock=5) for sources in (FIRST, SIZES[-1])}
    ratio = growth_figures(found)[-1]
    assert (ratio.measured, ratio.unit) == (15 / 2, "times")  # three stages of five seconds
    assert ratio.peer.endswith(": 2.0 s")
    assert measure_peer(seeds)["peer"] > 0

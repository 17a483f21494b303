"""Problems: one message each, all at once."""

from analysis.problems import EvidenceError, Problem, suggest


def test_a_problem_names_file_entry_field_found_and_remedy():
    problem = Problem(
        "seeds/checks.yml", "check of x-01", "verdict", "'maybe'", "use one of the five verdicts"
    )
    assert str(problem) == (
        "seeds/checks.yml: check of x-01: verdict: found 'maybe'; use one of the five verdicts"
    )


def test_an_error_lists_every_problem():
    error = EvidenceError([Problem("a", "", "", "x", "mend"), Problem("b", "", "", "y", "mend")])
    assert str(error).startswith("2 problems in the evidence:")
    assert "a: found x" in str(error) and "b: found y" in str(error)


def test_a_near_miss_is_suggested_and_all_is_listed():
    assert suggest("tawian", ["taiwan", "background"]) == "did you mean 'taiwan'? Allowed: taiwan, background"


def test_a_long_list_of_allowed_values_is_cut():
    assert suggest("zzz", [f"code-{n}" for n in range(50)]).endswith("and 10 more")

"""Ids that last: what was published stays, or goes with a reason, and is never used again."""

from __future__ import annotations

import shutil

import pytest
from conftest import ROOT, edit, write_yaml
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.__main__ import main
from analysis.identifier_rules import check_identifiers, check_published
from analysis.identifiers import Named, became, kind_of, load_identifiers, named_here, withdrawn_judgements
from analysis.model import Identifier, Renaming, Withdrawal
from analysis.problems import EvidenceError, Problems

VERSIONS = ["2026.12.0", "2026.11.1"]
DIGEST, OTHER = "0123456789ab", "ba9876543210"
CLAIM = {"id": "elpais-07", "kind": "claim", "since": "2026.11.1", "digest": DIGEST}
FIGURE = {"id": "figure-rubric", "kind": "figure", "since": "2026.11.1", "named": "How they rate"}
PAGE = {"id": "ties", "kind": "chapter", "since": "2026.11.1", "named": "Ties"}
JUDGED = {"id": "judgement-4", "kind": "judgement", "since": "2026.11.1", "named": "No office"}
GONE = {"version": "2026.12.0", "reason": "It was wrong."}
HERE = {
    "claim": Named("elpais-07", "claim", DIGEST),
    "figure": Named("figure-rubric", "figure", "How they rate"),
    "chapter": Named("ties", "chapter", "Ties"),
    "judgement": Named("judgement-4", "judgement", "No office"),
}


def told(entries: list[dict], present: list[Named], errata: dict | None = None, **more) -> str:
    """Return what the rules say of some entries and of what bears an id now."""
    problems = Problems()
    identifiers = [Identifier.model_validate(entry) for entry in entries]
    check_identifiers(identifiers, present, VERSIONS, problems, errata=errata, **more)
    return "\n".join(map(str, problems))


# What is allowed


ALLOWED = [
    ("all as it was", [CLAIM, FIGURE, PAGE, JUDGED], list(HERE.values())),
    ("a new id", [CLAIM], [*HERE.values()]),
    ("another title", [FIGURE], [Named("figure-rubric", "figure", "How the documents rate")]),
    ("a withdrawn figure", [FIGURE | {"withdrawn": GONE}], []),
    ("one that goes with the next version", [FIGURE | {"withdrawn": GONE | {"version": "next"}}], []),
    ("a renamed figure", [FIGURE | {"renamed": GONE | {"to": "figure-grades"}}], [Named("figure-grades", "figure", "How they rate")]),
    ("a figure renamed twice", [FIGURE | {"renamed": GONE | {"to": "figure-b"}}, {**FIGURE, "id": "figure-b", "renamed": GONE | {"to": "figure-c"}}], [Named("figure-c", "figure", "How they rate")]),
    ("a claim on other words, with a reason", [CLAIM | {"revised": [GONE | {"digest": OTHER}]}], [Named("elpais-07", "claim", OTHER)]),
    ("a claim with something in its place", [CLAIM | {"withdrawn": GONE | {"superseded_by": "elpais-08"}}], [Named("elpais-08", "claim", OTHER)]),
    ("one registered withdrawn, superseded by another", [CLAIM | {"withdrawn": GONE | {"superseded_by": "figure-rubric"}}, FIGURE], [HERE["figure"]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "present"), [case[1:] for case in ALLOWED], ids=[case[0] for case in ALLOWED]
)
def test_what_is_allowed_is_told_nothing_of(entries, present):
    assert told(entries, present) == ""


# What is refused


REFUSED = [
    ("a lost figure", [FIGURE], [], 'figure-rubric: found no such figure, published since 2026.11.1 as "How they rate"; bring it back'),
    ("a figure with another id", [FIGURE], [Named("figure-rubrics", "figure", "x")], "renamed: {version: next, to: figure-rubrics, reason: ...}"),
    ("a new one of the same caption", [FIGURE], [Named("figure-zzz", "figure", "How they rate")], "new and near: figure-zzz"),
    ("a lost claim", [CLAIM], [], "elpais-07: found no such claim, published since 2026.11.1; bring it back"),
    ("a lost judgement", [JUDGED], [], "withdraw it by an erratum"),
    ("a lost chapter", [PAGE], [], "ties: found no such chapter"),
    ("a withdrawn id again", [FIGURE | {"withdrawn": GONE}], [HERE["figure"]], "found a figure with an id that was withdrawn; an id once published is never used again"),
    ("a renamed id again", [FIGURE | {"renamed": GONE | {"to": "figure-b"}}], [HERE["figure"], Named("figure-b", "figure", "b")], "an id that was renamed"),
    ("a withdrawn id, used by another kind", [{**PAGE, "id": "ties-2023", "withdrawn": GONE}], [Named("ties-2023", "claim", DIGEST)], "found a claim with an id that was withdrawn"),
    ("an id of another kind", [{**PAGE, "id": "ties-2023"}], [Named("ties-2023", "claim", DIGEST)], "kind: found a claim; it was published as a chapter"),
    ("two that bear one id", [], [Named("ties-23", "chapter", "Ties"), Named("ties-23", "claim", DIGEST)], "found a chapter 'Ties' and a claim"),
    ("an id that stands twice", [CLAIM, CLAIM], [HERE["claim"]], "elpais-07: id: found 2 entries of that id"),
    ("a claim on other words", [CLAIM], [Named("elpais-07", "claim", OTHER)], f'revised: [{{version: next, digest: "{OTHER}", reason: ...}}]'),
    ("a claim moved again", [CLAIM | {"revised": [GONE | {"digest": OTHER}]}], [HERE["claim"]], "another span than the one that was published"),
    ("an unknown version", [CLAIM | {"since": "2026.11.7"}], [HERE["claim"]], "since: found '2026.11.7', which is no published version; allowed: 2026.12.0, 2026.11.1"),
    ("renamed to nothing", [FIGURE | {"renamed": GONE | {"to": "figure-b"}}], [Named("figure-c", "figure", "c")], "'figure-b', which nothing bears; near: figure-c"),
    ("renamed to another kind", [FIGURE | {"renamed": GONE | {"to": "table-b"}}], [Named("table-b", "table", "b")], "'table-b', which is no figure"),
    ("renamed in a circle", [FIGURE | {"renamed": GONE | {"to": "figure-b"}}, {**FIGURE, "id": "figure-b", "renamed": GONE | {"to": "figure-rubric"}}], [], "which leads back to figure-rubric"),
    ("superseded by nothing", [CLAIM | {"withdrawn": GONE | {"superseded_by": "elpais-99"}}], [Named("elpais-98", "claim", OTHER)], "'elpais-99', which nothing bears; near: elpais-98"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "present", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_is_refused_is_told_with_file_id_and_remedy(entries, present, words):
    said = told(entries, present)
    assert words in said and all(line.startswith("book/identifiers.yml: ") for line in said.splitlines())


def test_a_withdrawn_judgement_needs_its_erratum():
    entry = JUDGED | {"withdrawn": GONE}
    assert "by no erratum" in told([entry], [], errata={})
    assert told([entry], [], errata={"judgement-4": "erratum-07"}) == ""


def test_kinds_of_which_nothing_is_known_yet_are_not_missed():
    gone = CLAIM | {"withdrawn": GONE | {"superseded_by": "figure-new"}}
    assert told([FIGURE, gone], [], kinds=["claim"]) == ""
    assert "figure-rubric" in told([FIGURE, gone], [], kinds=["figure"])


SPOILT = [
    ("form", {"id": "Figure 1"}, "an id of a figure has the form"),
    ("no name", {"named": None}, "every other kind says what it named"),
    ("a digest", {"digest": DIGEST}, "every other kind says what it named"),
    ("revised", {"revised": [{"version": "next", "digest": OTHER, "reason": "So."}]}, "only a claim is revised"),
    ("both", {"renamed": GONE | {"to": "figure-b"}, "withdrawn": GONE}, "renamed or withdrawn, not both"),
    ("kind", {"kind": "picture"}, "allowed: 'chapter', 'judgement', 'claim', 'figure' or 'table'"),
    ("since", {"since": "next"}, "write year, month and number"),
    ("version", {"withdrawn": {"version": "soon", "reason": "So."}}, "or next where it is not published yet"),
    ("reason", {"withdrawn": {"version": "next"}}, "reason"),
    ("field", {"renamed_to": "figure-b"}, "renamed_to"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "words"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_a_spoilt_entry_is_told_with_file_entry_and_remedy(tmp_path, fields, words):
    (tmp_path / "book").mkdir()
    write_yaml(tmp_path / "book/identifiers.yml", [CLAIM, FIGURE | fields])
    with pytest.raises(EvidenceError) as caught:
        load_identifiers(tmp_path)
    assert words in str(caught.value) and "book/identifiers.yml: entry 2" in str(caught.value)


@pytest.mark.parametrize("entry", [CLAIM, JUDGED])
def test_claims_and_judgements_are_not_renamed(entry):
    with pytest.raises(ValueError, match="keeps its id; withdraw it"):
        Identifier.model_validate(entry | {"renamed": GONE | {"to": "x"}})


NAMES = st.one_of(st.sampled_from(["figure-a", "figure-b", "table-a", "elpais-07", "judgement-1", "ties"]), st.text(max_size=12))  # fmt: skip


@given(st.lists(st.tuples(NAMES, NAMES), max_size=6), NAMES)
def test_following_names_always_ends(pairs, start):
    entries = [
        Identifier.model_construct(
            id=old, kind="figure", renamed=Renaming.model_construct(version="next", to=new, reason="x")
        )
        for old, new in pairs
    ]
    chain = dict(pairs)
    end = became(start, entries)
    assert end is None or end not in chain


@given(st.lists(NAMES, max_size=6), st.lists(NAMES, max_size=6), st.booleans())
def test_any_lost_and_any_reused_id_is_told(published, present, withdrawn):
    gone = Withdrawal(version="next", reason="x") if withdrawn else None
    entries = [Identifier.model_construct(id=name, kind="figure", since="2026.11.1", named="x", withdrawn=gone, renamed=None, revised=[], digest=None) for name in published]  # fmt: skip
    problems = Problems()
    check_identifiers(entries, [Named(name, "figure", "x") for name in present], VERSIONS, problems)
    refused = {problem.entry for problem in problems if problem.field in {"", "id"}}
    broken = set(published) & set(present) if withdrawn else set(published) - set(present)
    assert broken <= refused


@pytest.mark.parametrize(
    ("name", "kind"),
    [("judgement-10", "judgement"), ("elpais-07", "claim"), ("figure-2023", "figure"), ("table-register-skai", "table"), ("index", "chapter"), ("judgement-x", "chapter")],
)  # fmt: skip
def test_the_form_of_an_id_tells_its_kind(name, kind):
    assert kind_of(name) == kind


# The project's own


def test_every_page_claim_and_judgement_has_an_id_of_its_kind(evidence):
    found = named_here(evidence, analysis.load_judgements(evidence), analysis.load_pages())
    kinds = {
        kind: [one.id for one in found if one.kind == kind] for kind in ("chapter", "judgement", "claim")
    }
    assert {"index", "divisions", "changelog"} <= set(kinds["chapter"])
    assert kinds["claim"] == list(evidence.claims.index)
    assert all(kind_of(one.id) == one.kind for one in found)
    assert next(one.named for one in found if one.id == "divisions") == "Alliance divisions"


def test_the_registry_holds_for_the_evidence_as_it_is(evidence):
    published = check_published(evidence, analysis.load_judgements(evidence), analysis.load_pages())
    assert published == len(load_identifiers())


def test_withdrawn_judgements_of_the_registry_are_those_of_the_errata(evidence):
    registered = {one.id for one in load_identifiers() if one.kind == "judgement" and one.withdrawn}
    assert registered <= set(withdrawn_judgements(evidence))


def test_the_command_that_checks_reads_the_registry(tmp_path, capsys):
    ignore = shutil.ignore_patterns("texts", "_ext", "_static")
    for name in ("seeds", "book"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    first = load_identifiers()
    entry = CLAIM | {"since": "2026.11.0"}
    path = tmp_path / "book/identifiers.yml"
    if first:
        edit(path, lambda rows: next(row for row in rows if row["id"] == "elpais-07").update(entry))
    else:
        write_yaml(path, [entry])
    assert main(["--seeds", str(tmp_path / "seeds"), "check"]) == 1
    said = capsys.readouterr().err
    assert "book/identifiers.yml: elpais-07: digest: found another span" in said

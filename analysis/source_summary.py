"""The source summary statement: what the source base of judgements is worth as a whole, after ICD 206.

ICD 206 asks such a statement for the strengths and weaknesses of the source base, for the sources that
matter most to the judgements, for what corroborates and what conflicts, and for the expertise relied on; and
it names factors of quality: completeness, age, access, validation, motivation and bias. Each part here
answers one of these, composed from grades, verdicts, chains and trials: no number is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from .confidence import ceiling, pages_of, witnesses_behind
from .dates import spoken_date
from .model import Judgement
from .plotting import listing
from .prose import spell
from .sensitivity import table_sensitivity
from .tables import Evidence

__all__ = ["PARTS", "behind", "record_doubt", "source_summary", "weakest_point"]

#: The parts of the statement, in their order, and what ICD 206 asks for that each answers.
PARTS: dict[str, str] = {
    "Base": "what the sources are, how many, of what age",
    "Strengths": "what validates them",
    "Weaknesses": "completeness, access, what was changed on the way, motivation and bias",
    "What matters most": "which sources are most important to the judgements",
    "Agreement and conflict": "what corroborates and what conflicts",
    "Expertise": "whose reading of the matter is relied on",
    "Gaps": "what is missing",
    "Confidence": "how the source base bears on confidence",
}
DOUBTS = ["no-basis", "none", "minor", "some", "significant", "lacking"]
COPIED = (
    r"\b(?:copy|copies|excerpts?|reprint)\b"  # what the bibliography says of a page that another site holds
)
SLANT = DOUBTS.index("significant")  # from here the record of the publishers is told as a slant


def source_summary(evidence: Evidence, judgements: Sequence[Judgement]) -> list[tuple[str, str]]:
    """Compose the source summary statement of some judgements.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    judgements : sequence of Judgement
        Those of one product; at least one.

    Returns
    -------
    list of (str, str)
        Name of a part, of :data:`PARTS`, and its sentences as plain text.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> parts = source_summary(evidence, load_judgements(evidence)[:2])
    >>> [name for name, _ in parts] == list(PARTS)
    True
    """
    named = list(dict.fromkeys(claim for one in judgements for claim in behind(one)))
    claims = evidence.claims.loc[named]
    documents = evidence.sources.loc[
        [name for name in evidence.sources.index if name in set(claims["source"])]
    ]
    keys = sorted(set().union(*(pages_of(one, evidence) for one in judgements)))
    pages = evidence.references.loc[keys]
    trials = table_sensitivity(evidence, judgements)
    parts = [
        _base(evidence, judgements, claims, documents, pages),
        _strengths(evidence, judgements, claims),
        _weaknesses(evidence, judgements, documents, pages),
        _most_important(evidence, judgements, trials),
        _agreement(evidence, judgements, claims),
        _expertise(evidence, claims),
        _gaps(evidence, documents, pages),
        _confidence(evidence, judgements),
    ]
    return [(name, " ".join(sentences)) for name, sentences in zip(PARTS, parts, strict=True)]


def behind(judgement: Judgement) -> list[str]:
    """Return the claims that bear a judgement out, errors included.

    Parameters
    ----------
    judgement : Judgement
        With its evidence.

    Returns
    -------
    list of str
        Ids, in the order of its points.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> behind(load_judgements(load())[0])[0]
    'asianews-29'
    """
    return [*judgement.evidence_for, *judgement.evidence_errors]


def weakest_point(evidence: Evidence, source: str) -> pd.Series:
    """Return the criterion of reliability on which a document is weakest.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    Series
        Row of ``Evidence.rubric``: ``criterion``, ``doubt``, ``reason``; of two as weak, the first.

    Examples
    --------
    >>> from analysis import load
    >>> weakest_point(load(), "paraphrase")["criterion"]
    'authenticity'
    """
    rows = evidence.rubric[evidence.rubric["source"] == source]
    order = rows["doubt"].map(DOUBTS.index).sort_values(ascending=False, kind="stable").index
    return rows.loc[order[0]]


def record_doubt(evidence: Evidence, source: str) -> str:
    """Return why the past of its publishers speaks against a document.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    str
        The reason for its rating on the criterion ``record`` where the doubt is significant or more; else
        empty.

    Examples
    --------
    >>> from analysis import load
    >>> record_doubt(load(), "elpais")
    ''
    """
    rows = evidence.rubric[(evidence.rubric["source"] == source) & (evidence.rubric["criterion"] == "record")]
    return "".join(rows.loc[rows["doubt"].map(DOUBTS.index) >= SLANT, "reason"])


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"{spell(number)} {noun if number == 1 else plural or noun + 's'}"


def _none(number: int) -> str:
    return spell(number) if number else "none"


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]


def _numbers(judgements: Iterable[Judgement]) -> str:
    """Return judgements by their numbers, such as ``judgements 1 and 3``."""
    numbers = [one.id.rpartition("-")[2] for one in judgements]
    return f"judgement{'s' if len(numbers) > 1 else ''} {listing(numbers)}"


def _base(
    evidence: Evidence,
    judgements: Sequence[Judgement],
    claims: pd.DataFrame,
    documents: pd.DataFrame,
    pages: pd.DataFrame,
) -> list[str]:
    first, last = documents["published_earliest"].min(), documents["published_latest"].max()
    seen = pages["institution"].nunique()
    primary = int(pages["primary"].sum())
    kinds = [f"{row.label} ({row.reliability})" for row in documents.itertuples()]
    dated = pages["date"].dropna()
    newest = f"; the newest is of {spoken_date(dated.max())}" if len(dated) else ""
    rests = "rest" if len(judgements) > 1 else "rests"
    stand = "stands" if len(pages) == 1 else "stand"
    return [
        f"{_start(_numbers(judgements))} {rests} on {_counted(len(claims), 'claim')} of "
        f"{spell(len(documents))} of the {_counted(len(evidence.sources), 'document')} coded, published "
        f"between {spoken_date(first)} and {spoken_date(last)}, with their reliability: {listing(kinds)}.",
        f"Beside them {stand} {_counted(len(pages), 'page')} of the public record ({spell(primary)} primary) "
        f"by {_counted(seen, 'institution')}{newest}. All sources are open.",
    ]


def _strengths(evidence: Evidence, judgements: Sequence[Judgement], claims: pd.DataFrame) -> list[str]:
    outright = int((claims["verdict"] == "confirmed").sum())
    caveat = int((claims["verdict"] == "confirmed-with-caveat").sum())
    said = [
        f"Each claim was taken to the public record, which confirms {_none(outright)} of these outright and "
        f"{_none(caveat)} with a caveat."
    ]
    errors = sum(len(one.evidence_errors) for one in judgements)
    if errors:
        said.append(
            f"Of {_counted(errors, 'claim')} the error itself is the evidence, and the record shows it."
        )
    robust = [one for one in judgements if ceiling(one, evidence).evidence == "robust"]
    if robust:
        said.append(
            f"Behind {_numbers(robust)} the evidence is robust by the report's rule: several institutions of "
            "the record, one of them with a primary page, and more than one document."
        )
    return said


def _weaknesses(
    evidence: Evidence, judgements: Sequence[Judgement], documents: pd.DataFrame, pages: pd.DataFrame
) -> list[str]:
    whole = documents["label"][documents["original_found"] == "whole"]
    told = "Of no document was the original seen whole." if whole.empty else (
        f"Only of {listing(list(whole))} was the original seen whole."
    )  # fmt: skip
    said = [told]
    weakest: dict[str, list[str]] = {}
    for name, label in documents["label"].items():
        weakest.setdefault(weakest_point(evidence, name)["criterion"], []).append(label)
    points = ", ".join(f"{criterion} ({listing(labels)})" for criterion, labels in weakest.items())
    said.append(f"The weakest points are: {points}; the reasons stand with each document under References.")
    partial = [label for name, label in documents["label"].items() if record_doubt(evidence, name)]
    if partial:
        said.append(f"The record of its publishers gives reason to expect a slant in {listing(partial)}.")
    copied = int((pages["primary"] & pages["publisher"].str.contains(COPIED)).sum())
    if copied:
        was = "was" if copied == 1 else "were"
        said.append(
            f"{_start(spell(copied))} of the {_counted(int(pages['primary'].sum()), 'primary page')} {was} "
            "read in a copy or excerpt on another site."
        )
    state = pages[pages["institution"].str.endswith("(state)")]
    if len(state):
        outlets = listing(sorted(state["institution"].str.removesuffix(" (state)").unique()))
        verb = "shows" if len(state) == 1 else "show"
        said.append(
            f"{_start(_counted(len(state), 'page'))} of state outlets or offices of {outlets} {verb} what "
            "was said, not that it is so."
        )
    single = [
        one for one in judgements if len(behind(one)) > 1 and witnesses_behind(behind(one), evidence) == 1
    ]
    if single:
        said.append(f"All claims behind {_numbers(single)} go back to one witness.")
    return said


def _most_important(evidence: Evidence, judgements: Sequence[Judgement], trials: pd.DataFrame) -> list[str]:
    said = []
    for one in judgements:  # each by itself: what fails first is not the same for all
        keys = sorted(pages_of(one, evidence))
        counts = evidence.references.loc[keys, "institution"].value_counts(sort=False)
        counts = counts.sort_values(ascending=False, kind="stable")
        who, share = (_institution(counts.index[0]), int(counts.iloc[0])) if len(counts) else ("", 0)
        if len(keys) == 1:
            said.append(f"{_start(_numbers([one]))} leans on one page alone, of {who}.")
        elif share:
            part = f"{spell(share)} of {_counted(len(keys), 'page')}"
            said.append(f"{_start(_numbers([one]))} leans most on {who} ({part}).")
        rows = trials[trials["judgement"] == one.id]
        falls = list(rows.loc[rows["outcome"] == "falls", "scenario"])
        weakens = rows[rows["outcome"] == "weakens"]
        if falls:
            without = " or without ".join(falls)
            said.append(f"Without {without} it has no credible claim of a document left.")
        for level, group in weakens.groupby("ceiling", sort=False):
            said.append(
                f"Without {' or without '.join(group['scenario'])} its confidence would be {level} at most."
            )
        if not falls and weakens.empty:
            low = "; its confidence is the lowest there is" if one.confidence == "low" else ""
            said.append(f"It hangs on no single source{low}.")
    return said


def _institution(name: str) -> str:
    state = name.removesuffix(" (state)")
    return name if state == name else f"outlets and offices of the state of {state}"


def _agreement(evidence: Evidence, judgements: Sequence[Judgement], claims: pd.DataFrame) -> list[str]:
    touched = evidence.corroboration[
        [bool(set(names) & set(claims.index)) for names in evidence.corroboration["claims"]]
    ]
    agree = touched[touched["relation"] == "agreement"]
    differ = len(touched) - len(agree)
    independent = int(agree["independent"].sum())
    said = [
        f"Of {_counted(len(touched), 'point')} that these claims touch, documents agree on "
        f"{_none(len(agree))}, as independent witnesses on {_none(independent)}, and differ on "
        f"{_none(differ)}."
        if len(touched)
        else "On what these claims say no other document was found to agree or to differ."
    ]
    for one in judgements:
        if one.evidence_against:
            stands = "stands" if len(one.evidence_against) == 1 else "stand"
            said.append(f"Against {_numbers([one])} {stands} {listing(one.evidence_against)}.")
    quiet = [one for one in judgements if not one.evidence_against]
    if quiet:
        said.append(f"Against {_numbers(quiet)} the report names no claim.")
    whole = evidence.claims[evidence.claims["source"].isin(set(claims["source"]))]
    wrong = int((whole["verdict"] == "contradicted").sum())
    used = int((claims["verdict"] == "contradicted").sum())
    if wrong:
        errors = "stands here, as an error" if used == 1 else "stand here, as errors"
        role = f"{spell(used)} of them {errors}" if used else "none of them bears a judgement here"
        said.append(f"The record contradicts {_counted(wrong, 'claim')} of the same documents; {role}.")
    return said


def _expertise(evidence: Evidence, claims: pd.DataFrame) -> list[str]:
    """Say which claims are words of people who speak for no state and no institution."""
    speakers = evidence.codebook.variables["speaker"].codes
    own = [name for name, code in speakers.items() if code.actor == name]
    actors = evidence.codebook.variables["actor"].codes
    experts = [name for name in own if (actors[name].group or "other") == "expert"]
    used = claims[claims["speaker"].isin(experts)]
    if used.empty:
        return ["No claim used is an expert's reading; the judgements are the authors' own."]
    give, names = "gives" if len(used) == 1 else "give", listing(sorted(set(used["speaker"])))
    return [f"{_start(_counted(len(used), 'claim'))} used {give} the words of {names}."]


def _gaps(evidence: Evidence, documents: pd.DataFrame, pages: pd.DataFrame) -> list[str]:
    whole = evidence.claims[evidence.claims["source"].isin(documents.index)]
    unseen = int((whole["verdict"] == "unverified").sum())
    undated = int(pages["date"].isna().sum())
    said = []
    if unseen:
        said.append(
            f"{_start(_counted(unseen, 'claim'))} of these documents could not be found in the record."
        )
    if undated:
        said.append(f"{_start(_counted(undated, 'page'))} of the record used show no date.")
    newest, latest = pages["date"].dropna().max(), evidence.references["date"].dropna().max()
    if isinstance(newest, str) and newest < latest:
        said.append(
            f"No dated page used is newer than {spoken_date(newest)}, and none in the whole report newer "
            f"than {spoken_date(latest)}: what came later is not covered."
        )
    said.append(
        f"The record was searched until {spoken_date(evidence.references['seen'].max())}, in a store of "
        "public pages, often as excerpts. Language models coded and checked; no person reviewed each claim."
    )
    return said


def _confidence(evidence: Evidence, judgements: Sequence[Judgement]) -> list[str]:
    said = []
    for one in judgements:
        allowed = ceiling(one, evidence)
        claimed = "" if allowed.confidence == one.confidence else f"; {one.confidence} is claimed"
        said.append(
            f"{allowed.confidence} for {_numbers([one])} ({allowed.evidence} evidence, {allowed.agreement} "
            f"agreement{claimed})"
        )
    return [f"At most this confidence follows from the source base, by the report's rule: {listing(said)}."]

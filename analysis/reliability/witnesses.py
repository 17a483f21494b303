"""What documents share and where they agree: wording, upstream, agreement and tension."""

from __future__ import annotations

from itertools import chain, combinations

import pandas as pd

from ..independence import TIES, ties
from ..reading_many import without_collection
from ..shared_wording import candidate_pairs, places_of_runs
from ..tables import Evidence

__all__ = ["table_relations", "table_shared", "table_ties"]


@without_collection()
def table_shared(evidence: Evidence) -> pd.DataFrame:
    """Return the wording that pairs of documents share, from hashed runs of five words.

    The hashes are those of :func:`analysis.counts.shingles`, published in place of the texts as
    in the HathiTrust Extracted Features. A run lies within one paragraph and counts once.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per pair of documents, those that share most first; pairs that share nothing are
        kept, with 0. Of more than :data:`analysis.independence.EVERY_PAIR` documents only pairs that share
        something are told, as :mod:`analysis.shared_wording` finds them:

        - ``pair``: the two labels;
        - ``shared``: how many runs of five words both have;
        - ``share_of_shorter``: percent of the distinct runs of the document that has fewer;
        - ``paragraphs``: where they stand in each, ``–`` where there is none;
        - ``upstream``: list of the statements, wires and articles that both chains name.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_shared(load())
    >>> len(table) >= 10, table["shared"].is_monotonic_decreasing
    (True, True)
    """
    places = places_of_runs(evidence.counts, evidence.sources.index)
    upstream = {(row.first, row.second): row.shared for row in evidence.upstream.itertuples()}
    labelled = evidence.sources["label"].to_dict()
    pairs, rows = candidate_pairs(places), []
    if upstream.keys() - set(pairs):  # of many documents: pairs without shared wording
        order = {name: place for place, name in enumerate(evidence.sources.index)}
        pairs = sorted({*pairs, *upstream}, key=lambda pair: (order[pair[0]], order[pair[1]]))
    for first, second in pairs:
        both = places[first].keys() & places[second].keys()
        smaller = min(len(places[first]), len(places[second]))
        paragraphs = [
            [f"¶{number}" for number in sorted(set(chain.from_iterable(map(places[name].get, both))))]
            for name in (first, second)
        ]
        labels = [labelled[first], labelled[second]]
        rows.append(
            {
                "pair": " and ".join(labels),
                "shared": len(both),
                "share_of_shorter": 100 * len(both) / smaller if smaller else float("nan"),
                "paragraphs": "; ".join(
                    f"{label} {', '.join(place)}" for label, place in zip(labels, paragraphs, strict=True)
                )
                if both
                else "–",
                "upstream": [name.replace("-", " ").title() for name in upstream.get((first, second), [])],
            }
        )
    return pd.DataFrame(rows).sort_values("shared", ascending=False, kind="stable").reset_index(drop=True)


def table_relations(evidence: Evidence, relation: str) -> pd.DataFrame:
    """Return the points on which documents agree or differ.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    relation : str
        ``agreement``, ``contradiction`` or ``tension``.

    Returns
    -------
    DataFrame
        One row per point, in the order of ``seeds/corroboration.yml``; empty where `relation` is
        another word:

        - ``point``: what it is about;
        - ``independent``, for agreements only: ``yes`` where two of the claims have independent
          witnesses, else ``no``, computed by :mod:`analysis.independence`;
        - ``reason``: how the claims bear on each other;
        - ``claims``: list of the ids of the claims.

    Examples
    --------
    >>> from analysis import load
    >>> table_relations(load(), "agreement").columns.tolist()
    ['point', 'independent', 'reason', 'claims']
    """
    rows = evidence.corroboration[evidence.corroboration["relation"] == relation]
    table = rows[["point", "reason", "claims"]].reset_index(drop=True)
    if relation == "agreement":  # that opponents are independent says nothing for either
        independent = rows["independent"].map({True: "yes", False: "no"})
        table.insert(1, "independent", independent.to_numpy())
    return table


def table_ties(evidence: Evidence) -> pd.DataFrame:
    """Return why pairs of claims on one point are no two witnesses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per tie, in the order in which they are tried, and a last one for independent pairs:

        - ``tie``: its name;
        - ``rule``: in words;
        - ``agreeing``, ``differing``: how many pairs of claims on one point, of different documents, it
          holds for, by whether the point is one of agreement; one pair may be tied in several ways.

    Examples
    --------
    >>> from analysis import load
    >>> table_ties(load())["tie"].iloc[-1]
    'none'
    """
    found = {name: {"agreeing": 0, "differing": 0} for name in [*TIES, "none"]}
    for row in evidence.corroboration.itertuples():
        sort = "agreeing" if row.relation == "agreement" else "differing"
        for first, second in combinations(row.claims, 2):
            reasons = ties(evidence.witnesses[first], evidence.witnesses[second])
            if "same document" not in reasons:
                for reason in reasons or ["none"]:
                    found[reason][sort] += 1
    rules = {name: rule for name, rule in TIES.items() if name != "same document"}
    rules["none"] = "the two are independent witnesses"
    return pd.DataFrame([{"tie": name, "rule": rule} | found[name] for name, rule in rules.items()])

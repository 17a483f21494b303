"""What documents share and where they agree: wording, upstream, agreement and tension."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from ..independence import TIES, ties
from ..tables import Evidence

__all__ = ["table_relations", "table_shared", "table_ties"]


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
        One row per pair of documents, those that share most first; pairs that share nothing
        are kept, with 0:

        - ``pair``: the two labels;
        - ``shared``: how many runs of five words both have;
        - ``share_of_shorter``: percent of the distinct runs of the document that has fewer;
        - ``paragraphs``: where they stand in each, ``–`` where there is none;
        - ``upstream``: list of the statements, wires and articles that both chains name.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_shared(load())
    >>> len(table), table["shared"].is_monotonic_decreasing
    (10, True)
    """
    counts = evidence.counts
    runs = {
        source: counts[counts["source"] == source].explode("shingles").dropna(subset=["shingles"])
        for source in evidence.sources.index
    }
    upstream = {(row.first, row.second): row.shared for row in evidence.upstream.itertuples()}
    rows = []
    for first, second in combinations(evidence.sources.index, 2):
        both = set(runs[first]["shingles"]) & set(runs[second]["shingles"])
        smaller = min(runs[first]["shingles"].nunique(), runs[second]["shingles"].nunique())
        places = [
            sorted(
                {f"¶{number}" for number in runs[name].loc[runs[name]["shingles"].isin(both), "paragraph"]},
                key=lambda text: int(text[1:]),
            )
            for name in (first, second)
        ]
        labels = [evidence.sources.at[name, "label"] for name in (first, second)]
        rows.append(
            {
                "pair": " and ".join(labels),
                "shared": len(both),
                "share_of_shorter": 100 * len(both) / smaller if smaller else float("nan"),
                "paragraphs": "; ".join(
                    f"{label} {', '.join(place)}" for label, place in zip(labels, places, strict=True)
                )
                if both
                else "–",
                "upstream": [name.replace("-", " ") for name in upstream[first, second]],
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
        - ``independent``: ``yes`` where two of the claims have independent witnesses, else ``no``,
          computed by :mod:`analysis.independence`;
        - ``reason``: how the claims bear on each other;
        - ``claims``: list of the ids of the claims.

    Examples
    --------
    >>> from analysis import load
    >>> table_relations(load(), "agreement").columns.tolist()
    ['point', 'independent', 'reason', 'claims']
    """
    rows = evidence.corroboration[evidence.corroboration["relation"] == relation]
    return pd.DataFrame(
        {
            "point": rows["point"],
            "independent": rows["independent"].map({True: "yes", False: "no"}),
            "reason": rows["reason"],
            "claims": rows["claims"],
        }
    )


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
        - ``pairs``: how many pairs of claims on one point, of different documents, it holds for; one
          pair may be tied in several ways.

    Examples
    --------
    >>> from analysis import load
    >>> table_ties(load())["tie"].iloc[-1]
    'none'
    """
    found = dict.fromkeys(TIES, 0)
    independent = 0
    for names in evidence.corroboration["claims"]:
        for first, second in combinations(names, 2):
            reasons = ties(evidence.witnesses[first], evidence.witnesses[second])
            if "same document" in reasons:
                continue
            independent += not reasons
            for reason in reasons:
                found[reason] += 1
    rows = [
        {"tie": name, "rule": rule, "pairs": found[name]}
        for name, rule in TIES.items()
        if name != "same document"
    ]
    rows.append({"tie": "none", "rule": "the two are independent witnesses", "pairs": independent})
    return pd.DataFrame(rows)

"""How far the checks can be trusted: a sample of them, looked at again."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

from ..agreement import coefficient, interval
from ..tables import Evidence

__all__ = ["audit_numbers", "table_audit", "table_audit_faults", "table_rerating", "table_verdicts_settled"]

PARTS = {"verdict_holds": "verdict", "finding_sound": "every sentence of the finding"}


def table_audit(evidence: Evidence) -> pd.DataFrame:
    """Return how many of the checks drawn hold, with an interval for all checks.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row for the verdict and one for the finding; empty where nothing was audited:

        - ``part``: what was looked at;
        - ``checks``: how many were drawn; ``hold``: how many hold;
        - ``percent``, ``low``, ``high``: share that holds, with Wilson's 95 percent interval.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_audit(load())
    >>> bool((table["low"] < table["percent"]).all())
    True
    """
    audit = evidence.audit
    rows = []
    for column, part in PARTS.items() if len(audit) else ():
        hold, drawn = int(audit[column].sum()), len(audit)
        low, high = wilson(hold, drawn)
        rows.append(
            {
                "part": part,
                "checks": drawn,
                "hold": hold,
                "percent": 100 * hold / drawn,
                "low": 100 * low,
                "high": 100 * high,
            }
        )
    return pd.DataFrame(rows, columns=["part", "checks", "hold", "percent", "low", "high"])


def table_audit_faults(evidence: Evidence) -> pd.DataFrame:
    """Return what the audit found wrong.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per check that did not hold: ``claims`` (list of one id), ``fault`` (verdict or finding),
        ``note``.

    Examples
    --------
    >>> from analysis import load
    >>> table_audit_faults(load()).columns.tolist()
    ['claims', 'fault', 'note']
    """
    faults = evidence.audit[evidence.audit["note"].notna()]
    return pd.DataFrame(
        {
            "claims": [[claim] for claim in faults["claim"]],
            "fault": ["finding" if holds else "verdict" for holds in faults["verdict_holds"]],
            "note": faults["note"].tolist(),
        }
    )


def table_rerating(evidence: Evidence) -> pd.DataFrame:
    """Return how far two blind raters and the lead agree on verdicts.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per pair, the blind one first; empty where nothing was rated twice:

        - ``raters``: who;
        - ``claims``: how many both rated; ``same``: percent with the same verdict;
        - ``alpha``, ``low``, ``high``: Krippendorff's alpha, nominal, with a 95 percent bootstrap interval
          over claims.

    Examples
    --------
    >>> from analysis import load
    >>> table_rerating(load())["raters"].tolist()[0]
    'the two blind raters'
    """
    codes, rated = evidence.codes("verdict"), evidence.rerating
    pairs = {
        "the two blind raters": ("first", "second"),
        "the lead and the first": ("lead", "first"),
        "the lead and the second": ("lead", "second"),
    }
    rows = []
    for raters, (one, other) in pairs.items() if len(rated) else ():
        counts = np.array(
            [[int(first == code) + int(second == code) for code in codes]
             for first, second in zip(rated[one], rated[other], strict=True)]
        )  # fmt: skip
        scale = np.arange(len(codes), dtype=float)
        low, high = interval(counts, scale, "nominal")
        rows.append(
            {
                "raters": raters,
                "claims": len(rated),
                "same": 100 * float((rated[one] == rated[other]).mean()),
                "alpha": coefficient(counts, scale, "nominal"),
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(rows, columns=["raters", "claims", "same", "alpha", "low", "high"])


def table_verdicts_settled(evidence: Evidence) -> pd.DataFrame:
    """Return the verdicts on which the raters and the lead were not of one mind.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per claim: ``claims`` (list of one id), ``lead``, ``first``, ``second``, ``stands``
        (verdicts in plain words) and ``why``.

    Examples
    --------
    >>> from analysis import load
    >>> table_verdicts_settled(load()).columns.tolist()
    ['claims', 'lead', 'first', 'second', 'stands', 'why']
    """
    rated = evidence.rerating
    rows = rated[(rated["lead"] != rated["first"]) | (rated["lead"] != rated["second"])]
    both = np.where(
        rows["first"] == rows["second"], "both raters agree", "the raters differ; the lead's stands"
    )
    label = {code: evidence.codebook.label("verdict", code) for code in evidence.codes("verdict")}
    return pd.DataFrame(
        {
            "claims": [[claim] for claim in rows["claim"]],
            **{who: [label[code] for code in rows[who]] for who in ("lead", "first", "second")},
            "stands": [label[evidence.claims.at[claim, "verdict"]] for claim in rows["claim"]],
            "why": rows["reason"].fillna(pd.Series(both, index=rows.index)).tolist(),
        }
    )


def audit_numbers(evidence: Evidence) -> dict[str, int | str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to (int or str)
        - ``audited``: checks drawn;
        - ``verdicts_hold``, ``findings_sound``: how many hold;
        - ``unsound_low``, ``unsound_high``: Wilson's interval for the percent of unsound findings;
        - ``rerated``: claims whose verdict two blind raters gave again; ``rerated_alpha``: theirs;
          ``rerated_lead``: the lower of the lead's alphas with them;
        - ``verdicts_changed``: verdicts changed by it; ``verdicts_kept``: kept against both, with a reason;
        - ``caveats_confirmed``: caveats of the lead that both raters call confirmed.

    Examples
    --------
    >>> from analysis import load
    >>> found = audit_numbers(load())
    >>> found["findings_sound"] <= found["audited"]
    True
    """
    audit = evidence.audit
    sound = int(audit["finding_sound"].sum())
    low, high = wilson(len(audit) - sound, len(audit))
    rated, alphas = evidence.rerating, table_rerating(evidence)["alpha"].tolist() or [float("nan")] * 3
    stands = rated["claim"].map(evidence.claims["verdict"])
    together = rated["first"] == rated["second"]
    return {
        "audited": len(audit),
        "verdicts_hold": int(audit["verdict_holds"].sum()),
        "findings_sound": sound,
        "unsound_low": round(100 * low),
        "unsound_high": round(100 * high),
        "rerated": len(rated),
        "rerated_alpha": f"{alphas[0]:.2f}",
        "rerated_lead": f"{min(alphas[1:]):.2f}",
        "verdicts_changed": int((rated["lead"] != stands).sum()),
        "verdicts_kept": int((together & (stands != rated["first"]) & (stands == rated["lead"])).sum()),
        "caveats_confirmed": int(
            ((rated["lead"] == "confirmed-with-caveat") & together & (rated["first"] == "confirmed")).sum()
        ),
    }


def wilson(hits: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval for a share.

    Parameters
    ----------
    hits, trials : int
        Such as 5 of 42.
    confidence : float, optional
        Of the interval, between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper bound, 0 to 1; the whole range where nothing was tried.

    Notes
    -----
    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference.

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson(0, 10)]
    [0.0, 0.278]
    """
    if not trials:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = hits / trials, z * z / trials
    centre = (share + weight / 2) / (1 + weight)
    margin = z / (1 + weight) * sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return max(0.0, centre - margin), min(1.0, centre + margin)

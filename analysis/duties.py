"""The duties of ICD 203, ICD 206 and ICS 206-01, and the check of what the book says of them.

The table is the authors' own account, so it is held to three rules that a machine can try: every
duty of the list stands in it, whatever is said to enforce a duty exists under that name, and
nothing counts as built without a test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from .model import Duty, Enforcer
from .problems import Problems, suggest
from .remedies import refuse_repeats, remedy_key
from .tables import Evidence

__all__ = ["DUTIES", "STANDARDS", "check_duties"]

#: Every duty that the table must hold, by directive: ICD 203's nine tradecraft standards first, then the
#: other four of its five analytic standards. A list that may not shrink keeps an awkward row from going.
DUTIES: dict[str, list[str]] = {
    "ICD 203": [
        *(f"icd-203-{number}" for number in range(1, 10)),
        "icd-203-objective",
        "icd-203-independent",
        "icd-203-timely",
        "icd-203-all-sources",
    ],
    "ICD 206": ["icd-206-citations", "icd-206-descriptors", "icd-206-summary", "icd-206-retained"],
    "ICS 206-01": ["ics-206-01-elements", "ics-206-01-ai", "ics-206-01-retained"],
}
STANDARDS = DUTIES["ICD 203"][:9]


def check_duties(
    name: str,
    duties: Sequence[Duty],
    defined: Mapping[str, AbstractSet[str]],
    evidence: Evidence,
    problems: Problems,
) -> None:
    """Check the duties against the code that is said to enforce them, and against the bibliography.

    Every duty of :data:`DUTIES` stands once, under its directive. A duty that is built names a test and
    nothing missing; a partial one names what enforces its part, and what is missing; a gap names
    no check, and what is missing. Every file and check exists, and every reference is known.

    Parameters
    ----------
    name : str
        Name of the file, for messages.
    duties : sequence of Duty
        What to check.
    defined : mapping of str to set of str
        File to the functions and classes that it defines; a file without an entry does not exist.
    evidence : Evidence
        Whose bibliography the duties may cite.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> from analysis import load, load_tradecraft
    >>> evidence = load()
    >>> duties = load_tradecraft(evidence)
    >>> problems = Problems()
    >>> check_duties("tradecraft.yml", duties[1:], {}, evidence, problems)
    >>> print(problems[-1])
    tradecraft.yml: icd-203-1: found no entry; add it, as a gap if nothing is done: a duty is never left out
    """
    for duty in duties:
        known = DUTIES[duty.directive]
        if duty.id not in known:
            problems.note(name, duty.id, "id", f"no duty of {duty.directive}", suggest(duty.id, known))
        _check_status(name, duty, problems)
        for enforcer, count in Counter(duty.enforced_by).items():
            if count > 1:
                found = f"{enforcer.check} of {enforcer.file} twice"
                problems.note(name, duty.id, "enforced_by", found, "name each check once")
            _check_enforcer(name, duty, enforcer, defined, problems)
        for key in duty.references:
            if key not in evidence.references.index:
                remedy = remedy_key(key, evidence.references.index)
                problems.note(name, duty.id, "references", f"'{key}'", remedy)
    refuse_repeats([duty.id for duty in duties], name, problems)
    there = {duty.id for duty in duties}
    for lost in [one for known in DUTIES.values() for one in known if one not in there]:
        remedy = "add it, as a gap if nothing is done: a duty is never left out"
        problems.note(name, lost, "", "no entry", remedy)


def _check_status(name: str, duty: Duty, problems: Problems) -> None:
    """Hold the status of a duty to what stands beside it."""
    if duty.status == "built" and duty.missing:
        remedy = "call it partial, or drop what is missing; built means that nothing is"
        problems.note(name, duty.id, "missing", "text beside the status built", remedy)
    if duty.status != "built" and not duty.missing:
        remedy = f"say what is not done; a status of {duty.status} needs it"
        problems.note(name, duty.id, "missing", "nothing", remedy)
    if duty.status == "built" and not any(enforcer.is_test for enforcer in duty.enforced_by):
        remedy = "name a test (a test_ function of a file tests/test_*.py), or call it partial"
        problems.note(name, duty.id, "enforced_by", "no test beside the status built", remedy)
    if duty.status == "partial" and not duty.enforced_by:
        remedy = "name what enforces the part that is done, or call it a gap"
        problems.note(name, duty.id, "enforced_by", "nothing beside the status partial", remedy)
    if duty.status == "gap" and duty.enforced_by:
        remedy = "call it partial, or name none; of a gap nothing is enforced"
        problems.note(name, duty.id, "enforced_by", "a check beside the status gap", remedy)


def _check_enforcer(
    name: str, duty: Duty, enforcer: Enforcer, defined: Mapping[str, AbstractSet[str]], problems: Problems
) -> None:
    """Refuse a file that does not exist, a name that it does not define, and a test that is none."""
    if enforcer.file not in defined:
        problems.note(
            name, duty.id, "enforced_by", f"no file {enforcer.file}",
            "name a file of the project; where it was renamed, take the new name",
        )  # fmt: skip
    elif enforcer.check not in defined[enforcer.file]:
        found = f"no function or class '{enforcer.check}' in {enforcer.file}"
        remedy = suggest(enforcer.check, sorted(defined[enforcer.file]))
        problems.note(name, duty.id, "enforced_by", found, remedy)
    elif enforcer.file.startswith("tests/") and not enforcer.is_test:
        found = f"'{enforcer.check}' of {enforcer.file}, which pytest does not run as a test"
        problems.note(name, duty.id, "enforced_by", found, "name a test_ function of a file tests/test_*.py")

"""What one record alone cannot know: ids, references between files, corrections against claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .model import UNPLACED, Claim, Codebook, Coding, Dossier
from .problems import Problems, suggest
from .reading import Records
from .remedies import refuse_repeats, remedy_claim, remedy_key, source_of
from .tables import Evidence, first_day, last_day

__all__ = ["check_codings", "check_records"]


def check_records(records: Records, problems: Problems) -> None:
    """Check all records of a folder against each other.

    Ids stand once, every claim and reference that is named exists, anchors keep out of
    furniture, dates and document numbers fit, every error that the record shows has a
    correction, and every correction still finds its error. What cannot be judged because a file
    could not be read, or because the ids of a dossier are wrong, is passed over: its own slip is told.

    Parameters
    ----------
    records : Records
        As from :func:`analysis.reading.read_seeds`.
    problems : Problems
        What was wrong when they were read; what is wrong is added here.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> from analysis.reading import read_seeds
    >>> problems = Problems()
    >>> check_records(read_seeds(SEEDS, problems), problems)
    >>> problems
    []
    """
    spoilt = {problem.file for problem in problems}
    claims = _Claims()
    for dossier in records.dossiers:
        name = f"{records.folder}/dossiers/{dossier.source}.yml"
        claims.add(dossier, sound=_check_dossier(name, dossier, records.codebook, problems))
    _check_numbers(records, problems)
    _check_withdrawn(records, problems)
    _check_links(records, claims, problems)
    bibliography = f"{records.folder}/references.bib"
    keys = {problem.entry for problem in problems if problem.file == bibliography}  # those that have slips
    if records.references:  # an unreadable bibliography has been told already
        _check_keys(records, keys | {reference.key for reference in records.references}, problems)
    if bibliography not in spoilt:
        _check_institutions(records, problems)
    _check_corrections(records, claims, spoilt, problems)
    _check_questions(records, claims, problems)
    _check_rerating(records, claims, problems)


class _Claims(dict[str, Claim]):
    """Claims of all dossiers by their ids, and the documents of which the ids are known."""

    def __init__(self) -> None:
        self.sources: set[str] = set()  # every document to which an id belongs
        self.sound: set[str] = set()  # those whose ids are right: what is not there does not exist

    def add(self, dossier: Dossier, *, sound: bool) -> None:
        """Add the claims of a dossier; sound says whether their ids are right."""
        self.sources.add(dossier.source)
        if sound:
            self.sound.add(dossier.source)
            self.update((claim.id, claim) for claim in dossier.claims)
            return
        for claim in dossier.claims:
            self.sources.add(source_of(claim.id))
            if source_of(claim.id) == dossier.source or claim.id not in self:
                self[claim.id] = claim

    def lack(self, claim: str) -> bool:
        """Whether there is no such claim, and that is no mere follow-up of a dossier with a slip."""
        return claim not in self and source_of(claim) in self.sound


def check_codings(name: str, codings: Iterable[Coding], evidence: Evidence, problems: Problems) -> None:
    """Check blind codings against the documents.

    Every document is a known one, coded from the same text and once by each coder; the mode of
    an event belongs to its type.

    Parameters
    ----------
    name : str
        Name of the folder, for messages.
    codings : iterable of Coding
        What to check.
    evidence : Evidence
        Whose documents they code.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> problems = Problems()
    >>> check_codings("codings", load_codings(evidence), evidence, problems)
    >>> problems
    []
    """
    types = evidence.codebook.variables["event_type"].codes
    for coding in codings:
        file = f"{name}/{coding.coder}.yml"
        refuse_repeats([document.source for document in coding.documents], file, problems)
        for document in coding.documents:
            if document.source not in evidence.sources.index:
                remedy = suggest(document.source, evidence.sources.index)
                problems.note(file, "", "source", f"'{document.source}'", remedy)
                continue
            if document.sha256 != evidence.sources.at[document.source, "sha256"]:
                remedy = "code the text that the dossier names"
                problems.note(file, document.source, "sha256", "that of another text", remedy)
            for number, event in enumerate(document.events, start=1):
                modes = types[event.type].modes
                if event.mode and event.mode not in modes:
                    remedy = (
                        suggest(event.mode, modes) if modes else f"{event.type} has no modes; leave it out"
                    )
                    place = f"{document.source} event number {number}"
                    problems.note(file, place, "mode", f"'{event.mode}'", remedy)


def _check_dossier(name: str, dossier: Dossier, codebook: Codebook, problems: Problems) -> bool:
    """Check one dossier; return whether the ids of its claims are right."""
    known = [claim.id for claim in dossier.claims]
    sound = len(set(known)) == len(known)
    furniture = {number for entry in dossier.furniture for number in entry.paragraphs}
    if any(entry.startswith(UNPLACED) for entry in dossier.unsettled):
        furniture = set()  # its numbers are those of an earlier text, and that is told
    refuse_repeats(known, name, problems)
    if first_day(dossier.published_earliest) > last_day(dossier.published_latest):
        found = f"{dossier.published_earliest} after {dossier.published_latest}"
        problems.note(name, "", "published_earliest", found, "put the earlier date first")
    for criterion in codebook.variables["criterion"].codes:
        if criterion not in dossier.rubric:
            remedy = "rate it, with a reason; no-basis where nothing is known"
            problems.note(name, "rubric", criterion, "nothing", remedy)
    for number, step in enumerate(dossier.chain, start=1):
        # the last step is the text as held, which anyone who has it can see
        if step.basis == "seen" and not step.references and number < len(dossier.chain):
            place = f"step number {number} ({step.who})"
            remedy = "name the page on which it was seen, or write basis: inferred"
            problems.note(name, place, "references", "none of a step that was seen", remedy)
    for claim in dossier.claims:
        place = f"claim {claim.id}"
        if source_of(claim.id) != dossier.source:
            problems.note(name, place, "id", f"'{claim.id}'", f"begin it with '{dossier.source}-'")
            sound = False
        if claim.paragraph in furniture and claim.id not in dossier.unsettled:
            found = f"paragraph {claim.paragraph}, listed as furniture"
            problems.note(name, place, "paragraph", found, "anchor the claim in article text")
    for kind, records in (("stance", dossier.stances), ("event", dossier.events)):
        for number, record in enumerate(records, start=1):
            place = f"{kind} number {number} ({record.actor})"
            for claim in record.claims:
                if claim not in known and sound:
                    problems.note(name, place, "claims", f"'{claim}'", remedy_claim(claim, known))
    for number, event in enumerate(dossier.events, start=1):
        modes = codebook.variables["event_type"].codes[event.type].modes
        if event.mode and event.mode not in modes:
            remedy = suggest(event.mode, modes) if modes else f"{event.type} has no modes; leave it out"
            problems.note(name, f"event number {number} ({event.actor})", "mode", f"'{event.mode}'", remedy)
    for pair, number in Counter((stance.actor, stance.issue) for stance in dossier.stances).items():
        if number > 1:
            place = f"stances of {pair[0]} on {pair[1]}"
            problems.note(name, place, "", f"{number} rows", "keep one row per actor and issue")
    return sound


def _check_numbers(records: Records, problems: Problems) -> None:
    owner: dict[str, str] = {}
    for dossier in records.dossiers:
        first = owner.setdefault(dossier.document, dossier.source)
        if first != dossier.source:
            name = f"{records.folder}/dossiers/{dossier.source}.yml"
            found = f"'{dossier.document}', as in {first}.yml"
            problems.note(name, "", "document", found, "give each document its own number")
    named: dict[str, str] = {}
    for dossier in records.dossiers:
        first = named.setdefault(dossier.label, dossier.source)
        if first != dossier.source:
            name = f"{records.folder}/dossiers/{dossier.source}.yml"
            found = f"'{dossier.label}', as in {first}.yml"
            problems.note(
                name, "", "label", found, "give each document its own label; tables and figures use it"
            )


def _check_withdrawn(records: Records, problems: Problems) -> None:
    """Hold dossiers to texts that were settled and to ids and numbers that nobody bore before."""
    for dossier in records.dossiers:
        name = f"{records.folder}/dossiers/{dossier.source}.yml"
        for entry in dossier.unsettled:
            if entry.startswith(UNPLACED):
                remedy = (
                    "the present text does not have that line, or nobody could look: write under furniture "
                    "which paragraph it is now, or take it out there"
                )
            else:
                remedy = (
                    "the present text does not have its words: anchor it anew (python -m analysis anchor "
                    f"{dossier.source} PHRASE), or take it out of the dossier"
                )
            remedy += "; then take it off this list"
            problems.note(name, "", "unsettled", f"'{entry}'", remedy)
        for gone in records.withdrawn:
            for field in ("source", "document", "sha256"):
                if getattr(dossier, field) == getattr(gone, field):
                    found = f"'{getattr(gone, field)}', that of {gone.source}, which was withdrawn"
                    problems.note(name, "", field, found, "nothing that was withdrawn is used again")
            if dossier.sha256 in gone.earlier:
                found = f"'{dossier.sha256}', an earlier text of {gone.source}, which was withdrawn"
                problems.note(name, "", "sha256", found, "nothing that was withdrawn is used again")
    bearers = {name: gone.source for gone in records.withdrawn for name in gone.corrections}
    for correction in records.corrections:
        if correction.id in bearers:
            found = f"'{correction.id}', a correction of {bearers[correction.id]}, which was withdrawn"
            remedy = "give it a number that no correction ever had"
            problems.note(records.file("corrections"), correction.id, "id", found, remedy)


def _check_links(records: Records, claims: _Claims, problems: Problems) -> None:
    _check_sources(records, claims, problems)
    name = records.file("checks")
    refuse_repeats([check.claim for check in records.checks], name, problems)
    for check in records.checks:
        if claims.lack(check.claim):
            remedy = remedy_claim(check.claim, claims)
            problems.note(name, f"check of {check.claim}", "claim", f"'{check.claim}'", remedy)
    name = records.file("audit")
    refuse_repeats([entry.claim for entry in records.audit], name, problems)
    for entry in records.audit:
        if claims.lack(entry.claim):
            problems.note(name, entry.claim, "claim", f"'{entry.claim}'", remedy_claim(entry.claim, claims))
    name = records.file("corroboration")
    for number, entry in enumerate(records.corroboration, start=1):
        place = f"entry {number}"
        for claim in entry.claims:
            if claims.lack(claim):
                problems.note(name, place, "claims", f"'{claim}'", remedy_claim(claim, claims))
        if len({source_of(claim) for claim in entry.claims}) < 2:
            remedy = "name claims of two or more documents"
            problems.note(name, place, "claims", "claims of one document", remedy)


def _check_sources(records: Records, claims: _Claims, problems: Problems) -> None:
    """Tell once of each document that other files name and that has no dossier."""
    named = Counter(source_of(check.claim) for check in records.checks)
    named += Counter(source_of(claim) for entry in records.corroboration for claim in entry.claims)
    named += Counter(source_of(entry.claim) for entry in records.corrections)
    named += Counter(source_of(claim) for entry in records.errata for claim in entry.claims)
    named += Counter(source_of(entry.claim) for entry in [*records.audit, *records.rerating])
    named += Counter(
        source_of(claim) for question in records.questions for item in question.items for claim in item.claims
    )
    folder = f"{records.folder}/dossiers"
    told = {problem.file.rpartition(".")[0] or problem.file for problem in problems}  # whatever its ending
    for source in sorted(set(named) - claims.sources):
        if f"{folder}/{source}" not in told and folder not in told:
            found = f"{named[source]} mentions of '{source}' in other files, and no such dossier"
            remedy = f"restore {source}.yml, or correct the claim ids"
            problems.note(folder, "", "", found, remedy)


def _check_keys(records: Records, keys: set[str], problems: Problems) -> None:
    folder = records.folder
    named = [
        *((records.file("checks"), check.claim, check.references) for check in records.checks),
        *((records.file("corrections"), entry.id, entry.references) for entry in records.corrections),
        *((records.file("timeline"), entry.date, entry.references) for entry in records.timeline),
    ]
    for entry in records.summits:
        pages = [*entry.on_china_references, *entry.on_four_references, *entry.attendance_references]
        named.append((records.file("summits"), entry.summit, pages))
    for question in records.questions:
        name = records.file("hypotheses")
        named += [(name, entry.id, entry.references) for entry in [*question.items, *question.indicators]]
    for dossier in records.dossiers:
        name = f"{folder}/dossiers/{dossier.source}.yml"
        original = [dossier.original.reference] if dossier.original.reference else []
        named += [(name, "upstream", dossier.upstream), (name, "original", original)]
        named += [(name, f"step of {step.who}", step.references) for step in dossier.chain]
        named += [(name, f"outlet {outlet.name}", outlet.references) for outlet in dossier.outlets]
    for name, place, references in named:
        for key in references:
            if key not in keys:
                problems.note(name, place, "references", f"'{key}'", remedy_key(key, keys))


def _check_institutions(records: Records, problems: Problems) -> None:
    """Hold institutions to authors of the bibliography, each in one institution."""
    name, known = records.file("institutions"), {entry.author for entry in records.references}
    owner: dict[str, str] = {}
    for entry in records.institutions:
        for author in entry.authors:
            first = owner.setdefault(author, entry.institution)
            if first != entry.institution:
                found = f"'{author}', who stands under {first} too"
                problems.note(name, entry.institution, "authors", found, "name an author in one institution")
    for entry in records.institutions:
        for author in entry.authors:
            if author not in known:
                problems.note(name, entry.institution, "authors", f"'{author}'", suggest(author, known))


def _check_rerating(records: Records, claims: _Claims, problems: Problems) -> None:
    """Hold rerated claims to the verdict that stands: the one by rule, or another with a reason."""
    name = records.file("rerating")
    stands = {check.claim: check.verdict for check in records.checks}
    refuse_repeats([entry.claim for entry in records.rerating], name, problems)
    for entry in records.rerating:
        if entry.claim not in stands:
            if claims.lack(entry.claim):
                problems.note(
                    name, entry.claim, "claim", f"'{entry.claim}'", remedy_claim(entry.claim, claims)
                )
            continue
        if (stands[entry.claim] == entry.by_rule) == (entry.reason is not None):
            found = f"{stands[entry.claim]} stands, and by rule it is {entry.by_rule}"
            remedy = "a reason belongs to a verdict that departs from the rule, and to no other"
            problems.note(name, entry.claim, "reason", found, remedy)


def _check_corrections(records: Records, claims: _Claims, spoilt: set[str], problems: Problems) -> None:
    """Hold corrections to the claims they correct, and contradicted claims to their corrections."""
    name = records.file("corrections")
    verdicts = {check.claim: check.verdict for check in records.checks}
    whole = {listed: not _spoilt(records, listed, spoilt) for listed in ("checks", "corrections")}
    refuse_repeats([entry.id for entry in records.corrections], name, problems)
    for entry in records.corrections:
        claim, place = claims.get(entry.claim), entry.id
        if claims.lack(entry.claim):
            problems.note(name, place, "claim", f"'{entry.claim}'", remedy_claim(entry.claim, claims))
        if claim is None or source_of(entry.claim) not in claims.sound:
            continue  # of other documents something else has been told
        if verdicts.get(entry.claim, "unverified" if whole["checks"] else "") == "unverified":
            remedy = (
                "what is right must be on record; give the claim another verdict, or close the correction"
            )
            problems.note(name, place, "claim", f"'{entry.claim}', which is unverified", remedy)
        if entry.expect.statement not in claim.statement:
            found = f"{entry.expect.statement!r}, which {claim.id} no longer says"
            remedy = "read the claim again; mend expect if the error still stands, else close the correction"
            problems.note(name, place, "expect", found, remedy)
        elif not claim.digest.startswith(entry.expect.digest):
            found = f"digest {entry.expect.digest}, but {claim.id} is now anchored at {claim.digest[:12]}"
            remedy = "read the passage again; mend expect if the error still stands"
            problems.note(name, place, "expect", found, remedy)
    known = {entry.id for entry in records.corrections}
    for entry in records.corrections if whole["corrections"] else []:
        if entry.same_as and (entry.same_as not in known or entry.same_as == entry.id):
            remedy = "name the first correction of the same slip, or leave it out"
            problems.note(name, entry.id, "same_as", f"'{entry.same_as}'", remedy)
    corrected = {entry.claim for entry in records.corrections}
    for claim, verdict in verdicts.items() if whole["corrections"] else []:
        if verdict == "contradicted" and claim in claims and claim not in corrected:
            remedy = "add a correction of it: what it says, what is right, how the error arose"
            problems.note(name, "", "", f"no correction of {claim}, which the record contradicts", remedy)
    name = records.file("errata")
    refuse_repeats([entry.id for entry in records.errata], name, problems)
    for entry in records.errata:
        for claim in entry.claims:
            if claims.lack(claim):
                problems.note(name, entry.id, "claims", f"'{claim}'", remedy_claim(claim, claims))


def _spoilt(records: Records, listed: str, spoilt: set[str]) -> bool:
    """Whether a file of a list had problems when it was read, so that entries may be missing."""
    return any(file.startswith(records.file(listed)) for file in spoilt)


def _check_questions(records: Records, claims: _Claims, problems: Problems) -> None:
    """Hold items of evidence to claims that exist and that the record does not contradict."""
    name = records.file("hypotheses")
    verdicts = {check.claim: check.verdict for check in records.checks}
    ids = [question.id for question in records.questions]
    ids += [
        part.id
        for question in records.questions
        for part in [*question.hypotheses, *question.items, *question.indicators]
    ]
    refuse_repeats(ids, name, problems)
    for question in records.questions:
        for item in question.items:
            for claim in item.claims:
                if claims.lack(claim):
                    problems.note(name, item.id, "claims", f"'{claim}'", remedy_claim(claim, claims))
                elif verdicts.get(claim) in {"contradicted", "unverified"}:
                    found = f"'{claim}', which is {verdicts[claim]}"
                    remedy = "an item rests on claims that the record does not contradict and that were seen"
                    problems.note(name, item.id, "claims", found, remedy)

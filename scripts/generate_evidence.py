"""Make evidence and a book of any size for scripts/bench.py: sound, without meaning, and the same every time.

    seeds = make_seeds(folder, documents=20, claims=500)    10,000 claims, with the project's codebook
    make_book(folder, "marks", pages=200, seeds=...)        200 pages, 100 marks each, which the lint accepts

The same pages come in two kinds: ``marks`` calls this project's extension, ``links`` is its peer and has
plain Markdown links in place of the marks and an empty register. Nothing here imports ``analysis``: the
process that runs the bench has to stay smaller than the builds whose memory it measures.
"""

import hashlib
import json
import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
CLAIMS_PER_DOCUMENT = 500
MARKS_PER_PAGE = 100
SECTIONS = 5  # of a page; each has three paragraphs and an assessment, with five marks apiece

# One of these for each claim in turn, so every verdict is there, and a fifth of the claims have no check.
VERDICTS = ("confirmed", "confirmed", "confirmed-with-caveat", None, "unverified", "confirmed", "opinion",
            None, "confirmed-with-caveat", "contradicted")  # fmt: skip
TOPICS = ("ap4-partnership", "liaison-office", "china-reaction", "treaty-scope", "background")
KINDS = ("event", "quotation", "attribution", "characterisation")
ACTORS = ("NATO", "France", "Germany", "Japan", "South Korea", "Australia", "China", "Russia")
SPEAKERS = ("author", "Jens Stoltenberg", "Fumio Kishida", "Lin Yan", "Ian Lesser")
DOINGS = ("welcomed the plan for an office", "refused a wider remit", "asked for closer exchange of news",
          "sent ships to the exercise", "named the other side a challenge", "kept to the text of the treaty",
          "put off its answer")  # fmt: skip
PLACES = ("in Tokyo", "in Vilnius", "in Brussels", "in Madrid", "in Seoul", "in Canberra")
WHY = "Made for the bench."
ENTRY = """@misc{page-NUMBER,
  author = {{NATO}}, title = {{Page NUMBER}}, howpublished = {NATO}, year = {2023},
  url = {https://example.org/NUMBER}, urldate = {2026-11-22}, keywords = {primary}
}
"""
TOKENS = 40  # of a paragraph, for its counts
CRITERIA = ("authenticity", "proximity", "competence", "record", "transformation")


def source_name(document):
    """Return the id of a document; digits would stand before the number of a claim."""
    return f"document-{chr(ord('a') + document // 26)}{chr(ord('a') + document % 26)}"


def claim_name(number, claims):
    """Return the id of a claim, counted from 0 over all documents of so many claims each."""
    return f"{source_name(number // claims)}-{number % claims + 1:02d}"


def verdict_of(number):
    """Return the verdict on a claim."""
    return VERDICTS[number % len(VERDICTS)]


def say(number):
    """Return half a sentence, without a number and without a term that the lint knows."""
    actor, doing = ACTORS[number % len(ACTORS)], DOINGS[number % len(DOINGS)]
    return f"{actor} {doing} {PLACES[number % len(PLACES)]}"


def sha256(text):
    """Return the SHA-256 of a text in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def make_claim(number, claims):
    """Return one claim, as a dossier has it."""
    start = number % claims * 60
    claim = {"id": claim_name(number, claims), "paragraph": number % claims // 5 + 1, "start": start}
    claim |= {"end": start + 50, "digest": sha256(f"claim {number}"), "statement": f"{say(number)}."}
    claim |= {"speaker": SPEAKERS[number % len(SPEAKERS)], "actor": ACTORS[number % len(ACTORS)]}
    claim |= {"topic": TOPICS[number % len(TOPICS)], "kind": KINDS[number % len(KINDS)]}
    return claim | ({"date": f"2023-{number % 12 + 1:02d}"} if number % 3 else {})


def make_dossier(document, claims):
    """Return the dossier of one document."""
    source, first = source_name(document), document * claims
    wire = {"step": "wire", "who": "An agency", "what": "text", "basis": "inferred",
            "origins": [f"wire-{document // 2}"]}  # fmt: skip
    article = {"step": "article", "who": "An outlet", "what": "text", "basis": "inferred"}
    return {
        "source": source, "document": f"{document:03d}", "title": f"Title of {source}", "outlet": "An outlet",
        "label": source.capitalize(), "byline": "none", "language": "en", "original_language": "en",
        "published_earliest": "2023-07-12", "published_latest": "2023-07-13", "date_reason": WHY,
        "kind": "opinion", "url": "", "sha256": sha256(source), "normalisation": "nfc-lf",
        "rubric": {name: {"doubt": "minor", "reason": WHY} for name in CRITERIA},
        "transmission": "Generated.", "original": {"found": "no", "note": "There is none."},
        "outlets": [{"name": "An outlet", "part": "publisher", "nature": "none", "ownership": "none",
                     "record": "none"}],
        "chain": [wire, article | {"origins": [f"{source}-article"]}],
        "claims": [make_claim(number, claims) for number in range(first, first + claims)],
        "stances": [{"actor": "NATO", "issue": "partnership", "stance": 1, "basis": WHY,
                     "claims": [claim_name(first, claims)]}],
        "events": [{"actor": "NATO", "type": "CONSULT", "summary": WHY,
                    "claims": [claim_name(number, claims)]} for number in range(first, first + claims, 20)],
    }  # fmt: skip


def make_counts(document, claims):
    """Return the counts of one document; no paragraph shares a run of words with another."""
    source = source_name(document)
    paragraphs = [
        {"paragraph": place + 1, "tokens": TOKENS, "lexicon": {},
         "shingles": sorted(sha256(f"{source} {place} {run}")[:16] for run in range(TOKENS - 4))}
        for place in range((claims - 1) // 5 + 1)
    ]  # fmt: skip
    return {"source": source, "sha256": sha256(source), "shingle_words": 5, "paragraphs": paragraphs}


def make_check(number, claims):
    """Return the check of one claim that has one."""
    verdict = verdict_of(number)
    check = {"claim": claim_name(number, claims), "verdict": verdict}
    check |= {"finding": f"It shows that {say(number + 3)}."}
    if verdict == "unverified":
        return check | {"silence": "No page of either side was seen."}
    return check if verdict == "opinion" else check | {"references": [f"page-{number // 20}"]}


def make_correction(place, number, claims):
    """Return the correction of a claim that the record contradicts."""
    claim = make_claim(number, claims)
    return {
        "id": f"correction-{place + 1:02d}", "claim": claim["id"], "error": "scope",
        "says": claim["statement"], "right": f"{say(number + 3)}.",
        "origin": "author", "origin_basis": "inferred",
        "origin_reason": WHY, "consequence": "None.", "severity": "low",
        "references": [f"page-{number // 20}"], "found": "2026-11-25", "status": "open",
        "expect": {"statement": claim["statement"], "digest": claim["digest"][:12]},
    }  # fmt: skip


def make_seeds(folder, documents, claims=CLAIMS_PER_DOCUMENT):
    """Write a whole seeds folder of two documents or more, with so many claims each; return the folder."""
    total = documents * claims
    checked = [number for number in range(total) if verdict_of(number)]
    wrong = [number for number in range(total) if verdict_of(number) == "contradicted"]
    summit = {"summit": "Madrid", "date": "2022-06-29", "text": "A text", "on_china": "nothing",
              "on_four": "nothing", "level": "leaders", "attendance": "All four."}  # fmt: skip
    corroboration = [
        {"point": say(number), "relation": "agreement", "reason": WHY,
         "claims": [claim_name(number, claims), claim_name((number + claims) % total, claims)]}
        for number in range(3, total, 10)  # those have no check, so the grade rests on this
    ]  # fmt: skip
    files = {
        "checks": [make_check(number, claims) for number in checked],
        "corrections": [make_correction(place, number, claims) for place, number in enumerate(wrong)],
        "corroboration": corroboration,
        "timeline": [{"date": "2022-06-29", "event": "They meet.", "actors": ["NATO"], "kind": "summit",
                      "references": ["page-0"]}],
        "summits": [summit],
        "institutions": [{"institution": "NATO", "authors": ["NATO"]}],
        "errata": [], "audit": [], "rerating": [], "hypotheses": [],
    }  # fmt: skip
    for name in ("dossiers", "counts"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "seeds/codebook.yml", folder)
    for document in range(documents):
        files[f"dossiers/{source_name(document)}"] = make_dossier(document, claims)
        counts = json.dumps(make_counts(document, claims))
        (folder / "counts" / f"{source_name(document)}.json").write_text(counts, encoding="utf-8")
    for name, data in files.items():
        write_yaml(folder / f"{name}.yml", data)
    pages = "".join(ENTRY.replace("NUMBER", str(place)) for place in range((total - 1) // 20 + 1))
    (folder / "references.bib").write_text(pages, encoding="utf-8")
    return folder


def write_yaml(path, data):
    """Write plain data as YAML, with the quick dumper: the large evidence has 6 MB."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    path.write_text(yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=True), encoding="utf-8")


def make_mark(kind, place, documents, claims):
    """Return the mark at a place of the book: mostly one claim, some two, some a range, errors as such."""
    total = documents * claims
    number = place % total
    name = claim_name(number, claims)
    if kind == "links":
        return f"[{name}](evidence.html#{name})"
    if verdict_of(number) == "contradicted":
        return f"{{reported-error}}`{name}`"
    if number % 10 == 3:
        return f"{{claim}}`{name}, {claim_name((number + claims) % total, claims)}`"
    last = number + 2
    if number % 10 == 6 and last < total and last // claims == number // claims:
        return f"{{claim}}`{name}..{claim_name(last, claims).rpartition('-')[2]}`"
    return f"{{claim}}`{name}`"


def make_page(kind, page, documents, claims):
    """Return the text of one page with its marks."""
    parts, place = [f"# {say(page)}"], page * MARKS_PER_PAGE
    for section in range(SECTIONS):
        blocks = []
        for first in range(place, place + MARKS_PER_PAGE // SECTIONS, 5):
            marks = [make_mark(kind, number, documents, claims) for number in range(first, first + 5)]
            blocks.append("\n".join(f"{say(first + step)} {mark}." for step, mark in enumerate(marks)))
        place += MARKS_PER_PAGE // SECTIONS
        fence = ":::{assessment}" if kind == "marks" else ":::{note}"
        parts += [f"## {say(page + section + 1)}", *blocks[:-1]]
        parts.append(f"{fence}\n{blocks[-1]}\nWe read these together as caution.\n:::")
    return "\n\n".join(parts) + "\n"


def make_book(folder, kind, pages, seeds, documents, claims=CLAIMS_PER_DOCUMENT):
    """Write the sources of a book of one kind, ``marks`` or ``links``, for Sphinx; return the folder."""
    folder.mkdir(parents=True)
    names = [f"page-{page + 1:03d}" for page in range(pages)]
    for page, name in enumerate(names):
        (folder / f"{name}.md").write_text(make_page(kind, page, documents, claims), encoding="utf-8")
    contents = "\n".join(["# Contents", "", "```{toctree}", *names, "evidence", "```", ""])
    (folder / "index.md").write_text(contents, encoding="utf-8")
    sources = [source_name(document) for document in range(documents)] if kind == "marks" else []
    register = [f"## {name.capitalize()}\n\n```{{register}} {name}\n```" for name in sources]
    (folder / "evidence.md").write_text("\n\n".join(["# Register", *register]) + "\n", encoding="utf-8")
    settings = {"project": "Bench", "extensions": ["myst_parser"], "html_theme": "basic"}
    settings |= {"myst_enable_extensions": ["colon_fence"], "myst_all_links_external": True}
    lines = []
    if kind == "marks":
        settings["extensions"] += ["evidence_marks", "prose_lint"]
        lines = ["import functools, sys", f"sys.path.insert(0, {str(ROOT / 'book/_ext')!r})"]
        lines += ["import analysis"]  # which has no setting for another folder
        lines += [f"analysis.load = functools.partial(analysis.load, {str(seeds)!r})"]
        judgement = {"id": "judgement-1", "title": "It holds", "statement": "It holds.", "confidence": "low",
                     "confidence_reason": WHY, "assumption": WHY, "implication": WHY, "chapter": "index",
                     "evidence_for": [claim_name(0, claims)]}  # fmt: skip
        write_yaml(folder / "judgements.yml", [judgement])
    lines += [f"{name} = {value!r}" for name, value in settings.items()]
    (folder / "conf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder

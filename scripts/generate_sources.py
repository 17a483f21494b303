"""Make evidence of any number of sources for the bench of growth: sound, without meaning, always the same.

    seeds = make_sources(folder, sources=100)     100 sources of 50 claims each, with the project's codebook

Every source has what a real one has: rubric, chain, outlets, claims, stances, events, wording, counts with
shingles, checks with references, corrections, corroboration. The shares are close to those of the five real
sources; only the bibliography is smaller, a page for ten claims, since sources on one matter lead to the same
pages. Sources stand in families of ten that print one wire: half of the paragraphs come in each of them. The
lists are divided by source, as they would be. The files are laid out as an analyst writes them, and not by a
YAML writer, which would take many minutes.
Nothing here imports ``analysis``: the bench has to stay smaller than the processes that it measures.
"""

import hashlib
import json
import random
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = 50  # of a source
PER_PARAGRAPH = 5  # claims
TOKENS = 45  # of a paragraph
FAMILY = 10  # sources that print one wire
CLAIMS_PER_PAGE = 10  # of the public record
DIVIDED = ("checks", "corrections", "corroboration")
FILLER = "as far as the public pages of that week show, with what was said before and after it elsewhere"

ACTORS = ("NATO", "France", "Germany", "Japan", "South Korea", "Australia", "New Zealand", "China", "Russia")
SPEAKERS = ("author", "author", "Jens Stoltenberg", "Fumio Kishida", "Emmanuel Macron", "Ian Lesser")
TOPICS = ("ap4-partnership", "liaison-office", "china-reaction", "treaty-scope", "background")
KINDS = ("event", "quotation", "attribution", "characterisation", "statistic")
ISSUES = ("partnership", "tokyo_office", "remit", "china_threat")
DOINGS = ("welcomed the plan for an office", "refused a wider remit", "asked for closer exchange of news",
          "sent ships to the exercise", "named the other side a challenge", "kept to the text of the treaty",
          "put off its answer")  # fmt: skip
PLACES = ("in Tokyo", "in Vilnius", "in Brussels", "in Madrid", "in Seoul", "in Canberra", "in Wellington")
CRITERIA = ("authenticity", "proximity", "competence", "record", "transformation")
DOUBTS = ("none", "minor", "some", "significant", "no-basis")
# Of a hundred claims, how many have each verdict; the rest has no check.
VERDICTS = {"confirmed": 42, "confirmed-with-caveat": 33, "opinion": 10, "unverified": 8, "contradicted": 3}
ENTRY = """@misc{{page-{number},
  author = {{{{Ministry {office}}}}},
  title = {{{{Statement {number} on the meeting {place}}}}},
  howpublished = {{Ministry {office}}},
  year = {{2023}},
  month = {{July}},
  url = {{https://example.org/statements/{number}}},
  urldate = {{2026-11-22}},
  keywords = {{primary}}
}}
"""
SUMMIT = """- summit: Madrid
  date: "2022-06-29"
  text: A text
  on_china: nothing
  on_four: nothing
  level: leaders
  attendance: All four.
"""
TIMELINE = """- date: "2022-06-29"
  event: They meet.
  actors: [NATO]
  kind: summit
  references: [page-0]
"""


def source_name(source):
    """Return the id of a source; letters, since digits would stand before the number of a claim."""
    letters, rest = "", source
    for _ in range(4):
        letters, rest = chr(ord("a") + rest % 26) + letters, rest // 26
    return f"source-{letters}"


def claim_name(number, claims=CLAIMS):
    """Return the id of a claim, counted from 0 over all sources of so many claims each."""
    return f"{source_name(number // claims)}-{number % claims + 1:02d}"


def digest(text):
    """Return the SHA-256 of a text in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def sentence(chance):
    """Return a sentence about as long as a statement of a real claim."""
    who, what, where = chance.choice(ACTORS), chance.choice(DOINGS), chance.choice(PLACES)
    return f"{who} {what} {where}, {FILLER[: chance.randrange(20, 90)].rsplit(' ', 1)[0]}."


def claim_text(number, claims, chance):
    """Return one claim as YAML, with its statement and digest for corrections."""
    place, mark, said = number % claims, digest(f"claim {number}"), sentence(chance)
    kind, start = chance.choice(KINDS[:4]) if number % 24 else KINDS[4], place * 60
    lines = [f"- id: {claim_name(number, claims)}", f"  paragraph: {place // PER_PARAGRAPH + 1}",
             f"  start: {start}", f"  end: {start + 50}", f"  digest: {mark}", f"  statement: {said}",
             f"  speaker: {chance.choice(SPEAKERS)}", f"  actor: {chance.choice(ACTORS)}"]  # fmt: skip
    if chance.random() < 0.6:
        lines.append(f"  target: {chance.choice(ACTORS)}")
    lines += [f"  topic: {chance.choice(TOPICS)}", f"  kind: {kind}"]
    if chance.random() < 0.45:
        lines.append(f'  date: "2023-{chance.randrange(1, 13):02d}"')
    if kind == "statistic":
        lines += [f"  value: {chance.randrange(1, 90)}", "  unit: ships"]
    return "\n".join(lines) + "\n", said, mark


def dossier_text(source, claims, total, chance):
    """Return a dossier as YAML, and statement and digest of each of its claims."""
    name, first = source_name(source), source * claims
    made = [claim_text(number, claims, chance) for number in range(first, first + claims)]
    own = [claim_name(number, claims) for number in range(first, first + claims)]
    rubric = "".join(
        f'  {criterion}: {{doubt: {chance.choice(DOUBTS)}, reason: "Made up: {sentence(chance)}"}}\n'
        for criterion in CRITERIA
    )
    places = [(actor, issue) for actor in ACTORS for issue in ISSUES]
    stances = "".join(
        f"- actor: {actor}\n  issue: {issue}\n  stance: {chance.randrange(-2, 3)}\n"
        f"  claims: [{', '.join(chance.sample(own, 2))}]\n  basis: {sentence(chance)}\n"
        for actor, issue in chance.sample(places, 12)
    )
    events = "".join(
        f"- claims: [{chance.choice(own)}]\n  date: \"2023-07\"\n  actor: {chance.choice(ACTORS)}\n"
        f"  target: {chance.choice(ACTORS)}\n  type: CONSULT\n  summary: {sentence(chance)}\n"
        for _ in range(max(1, claims // 5))
    )
    wording = "".join(
        f"- paragraph: {place + 1}\n  start: {place * 300}\n  end: {place * 300 + 20}\n"
        f"  digest: {digest(f'{name} wording {place}')}\n  phrase: a made expression\n"
        f"  direction: {chance.choice(('against-china', 'for-nato'))}\n  voice: author\n"
        for place in range(min(8, claims // PER_PARAGRAPH))
    )
    steps = [("statement", f"speech-{source // FAMILY}"), ("wire", f"wire-{source // FAMILY}"),
             ("article", f"{name}-article")]  # fmt: skip
    chain = "".join(
        f"- step: {step}\n  who: An outlet\n  what: {sentence(chance)}\n  basis: inferred\n"
        f"  date: \"2023-07\"\n  origins: [{origin}]\n" for step, origin in steps
    )  # fmt: skip
    text = (
        f'source: {name}\ndocument: "{source:03d}"\ntitle: Title of {name}\noutlet: Outlet {source}\n'
        f"label: Source {source}\nbyline: none\nlanguage: en\noriginal_language: en\n"
        f'published_earliest: "2023-07-12"\npublished_latest: "2023-07-13"\ndate_reason: >-\n'
        f"  {sentence(chance)}\n  {sentence(chance)}\nkind: opinion\n"
        f"url: https://example.org/articles/{source}\nsha256: {digest(name)}\nnormalisation: nfc-lf\n"
        f"rubric:\n{rubric}transmission: >-\n  {sentence(chance)}\n  {sentence(chance)}\n"
        f"original:\n  found: excerpt\n  reference: page-0\n  note: {sentence(chance)}\n"
        f"outlets:\n- name: Outlet {source}\n  part: publisher\n  nature: a daily\n"
        f"  ownership: a foundation\n  record: {sentence(chance)}\n  references: [page-0]\n"
        f"chain:\n{chain}upstream: [page-{chance.randrange(pages(total))}]\n"
        f"furniture:\n- paragraphs: [{claims + 1}]\n  what: newsletter notice\n"
        f"claims:\n\n" + "\n".join(one for one, _, _ in made) +
        f"\nstances:\n{stances}events:\n{events}wording:\n{wording}"
    )  # fmt: skip
    return text.replace("wording:\n\n", ""), [(said, mark) for _, said, mark in made]


def pages(total):
    """Return how many pages of the public record there are for so many claims."""
    return (total - 1) // CLAIMS_PER_PAGE + 1


def counts_of(source, claims):
    """Return the counts of a source; every second paragraph is that of its family's wire."""
    name, paragraphs = source_name(source), []
    for place in range((claims - 1) // PER_PARAGRAPH + 1):
        writer = f"wire {source // FAMILY}" if place % 2 else name
        hashes = hashlib.shake_128(f"{writer} {place}".encode()).hexdigest(8 * (TOKENS - 4))
        runs = sorted(hashes[start : start + 16] for start in range(0, len(hashes), 16))
        paragraphs.append(
            {"paragraph": place + 1, "tokens": TOKENS, "lexicon": {"conflict": 1}, "shingles": runs}
        )
    return {"source": name, "sha256": digest(name), "shingle_words": 5, "paragraphs": paragraphs}


def check_text(number, claims, total, verdict, chance):
    """Return the check of a claim as YAML; its finding has about two hundred characters."""
    text = f"- claim: {claim_name(number, claims)}\n  verdict: {verdict}\n"
    text += f"  finding: {sentence(chance)}\n    {sentence(chance)}\n"
    if verdict == "unverified":
        return f"{text}  silence: No page of either side was seen.\n"
    if verdict == "opinion":
        return text
    near = number // CLAIMS_PER_PAGE
    keys = dict.fromkeys(f"page-{(near + chance.randrange(9)) % pages(total)}" for _ in range(3))
    return f"{text}  references: [{', '.join(keys)}]\n"


def correction_text(place, number, claims, said, mark, chance):
    """Return the correction of a claim that the record contradicts."""
    return (
        f"- id: correction-{place:02d}\n  claim: {claim_name(number, claims)}\n  error: scope\n"
        f"  says: {said}\n  right: {sentence(chance)}\n  origin: author\n  origin_basis: inferred\n"
        f"  origin_reason: {sentence(chance)}\n  consequence: None.\n  severity: low\n"
        f'  references: [page-{number // CLAIMS_PER_PAGE}]\n  found: "2026-11-25"\n  status: open\n'
        f"  expect:\n    statement: {said}\n    digest: '{mark[:12]}'\n"
    )


def corroboration_text(number, claims, total, chance):
    """Return claims of three sources on one point."""
    named = [claim_name((number + step * claims) % total, claims) for step in (0, 1, FAMILY)]
    relation = "agreement" if number % 2 else "tension"
    return (
        f"- point: {sentence(chance)}\n  relation: {relation}\n"
        f"  claims: [{', '.join(dict.fromkeys(named))}]\n  reason: {sentence(chance)}\n"
    )


def make_sources(folder, sources, claims=CLAIMS, seed=7):
    """Write a whole seeds folder of two sources or more, with so many claims each; return the folder."""
    chance, total = random.Random(seed), sources * claims
    verdicts = [name for name, share in VERDICTS.items() for _ in range(share)]
    verdicts += [None] * (100 - len(verdicts))
    for name in ("dossiers", "counts", *DIVIDED):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "seeds/codebook.yml", folder)
    corrected = 0
    for source in range(sources):
        text, said = dossier_text(source, claims, total, chance)
        (folder / "dossiers" / f"{source_name(source)}.yml").write_text(text, encoding="utf-8")
        counts = json.dumps(counts_of(source, claims))
        (folder / "counts" / f"{source_name(source)}.json").write_text(counts, encoding="utf-8")
        lists = {name: [] for name in DIVIDED}
        for place, number in enumerate(range(source * claims, (source + 1) * claims)):
            if verdict := chance.choice(verdicts):
                lists["checks"].append(check_text(number, claims, total, verdict, chance))
            if verdict == "contradicted":
                corrected += 1
                told = correction_text(corrected, number, claims, *said[place], chance)
                lists["corrections"].append(told)
            if number % 6 == 0:
                lists["corroboration"].append(corroboration_text(number, claims, total, chance))
        for name, entries in lists.items():
            if entries:
                path = folder / name / f"{source_name(source)}.yml"
                path.write_text("".join(entries), encoding="utf-8")
    entries = (
        ENTRY.format(number=number, office=number % 40, place=PLACES[number % len(PLACES)])
        for number in range(pages(total))
    )
    written = {
        "references.bib": "\n".join(entries),
        "timeline.yml": TIMELINE, "summits.yml": SUMMIT,
        "institutions.yml": "- institution: One house\n  authors: [Ministry 0]\n",
    }  # fmt: skip
    written |= {f"{name}.yml": "[]\n" for name in ("errata", "audit", "rerating", "hypotheses")}
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder

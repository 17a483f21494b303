"""Measure the built site and print one table: what was found, and the bar it is held to.

    make check-site                                         everything; about five minutes on two cores
    .venv/bin/python -m scripts.check_site pages            one part: weight, pages, lighthouse or screenshots

A missed bar makes the exit code 1. What could not be measured is told with the reason and makes it 2.
"""

import sys
import time
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from scripts import lighthouse, node_tools, page_weight, screenshots, site_browser, site_checks

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
JUDGED = {"index": "front page", "divisions": "a chapter", "evidence": "the register"}  # by Lighthouse
BEST = 95  # of 100, in each category
MOST_TOLD = 12  # findings below the table; the rest are counted
ZIP = "nato-asia-pacific-four-*.zip"

# What site_checks.look_at asks of a page, in the words of the table.
NAMES = {
    "outside": "Requests to other hosts",
    "errors": "Console errors",
    "axe": "axe-core, all rules, light and dark, 360 and 1280 px",
    "width": "Wider than a window of 360 px",
    "headings": "Headings out of order",
    "focus": "Focus that is not seen, light 1280 and dark 360 px",
    "keyboard": "Breaks in the way of the Tab key",
    "motion": "Motion that was not asked for",
    "contrast of figures": "Pale text in figures, light and dark",
    "paper": "Faults on paper, light and dark",
    "downloads": "Downloads that do not open",
}


@dataclass(frozen=True)
class Measure:
    """One line of the table. Without a bar it is only told; `found` is None where it was not measured."""

    name: str
    found: float | None
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def missed(self):
        """Tell whether what was found lies beyond the bar."""
        if self.found is None:
            return False
        above = self.at_most is not None and self.found > self.at_most
        return above or (self.at_least is not None and self.found < self.at_least)

    @property
    def unmeasured(self):
        """Tell whether there is nothing to hold against the bar."""
        return self.found is None

    @property
    def bar(self):
        """Return the bar in words."""
        bars = [("at most", self.at_most), ("at least", self.at_least)]
        return " ".join(f"{words} {value:g}" for words, value in bars if value is not None)


def weight_measures(weights):
    """Return two lines a page, from a table of page and weight."""
    measures = []
    for page, weight in weights.items():
        whole = f"with figures {weight.bytes / 1000:.0f} kB"
        bytes_alone = round((weight.bytes - weight.bytes_of_figures) / 1000)
        measures += [
            Measure(
                f"{page}: first load without figures",
                bytes_alone,
                "kB",
                page_weight.most_bytes(page) / 1000,
                note=whole,
            ),
            Measure(f"{page}: requests", weight.requests, "", page_weight.MOST_REQUESTS),
        ]
    return measures


def page_measures(reports):
    """Return a line for every measure of the pages, from a table of page and findings by measure."""
    measures = []
    for key, name in NAMES.items():
        found = [finding for report in reports.values() for finding in report.get(key, [])]
        if any(key not in report for report in reports.values()):
            continue  # told by whoever could not measure it
        pages = Counter(finding.page for finding in found)
        note = ", ".join(f"{page} {count}" for page, count in pages.most_common(5))
        measures.append(Measure(name, len(found), "", 0, note=note or f"{len(reports)} pages"))
    return measures


def lighthouse_measures(page, scores, lost):
    """Return a line for every score of a page."""
    return [
        Measure(f"Lighthouse, {page} ({JUDGED[page]}): {name}", score, "", at_least=BEST,
                note="" if name == "performance" else ", ".join(lost))
        for name, score in scores.items()
    ]  # fmt: skip


def archive_measure(build_dir):
    """Return whether the zip of the site is there and whole."""
    name = "Zip of the site"
    found = sorted(build_dir.glob(ZIP))
    if not found:
        return Measure(name, None, note=f"no _build/{ZIP}")
    with zipfile.ZipFile(found[-1]) as archive:
        broken = archive.testzip()
    note = f"_build/{found[-1].name}{f', {broken} is damaged' if broken else ''}"
    return Measure(name, found[-1].stat().st_size / 1e6 if not broken else 0, "MB", at_least=0.1, note=note)


def table(measures):
    """Return the table of all measures as lines."""
    rows = [("Measure", "Found", "Bar", "Where, or why not")]
    for measure in measures:
        found = "not measured" if measure.unmeasured else f"{measure.found:g} {measure.unit}".strip()
        rows.append((measure.name, found, measure.bar + (" MISSED" if measure.missed else ""), measure.note))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def judge(measures, findings=()):
    """Print the table, the findings and what was missed or not measured; return the exit code."""
    print("\n" + "\n".join(table(measures)), flush=True)
    for finding in list(findings)[:MOST_TOLD]:
        print(f"Found: {finding}", file=sys.stderr)
    if len(findings) > MOST_TOLD:
        print(f"and {len(findings) - MOST_TOLD} more", file=sys.stderr)
    missed = [measure for measure in measures if measure.missed]
    unmeasured = [measure for measure in measures if measure.unmeasured]
    for measure in missed:
        found = f"{measure.found:g} {measure.unit}".strip()
        print(f"Missed: {measure.name.strip()}: {found}; the bar is {measure.bar}", file=sys.stderr)
    for measure in unmeasured:
        print(f"Not measured: {measure.name.strip()}: {measure.note}", file=sys.stderr)
    if not missed and not unmeasured:
        print("\nEvery bar is held.", flush=True)
    return 2 if unmeasured else 1 if missed else 0


def tell(words):
    """Show how far it has come."""
    print(f"  {words}", flush=True)


def check_weight(browser, site, pages):
    """Weigh every page; the zip of the site too."""
    weights = {}
    for page in pages:
        tell(page)
        weights[page] = page_weight.weigh(browser, site, page)
    return [*weight_measures(weights), archive_measure(site.parent)], []


def check_pages(browser, site, pages):
    """Ask of every page all that site_checks can ask."""
    measures, axe = [], ""
    try:
        axe = node_tools.axe_script()
    except node_tools.Unavailable as reason:
        measures.append(Measure(NAMES["axe"], None, note=str(reason)))
    reports = {}
    for page in pages:
        started = time.monotonic()
        reports[page] = site_checks.look_at(browser, site, page, axe)
        tell(f"{page}: {sum(map(len, reports[page].values()))} findings, {time.monotonic() - started:.1f} s")
    findings = [finding for report in reports.values() for found in report.values() for finding in found]
    return measures + page_measures(reports), findings


def check_lighthouse(browser, site, pages):
    """Ask Lighthouse for its scores of three pages."""
    measures = []
    for page in JUDGED:
        try:
            scores, lost = lighthouse.measure(
                site, page, tell=lambda words, page=page: tell(f"{page}, run {words}")
            )
            measures += lighthouse_measures(page, scores, lost)
        except (lighthouse.Failed, node_tools.Unavailable) as reason:
            measures.append(Measure(f"Lighthouse, {page}", None, note=str(reason)))
    return measures, []


def check_screenshots(browser, site, pages):
    """Take pictures of every page and say where they are."""
    folder = screenshots.take(browser, site, pages, site.parent, tell)
    files = list(folder.iterdir())
    size = sum(path.stat().st_size for path in files) / 1e6
    wanted = len(pages) * len(screenshots.VIEWS)
    note = f"_build/{folder.name}/, {size:.0f} MB"
    return [
        Measure(
            "Screenshots, each page at 360, 768, 1280 px and dark", len(files), "", at_least=wanted, note=note
        )
    ], []


PARTS = {
    "weight": check_weight,
    "pages": check_pages,
    "lighthouse": check_lighthouse,
    "screenshots": check_screenshots,
}


def main(arguments, site=BUILD / "html"):
    """Run from the command line; return the exit code."""
    if unknown := [name for name in arguments if name not in PARTS]:
        print(f"Error: no part is called {unknown[0]}; allowed: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    if not (site / "index.html").is_file():
        print("Error: no built site; run `make book` first", file=sys.stderr)
        return 2
    if site_browser.executable() is None:
        print(f"Error: nothing was measured: {site_browser.NO_CHROMIUM}", file=sys.stderr)
        return 2
    measures, findings = [], []
    try:
        with site_browser.chromium() as browser:
            for name in arguments or PARTS:
                print(f"Measuring: {name}", flush=True)
                told, found = PARTS[name](browser, site, site_browser.site_pages())
                measures += told
                findings += found
    except (site_browser.WrongScheme, ValueError, OSError) as trouble:
        measures.append(Measure(name, None, note=str(trouble)))
    except KeyboardInterrupt:
        judge(measures, findings)
        print("\nInterrupted; the rest was not measured.", file=sys.stderr)
        return 130
    return judge(measures, findings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

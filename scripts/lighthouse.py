"""Lighthouse's four scores of a page, as a phone would load it: the median of some runs."""

import contextlib
import functools
import gzip
import http.server
import io
import json
import os
import statistics
import subprocess
import tempfile
import threading
from pathlib import Path

from scripts import node_tools, site_browser

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".csv"}
RUNS = 5
PATIENCE = 180  # seconds; 15 are usual


class Failed(Exception):
    """Lighthouse gave no score; the text says why."""


class Host(http.server.SimpleHTTPRequestHandler):
    """Gives out files as a web host does, text compressed, and says nothing."""

    def send_head(self):
        """Send the head of an answer; return the content, compressed where it is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            return super().send_head()
        content = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(site):
    """Serve the site on a free port of this machine; give its address."""
    handler = functools.partial(Host, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def scores(report):
    """Return the four scores of one run, of 100; raise Failed where the page could not be judged."""
    if error := report.get("runtimeError", {}).get("message"):
        raise Failed(error)
    found = {name: report["categories"].get(name, {}).get("score") for name in CATEGORIES}
    if missing := [name for name, score in found.items() if score is None]:
        raise Failed(f"Lighthouse gave no score for {', '.join(missing)}")
    return {name: round(100 * score) for name, score in found.items()}


def median_scores(runs):
    """Return the median of each score over some runs."""
    return {name: statistics.median(run[name] for run in runs) for name in CATEGORIES}


def lost_points(report):
    """Return the audits that cost a page points, without those of performance: many, and small."""
    judged = {
        item["id"]
        for name in CATEGORIES[1:]
        for item in report["categories"][name]["auditRefs"]
        if item["weight"]
    }
    return [name for name, audit in report["audits"].items() if name in judged and audit["score"] == 0]


def run(command, address, folder, profile):
    """Run Lighthouse once on an address; return its report."""
    out = Path(folder) / "report.json"
    out.unlink(missing_ok=True)
    options = [
        f"--only-categories={','.join(CATEGORIES)}",
        "--output=json",
        f"--output-path={out}",
        "--quiet",
    ]
    options += [
        f"--chrome-flags=--headless=new --no-sandbox --user-data-dir={profile}",
        "--no-enable-error-reporting",
    ]
    environment = {**os.environ, "CHROME_PATH": site_browser.executable(), "TMPDIR": str(folder)}
    try:
        done = subprocess.run(
            [*command, address, *options], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Failed(f"Lighthouse did not end within {PATIENCE} s") from None
    if not out.is_file():
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        raise Failed(
            f"Lighthouse ended with code {done.returncode}: {lines[-1] if lines else 'it said nothing'}"
        )
    return json.loads(out.read_text(encoding="utf-8"))


def measure(site, page, runs=RUNS, tell=lambda words: None):
    """Return the median scores of a page and the audits that cost it points in the last run.

    Raises Failed, or node_tools.Unavailable where Lighthouse cannot be had.
    """
    if site_browser.executable() is None:
        raise Failed(site_browser.NO_CHROMIUM)
    command, found = node_tools.lighthouse_command(), []
    with served(site) as address, tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
        for turn in range(runs):
            report = run(command, f"{address}/{page}.html", folder, Path(folder) / f"profile-{turn}")
            found.append(scores(report))
            tell(f"{turn + 1} of {runs}: {' '.join(str(score) for score in found[-1].values())}")
    return median_scores(found), lost_points(report)

"""The standard brief, as a part of the site: brief/brief.docx, .pdf and .md.

.venv/bin/python -m scripts.brief _build/html
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "brief"


class BriefFailure(Exception):
    """The brief could not be made; the text says why."""


def add_brief(html, root=ROOT):
    """Write the standard brief into the folder of a site, by the command that anyone can run."""
    command = [sys.executable, "-m", "analysis", "brief", "--out", str(html / FOLDER)]
    # Its passing files go beside the site in the making: a build that is killed leaves nothing elsewhere.
    environment = {**os.environ, "TMPDIR": str(html.parent)}
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise BriefFailure(f"The standard brief was not made:\n{done.stderr.strip()}")


if __name__ == "__main__":
    try:
        add_brief(Path(sys.argv[1]).absolute())
    except BriefFailure as failure:
        sys.exit(str(failure))

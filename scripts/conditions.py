"""The conditions under which the book is made: the same on every machine, whoever gives the command.

What a person or a machine has set, such as language, time zone or a style of their own for figures, would
else be found again in the book, and two builds of one commit would not be the same to the byte.
"""

import calendar
import os
import re
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Settings that change what Python, Jupyter, matplotlib or pandoc write, or where they look for it.
UNWANTED = re.compile(r"(PYTHON|JUPYTER|IPYTHON|MPL|MATPLOTLIB|LC_|LANG|SPHINX|DOCUTILS|PANDOC|TYPST)\w*$")
NAMED = {"TZ", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "VIRTUAL_ENV"}
ENTERED = "BOOK_CONDITIONS"  # set in a process that runs under them
RIGHTS = 0o022  # as umask: what is made can be read by all, so that a web server can
EARLIEST = "1980-01-01"  # before which a zip knows no time
PUBLISHED = re.compile(r"""^(?:- |  )date: *["']?(\d{4}-\d\d-\d\d)["']? *$""", re.MULTILINE)


def moment(root):
    """Return the moment that stands in what is made, in seconds: noon, in UTC, of the newest version's day.

    SOURCE_DATE_EPOCH goes before it, as <https://reproducible-builds.org/specs/source-date-epoch/> asks.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    try:
        days = PUBLISHED.findall((root / "book/changelog.yml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        days = []  # the check of the sources says what is wrong with it
    return calendar.timegm(time.strptime(f"{(days or [EARLIEST])[0]} 12", "%Y-%m-%d %H"))


def conditions(root):
    """Return the environment of every process that has a part in the book."""
    kept = {
        name: value for name, value in os.environ.items() if not UNWANTED.match(name) and name not in NAMED
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {
        **kept,
        "PATH": path,
        ENTERED: "entered",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONNOUSERSITE": "1",
        # Else the order of a sum, and with it the last digit, hangs on how many processors a machine has;
        # and threads of chapters that run side by side would wait for each other.
        "OPENBLAS_NUM_THREADS": "1",
        "SOURCE_DATE_EPOCH": str(moment(root)),
        # Beside the packages, not anew for each build: a list of all fonts is kept there.
        "MPLCONFIGDIR": str(root / ".tools/matplotlib"),
    }


def build_environment(work, root=ROOT):
    """Return the environment of one build: this Python for every kernel, no settings of the user's own."""
    # Bytecode is written: without it every kernel would compile every package again, in twice the time.
    places = {
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "jupyter/config",
        "JUPYTER_DATA_DIR": "jupyter/data",
        "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    }
    return {
        **conditions(root),
        "JUPYTER_PREFER_ENV_PATH": "1",
        **{name: str(work / place) for name, place in places.items()},
    }


def list_fonts(environment):
    """Have matplotlib list the fonts of the machine, once for each of its versions.

    Not in a chapter: what that reads is written down, and the program that lists fonts cannot be followed.
    """
    folder = Path(environment["MPLCONFIGDIR"])
    try:
        listed = folder / f"listed-{metadata.version('matplotlib')}"
    except metadata.PackageNotFoundError:
        return  # the build says that there are no packages
    if not listed.is_file():
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        if subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=False).returncode == 0:
            folder.mkdir(parents=True, exist_ok=True)
            listed.touch()


def enter(root):
    """Go on under the conditions of the build: start this Python again, once, where it runs under others."""
    os.umask(RIGHTS)
    wanted = conditions(root)
    if ENTERED not in os.environ:
        list_fonts(wanted)
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], wanted)

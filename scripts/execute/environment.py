"""The environment variables of a build and of every kernel in it."""

import os
import sys
from pathlib import Path


def build_environment(work):
    """Return the environment of the build: this Python for every kernel, no settings of the user's own."""
    # Without bytecode every kernel would compile every package again: twice the time.
    unwanted = ("JUPYTER_PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    settings = {"PATH": path, "JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": str(work / "ipython")}
    return {**kept, **settings, "PYTHONUNBUFFERED": "1"}

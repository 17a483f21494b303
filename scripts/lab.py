"""Open the chapters as notebooks in JupyterLab: `make lab`.

    python3 scripts/lab.py              installs JupyterLab the first time, then opens it; Ctrl-C ends it
    python3 scripts/lab.py install      only installs it
    python3 scripts/lab.py --no-browser opens none and prints the address

JupyterLab and jupytext live in .tools/lab/, an environment of their own. Whatever requirements.lock does
not name is removed from .venv/ when that is brought up to date, so there they would come and go; and nothing
that the book is made from may depend on whether somebody once opened the lab. The kernel is the Python of
.venv/: a cell run in the lab sees what the build sees. Settings, runtime files and checkpoints stay in
.tools/lab-home/: the user's own Jupyter neither changes nor is changed. Standard library only, like
scripts/environment.py, on which this stands.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys

try:
    import environment
except ImportError:  # as a module of the tests
    from scripts import environment

ROOT = environment.ROOT
LOCK = environment.LAB_LOCK
SPACE_NEEDED = 400 * 1000 * 1000  # measured: 175 MB in .tools/lab/, the rest for downloads on the way
FIRST_PAGE = "book/index.md"

# The first answers what opens a .md file; the second keeps the lab from asking anybody for news or updates.
SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Jupytext Notebook"}},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def wanted(root):
    """Return what the stamp of an up-to-date .tools/lab/ says."""
    digest = hashlib.sha256((root / LOCK).read_bytes()).hexdigest()
    return f"Python {' '.join(sys.version.split())} {platform.machine()} {root} {digest}"


def install(root):
    """Make .tools/lab/ hold what its lock names; return whether anything had to be done."""
    if not (root / LOCK).is_file():
        raise environment.Trouble(f"{LOCK} is missing. Restore it from git: it names what the lab needs.")
    place, want = root / ".tools/lab", wanted(root)
    stamp = place / ".ready"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == want and (place / "bin/python").exists():
        return False
    with environment.alone(root):
        if shutil.disk_usage(str(root)).free < SPACE_NEEDED:
            raise environment.Trouble(f"JupyterLab needs {SPACE_NEEDED / 1e9:.1f} GB on this disk.")
        print("Installing JupyterLab into .tools/lab (about 50 MB to download, only this time)", flush=True)
        uv = environment.find_uv(root)
        shutil.rmtree(str(place), ignore_errors=True)
        if uv:
            environment.run(root, uv, "venv", "--quiet", "--python", environment.base_python(), place)
            tool = (uv, "pip", "sync", "--python", place / "bin/python")
        else:
            environment.make_plain_venv(root, place)
            tool = (place / "bin/python", "-m", "pip", "install", "--no-deps", "-r")
        environment.run(root, *tool, LOCK, "--require-hashes")
        stamp.write_text(want, encoding="utf-8")
    return True


def write_json(path, data):
    """Write plain data as JSON, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def write_settings(home, python):
    """Write what the lab reads at its start: our settings and the one kernel."""
    write_json(home / "config/labconfig/default_setting_overrides.json", SETTINGS)
    kernel = {
        "argv": [str(python), "-m", "ipykernel_launcher", "--log-level=ERROR", "-f", "{connection_file}"],
        # As in the head of each chapter: the lab writes the name of the kernel there when it saves.
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"debugger": True},
    }
    write_json(home / "share/kernels/python3/kernel.json", kernel)


def lab_environment(home):
    """Return the environment of the lab: none of the user's own settings of Python or Jupyter."""
    kept = {
        name: value for name, value in environment.clean_environment().items()
        if not name.startswith(("JUPYTER", "IPYTHON"))
    }  # fmt: skip
    return dict(
        kept,
        JUPYTER_CONFIG_DIR=str(home / "config"),
        JUPYTER_DATA_DIR=str(home / "data"),
        JUPYTER_RUNTIME_DIR=str(home / "runtime"),
        JUPYTER_PATH=str(home / "share"),  # read first, so that its kernel is the one called python3
        IPYTHONDIR=str(home / "ipython"),
    )


def command(root, home, tools, options=()):
    """Return the command that starts the lab."""
    settings = {
        "ServerApp.root_dir": root,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.answer_yes": True,  # one Ctrl-C ends it
        # The warnings of these versions speak of nothing to be changed here; the address is always told.
        "ServerApp.log_level": "ERROR",
        "LabApp.log_level": "ERROR",
        "LabApp.default_url": f"/lab/tree/{FIRST_PAGE}",
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.news_url": "",
        "LanguageServerManager.autodetect": False,
        "KernelSpecManager.ensure_native_kernel": False,
        "KernelSpecManager.allowed_kernelspecs": "python3",
        # The default is a folder beside each chapter, in book/.
        "FileCheckpoints.checkpoint_dir": home / "checkpoints",
    }
    if os.geteuid() == 0:  # as in a container; it listens on this machine only, and asks for its token
        settings["ServerApp.allow_root"] = True
    return [
        str(tools / "bin/python"), "-m", "jupyterlab",
        *(f"--{name}={value}" for name, value in settings.items()), *options,
    ]  # fmt: skip


def open_lab(root, options=()):
    """Open the lab and wait until it is ended; return its exit code."""
    home = root / ".tools/lab-home"
    write_settings(home, root / ".venv/bin/python")
    print("Opening the chapters in JupyterLab; Ctrl-C ends it. No browser? Use an address below.", flush=True)
    start = command(root, home, root / ".tools/lab", options)
    process = subprocess.Popen(start, cwd=str(root), env=lab_environment(home))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass  # the server got the same sign and is stopping its kernels


def main(arguments):
    """Run from the command line; return the exit code."""
    try:
        environment.check_python()
        installed = install(ROOT)
    except environment.Trouble as trouble:
        print(f"Error: {trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The next run starts this step again.", file=sys.stderr)
        return 130
    if arguments[:1] == ["install"]:
        print("JupyterLab is " + ("installed" if installed else "already") + " in .tools/lab", flush=True)
        return 0
    return open_lab(ROOT, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

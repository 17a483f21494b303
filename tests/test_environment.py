"""scripts/environment.py: never half an environment, and one clear line when it cannot be made."""

import ast
import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import environment

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def project(tmp_path):
    """Return a folder with what the environment is made from."""
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / "requirements-uv.lock").write_text("uv==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


@pytest.fixture(autouse=True)
def enough_space(monkeypatch):
    monkeypatch.setattr(environment, "SPACE_NEEDED", 0)


def fake_install(root, keep):
    """Put a Python in .venv/, as an installation does."""
    (root / ".venv/bin").mkdir(parents=True, exist_ok=True)
    (root / ".venv/bin/python").touch()


def failing_install(root, keep):
    fake_install(root, keep)
    raise environment.Trouble("no network")


def test_an_old_python_is_told_the_version_found_and_the_one_needed():
    with pytest.raises(environment.Trouble, match=r"Python 3\.9\.1; the book needs Python 3\.11") as caught:
        environment.check_python((3, 9, 1))
    assert "\n" not in str(caught.value)


def test_an_old_python_can_parse_the_script():
    source = (ROOT / "scripts/environment.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_the_lowest_python_is_the_same_everywhere():
    lowest = ".".join(map(str, environment.OLDEST_PYTHON))
    assert f'requires-python = ">={lowest}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-uv.lock"])
def test_a_missing_lock_file_is_named(project, name):
    (project / name).unlink()
    with pytest.raises(environment.Trouble, match=f"^{re.escape(name)} is missing"):
        environment.prepare(project, install=fake_install)


def test_a_second_run_has_nothing_to_do(project):
    assert environment.prepare(project, install=fake_install)
    assert not environment.prepare(project, install=failing_install)


@pytest.mark.parametrize(
    "failure", [environment.Trouble("no network"), KeyboardInterrupt(), OSError(errno.ENOSPC, "full")]
)
def test_a_failed_installation_leaves_no_stamp(project, failure):
    def stop_halfway(root, keep):
        fake_install(root, keep)
        raise failure

    environment.prepare(project, install=fake_install)
    (project / "requirements.lock").write_text("one==2\n")
    with pytest.raises(type(failure)):
        environment.prepare(project, install=stop_halfway)
    assert environment.stamped(project) == []


def test_an_unfinished_environment_is_made_anew_and_a_finished_one_is_updated(project):
    kept = []

    def install(root, keep):
        kept.append(keep)
        fake_install(root, keep)

    with pytest.raises(environment.Trouble):
        environment.prepare(project, install=failing_install)
    environment.prepare(project, install=install)
    (project / "requirements.lock").write_text("one==2\n")
    environment.prepare(project, install=install)
    assert kept == [False, True]


def test_a_python_that_vanished_makes_the_environment_anew(project):
    environment.prepare(project, install=fake_install)
    (project / ".venv/bin/python").unlink()
    assert environment.prepare(project, install=fake_install)


def test_too_little_space_is_said_before_anything_is_made(project, monkeypatch):
    monkeypatch.setattr(environment, "SPACE_NEEDED", 10**18)
    with pytest.raises(environment.Trouble, match="GB free on this disk"):
        environment.prepare(project, install=fake_install)
    assert not (project / ".venv").exists()


@pytest.mark.parametrize(
    "said, meant",
    [
        ("error: failed to copy file: No space left on device (os error 28)", "disk is full"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("  cause: dns error\n  cause: Temporary failure in name resolution", "index cannot be reached"),
        ("NewConnectionError: Failed to establish a new connection", "index cannot be reached"),
        ("× Failed to download `one==1`\n╰─▶ Hash mismatch for `one==1`", "does not match its locked hash"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "does not match its locked hash"),
        ("The virtual environment was not created: ensurepip is not available", "python3-venv"),
        (
            "Because pypandoc-binary==1.17 has no wheels with a matching platform tag",
            "no ready-made pandoc or typst",
        ),
        ("error: Failed to build `typst==0.15.2`", "no ready-made pandoc or typst"),
        ("ERROR: No matching distribution found for pypandoc_binary==1.17", "no ready-made pandoc or typst"),
        ("ERROR: Failed building wheel for typst", "no ready-made pandoc or typst"),
    ],
)
def test_what_the_tools_say_becomes_one_line(project, said, meant):
    (project / ".tools").mkdir()
    tool = project / "tool.py"
    tool.write_text(f"import sys\nsys.stdout.buffer.write({said.encode()!r})\nsys.exit(1)\n")
    with pytest.raises(environment.Trouble, match=meant) as caught:
        environment.run(project, sys.executable, tool)
    assert "\n" not in str(caught.value)
    assert said in (project / environment.LOG).read_text(encoding="utf-8")


def test_an_unknown_failure_shows_the_last_line_of_the_tool(project):
    (project / ".tools").mkdir()
    with pytest.raises(environment.UnknownFailure, match="failed: something odd"):
        environment.run(project, sys.executable, "-c", "raise SystemExit('first\\nsomething odd')")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-uv.lock"])
def test_the_lock_holds_names_versions_markers_and_hashes_only(name):
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        assert "://" not in line
        if not line.lstrip().startswith("#"):
            assert re.fullmatch(r"[a-z0-9.-]+==[^\s;]+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line)


LOCKS = (
    environment.LOCK,
    environment.UV_LOCK,
    environment.CITATION_LOCK,
    environment.PEERS_LOCK,
    environment.LAB_LOCK,
)


@pytest.fixture
def locks(project, monkeypatch):
    """Return what the lock files hold, as a function, in a project whose installer is not started."""
    for name in LOCKS:
        (project / name).write_text(f"old {name}")
    monkeypatch.setattr(environment, "find_uv", lambda _: "uv")
    return lambda: {name: (project / name).read_text() for name in LOCKS}


def written_to(command):
    return Path(command[command.index("--output-file") + 1])


def test_lock_files_are_made_from_those_before_and_nothing_else_is_left(project, locks, monkeypatch):
    def compile_lock(root, *command):
        target = written_to(command)
        assert target.read_text() == f"old {target.name}", "pins that still fit stay"
        target.write_text(f"new {target.name}")

    monkeypatch.setattr(environment, "run", compile_lock)
    environment.make_locks(project)
    assert locks() == {name: f"new {name}" for name in LOCKS}
    assert [path.name for path in (project / ".tools").iterdir()] == ["environment.lock"]


@pytest.mark.parametrize("failure", [environment.Trouble, KeyboardInterrupt])
@pytest.mark.parametrize("last", LOCKS)
def test_a_lock_file_that_cannot_be_made_leaves_all_as_they_were(project, locks, monkeypatch, failure, last):
    def compile_lock(root, *command):
        target = written_to(command)
        target.write_text("half of it")
        if target.name == last:
            raise failure

    before = locks()
    monkeypatch.setattr(environment, "run", compile_lock)
    with pytest.raises(failure):
        environment.make_locks(project)
    assert locks() == before


def test_of_two_runs_at_once_one_makes_the_environment_and_the_other_waits(project):
    code = (
        "import sys, time; sys.path.insert(0, '.'); from pathlib import Path; from scripts import environment\n"
        "def install(root, keep):\n"
        "    (root / '.venv/bin').mkdir(parents=True); time.sleep(0.5); (root / '.venv/bin/python').touch()\n"
        "environment.SPACE_NEEDED = 0\n"
        "print(environment.prepare(Path(sys.argv[1]), install))"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(project)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ends = sorted(run.communicate()[0].splitlines()[-1] for run in runs)
    assert ends == ["False", "True"] and [run.returncode for run in runs] == [0, 0]

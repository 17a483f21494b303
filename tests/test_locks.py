"""The locks: every file of every package is proved by a hash, and what does not match is not installed."""

from __future__ import annotations

import hashlib
import re
import tomllib
import zipfile

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.packages import read_lock
from scripts import environment

# Each lock with the group or groups of pyproject.toml that it serves; "" is the book itself.
LOCKS = {
    environment.LOCK: ("", "test", "build"),
    environment.UV_LOCK: ("bootstrap",),
    environment.LAB_LOCK: ("lab",),
    environment.CITATION_LOCK: ("citation",),
    environment.PEERS_LOCK: ("peers",),
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOST = re.compile(
    r"://|\b[a-z0-9-]+\.(org|com|net|io|dev|cloud|local)\b|--(extra-)?index|--find-links|--trusted"
)


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_lock_is_known_here():
    assert {path.name for path in ROOT.glob("requirements*.lock")} == set(LOCKS)


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_every_entry_of_a_lock_has_hashes_and_none_a_host(name):
    packages = read_lock(text_of(name))  # refuses an entry without version or hash
    assert packages and all(
        re.fullmatch(r"[0-9a-f]{64}", one) for package in packages for one in package.hashes
    )
    assert not HOST.search(text_of(name))


@pytest.mark.parametrize(
    "line", ["one==1 --index-url https://a.example/", "# from files.example.org", "--find-links wheels", "    # via a.example.com"]
)  # fmt: skip
def test_a_host_in_a_lock_would_be_seen(line):
    assert HOST.search(f"one==1 \\\n    --hash=sha256:aa\n{line}\n")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_all_that_is_declared_within_the_bounds(name):
    declared = [
        Requirement(one)
        for group in LOCKS[name]
        for one in (PROJECT["dependency-groups"][group] if group else PROJECT["project"]["dependencies"])
    ]
    pinned = [(package.name, package.version) for package in read_lock(text_of(name))]
    for one in declared:
        versions = [version for package, version in pinned if package == canonicalize_name(one.name)]
        assert versions and all(map(one.specifier.contains, versions)), f"{one}: run make lock"


# A wheel that stands in for one that was locked, and a lock of it


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """Return a small wheel in a folder that is the only place where packages are to be had."""
    path = tmp_path / "wheels/rain-1.0-py3-none-any.whl"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rain.py", "falls = True\n")
        archive.writestr("rain-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: rain\nVersion: 1.0\n")
        archive.writestr(
            "rain-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("rain-1.0.dist-info/RECORD", "")
    uv = environment.find_uv(ROOT)
    if not uv:
        pytest.skip("no uv for this kind of machine; pip installs the locks, and refuses in its own words")
    monkeypatch.setattr(environment, "find_uv", lambda root: uv)
    for name, value in {
        "NO_INDEX": "1",
        "OFFLINE": "1",
        "FIND_LINKS": path.parent,
        "CACHE_DIR": tmp_path / "cache",
    }.items():
        monkeypatch.setenv(f"UV_{name}", str(value))
    return path


def install(tmp_path, monkeypatch, lock):
    """Install a lock as `make book` does, up to the project itself; return whether the wheel arrived."""
    root = tmp_path / "project"
    (root / ".tools").mkdir(parents=True)
    (root / environment.LOCK).write_text(lock, encoding="utf-8")
    real = environment.run
    monkeypatch.setattr(
        environment, "run", lambda root, *command: None if "--editable" in command else real(root, *command)
    )
    environment.install(root, keep=False)
    return bool(list((root / ".venv").rglob("rain.py")))


def test_a_package_with_its_locked_hash_is_installed(tmp_path, monkeypatch, wheel):
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert install(tmp_path, monkeypatch, f"rain==1.0 \\\n    --hash=sha256:{digest}\n")


def test_a_package_that_was_changed_after_it_was_locked_is_refused(tmp_path, monkeypatch, wheel):
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("added.py", "")
    with pytest.raises(environment.Trouble, match="does not match its locked hash and was not installed"):
        install(tmp_path, monkeypatch, f"rain==1.0 \\\n    --hash=sha256:{digest}\n")
    assert not list((tmp_path / "project/.venv").rglob("rain.py"))


def test_a_package_without_a_hash_is_refused(tmp_path, monkeypatch, wheel):
    with pytest.raises(environment.Trouble):
        install(tmp_path, monkeypatch, "rain==1.0\n")
    assert (
        "--require-hashes"
        in (tmp_path / "project" / environment.LOG).read_text(encoding="utf-8").split("$ ")[-1]
    )
    assert not list((tmp_path / "project/.venv").rglob("rain.py"))

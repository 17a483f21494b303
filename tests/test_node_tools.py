"""scripts/node_tools.py: installed once, never half, and a plain reason where that cannot be."""

from __future__ import annotations

import json
import re
import shutil
from types import SimpleNamespace

import pytest
from conftest import ROOT

from scripts import node_tools

SOURCE = ROOT / "scripts" / "node"


@pytest.fixture
def project(tmp_path):
    """Return a folder with what names the tools."""
    shutil.copytree(SOURCE, tmp_path / "scripts" / "node")
    return tmp_path


def recorded(calls, failure=None):
    def install(folder):
        calls.append(folder)
        if failure:
            raise failure

    return install


def machine(*programs, version="v18.19.0"):
    """Return the check of a machine with these programs."""
    found = {name: f"/usr/bin/{name}" for name in programs}
    return lambda: node_tools.check_node(found.get, lambda *_, **__: SimpleNamespace(stdout=f"{version}\n"))


def test_the_tools_are_installed_once_and_again_when_the_lock_changes(project):
    calls = []
    for _ in range(2):
        folder = node_tools.prepare(project, recorded(calls), lambda: None)
    assert folder == project / ".tools/node/node_modules" and len(calls) == 1
    lock = project / "scripts/node/package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    node_tools.prepare(project, recorded(calls), lambda: None)
    assert len(calls) == 2 and (project / ".tools/node/package-lock.json").read_text() == lock.read_text()


def test_an_installation_that_failed_is_tried_again(project):
    calls = []
    with pytest.raises(node_tools.Unavailable, match="no network"):
        node_tools.prepare(project, recorded(calls, node_tools.Unavailable("no network")), lambda: None)
    node_tools.prepare(project, recorded(calls), lambda: None)
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (machine(), "no node and no npm on this machine"),
        (machine("node"), "no npm on this machine"),
        (machine("node", "npm", version="v16.3.0"), "the node of this machine is v16.3.0"),
        (machine("node", "npm", version=""), "the node of this machine is broken"),
    ],
)
def test_a_machine_without_node_is_told_what_to_install(project, check, reason):
    calls = []
    with pytest.raises(node_tools.Unavailable, match=f"^{reason}; install Node.js 18.16 or newer .*apt-get"):
        node_tools.prepare(project, recorded(calls), check)
    assert calls == []


def test_a_node_that_is_new_enough_is_taken():
    machine("node", "npm", version="v18.16.1")()


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("npm error code ENOTFOUND", "the first run needs a network connection"),
        ("npm error code EINTEGRITY", "does not match its locked hash"),
        ("npm error code E404", "does not give out a package"),
        ("npm error nospc ENOSPC: no space left on device", "the disk is full"),
        ("one\nlast words\n\n", "last words"),
        ("", "npm said nothing"),
    ],
)
def test_what_npm_says_is_told_as_what_it_means(said, meaning):
    assert meaning in node_tools.cause(said)


def test_the_lock_names_exact_versions_and_hashes_and_no_address_of_an_index():
    text = (SOURCE / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    named = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    assert set(named["dependencies"]) == {"axe-core", "lighthouse"}
    assert all(re.fullmatch(r"[\d.]+", version) for version in named["dependencies"].values())
    assert packages[""]["dependencies"] == named["dependencies"]
    assert all("resolved" not in package for package in packages.values())
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)
    assert set(re.findall(r"https?://([^/\"]+)", text)) <= {"github.com", "opencollective.com", "feross.org"}


def test_what_a_package_wants_at_its_newest_is_held_by_an_override():
    """Without addresses in the lock, npm cannot tell that a locked version is "latest", and refuses the lock."""
    packages = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    held = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))["overrides"]
    newest = {
        name
        for package in packages.values()
        for name, version in package.get("dependencies", {}).items()
        if version == "latest"
    }
    assert newest == set(held)
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in held.items())

"""The bill of materials of a release: every package of the lock, proved, licensed, and the same each time."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version

import pytest
from conftest import ROOT

import analysis
from analysis.packages import Package, read_lock
from scripts.bill_of_materials import bill_of_materials, licence_of

PACKAGES = [
    Package("rain", "1.0", "", ("ab", "cd")),
    Package("winged", "2.0", 'sys_platform == "win32"', ("ef",)),
]
LICENCES = {"rain": "MIT", "winged": "Rain or Shine"}


@pytest.fixture(scope="module")
def edition(evidence) -> analysis.Edition:
    return analysis.load_edition(evidence.references)


def test_a_package_has_its_name_version_licence_system_and_proofs(edition):
    bill = json.loads(bill_of_materials(edition, PACKAGES, LICENCES.get))
    assert bill["components"] == [
        {
            "type": "library", "name": "rain", "version": "1.0", "bom-ref": "rain@1.0", "purl": "pkg:pypi/rain@1.0",
            "licenses": [{"license": {"id": "MIT"}}],
            "properties": [{"name": "lock:sha256", "value": "ab"}, {"name": "lock:sha256", "value": "cd"}],
        },
        {
            "type": "library", "name": "winged", "version": "2.0", "bom-ref": "winged@2.0", "purl": "pkg:pypi/winged@2.0",
            "licenses": [{"license": {"name": "Rain or Shine"}}],
            "properties": [
                {"name": "lock:marker", "value": 'sys_platform == "win32"'},
                {"name": "lock:sha256", "value": "ef"},
            ],
        },
    ]  # fmt: skip


def test_the_bill_is_of_this_edition_and_the_same_whenever_it_is_written(edition):
    text = bill_of_materials(edition, PACKAGES, LICENCES.get)
    assert text == bill_of_materials(edition, PACKAGES, LICENCES.get)
    told = json.loads(text)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["version"] == edition.version
    assert told["metadata"]["timestamp"].startswith(edition.date)


def test_every_package_that_is_installed_from_the_lock_says_its_licence():
    silent = []
    for package in read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8")):
        try:
            installed = version(package.name) == package.version
        except PackageNotFoundError:
            continue  # for another system
        if installed and not licence_of(package.name):
            silent.append(package.name)
    assert silent == []


def test_a_package_that_is_not_installed_has_no_licence_to_tell():
    assert licence_of("no-such-package") == ""

"""List the packages of a release as a bill of materials in CycloneDX, from the lock.

Every package that the lock names is in it, for whatever system; the licence is told of those that are
installed here, in the packages' own words. The bill of one commit is the same to the byte each time.
"""

import uuid
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

LICENCE = "License :: "
ADDRESS = "https://example.org/nato-asia-pacific-four/"  # only a name space for the serial number


def licence_of(name):
    """Return the licence of a package in its own words; empty where it is not installed or says none."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    listed = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if one.startswith(LICENCE)]
    short = (told.get("License") or "").strip()
    return told.get("License-Expression") or " and ".join(listed) or (short if "\n" not in short else "")


def component(package, licence):
    """Return one package of the lock as a component; any one of its hashes proves a file of it."""
    proofs = [Property(name="lock:sha256", value=one) for one in package.hashes]
    marker = [Property(name="lock:marker", value=package.marker)] if package.marker else []
    return Component(
        type=ComponentType.LIBRARY,
        name=package.name,
        version=package.version,
        bom_ref=f"{package.name}@{package.version}",
        purl=PackageURL("pypi", None, package.name, package.version),
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
        properties=[*marker, *proofs],
    )


def bill_of_materials(edition, packages, licence=licence_of):
    """Return the bill of an edition as text: JSON of CycloneDX 1.6."""
    book = Component(
        type=ComponentType.APPLICATION, name=edition.title, version=edition.version, bom_ref=edition.slug
    )
    bill = Bom(
        components=[component(package, licence(package.name)) for package in packages],
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{ADDRESS}{edition.version}/{edition.code}"),
    )
    bill.metadata.component = book
    bill.metadata.timestamp = datetime.fromisoformat(edition.date).replace(tzinfo=UTC)
    bill.register_dependency(book, bill.components)
    return JsonV1Dot6(bill).output_as_string(indent=1) + "\n"

"""The data package: every column described, valid for its readers, and the same tables when read back."""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from conftest import ROOT

import analysis
from analysis.__main__ import main
from analysis.export import collect_tables, export_tables, flatten_tables, load_dictionary, write_package
from analysis.export.descriptor import describe_package
from analysis.export.dictionary import check_columns
from analysis.export.documents import PANDAS
from analysis.markdown import readable
from analysis.model.dictionary import FORMS, Table
from analysis.problems import EvidenceError

FRICTIONLESS = Path(sys.executable).with_name("frictionless")
#: What pandas takes for missing unless told otherwise.
PANDAS_MISSING = {
    "",
    "#N/A",
    "N/A",
    "NA",
    "NULL",
    "NaN",
    "None",
    "n/a",
    "nan",
    "null",
    "<NA>",
    "-nan",
    "-NaN",
}
WORD = re.compile(r"[A-Za-z0-9À-ɏ]+")


@pytest.fixture(scope="module")
def tables(evidence):
    """Return the tables of the project's own package."""
    codings = analysis.load_codings(evidence)
    settlements = analysis.load_settlements(evidence, codings)
    return export_tables(evidence, analysis.load_judgements(evidence), codings, settlements)


@pytest.fixture(scope="module")
def edition(evidence):
    """Return the edition, as if it stood on no host."""
    return analysis.load_edition(evidence.references, address="")


@pytest.fixture(scope="module")
def package(tmp_path_factory, evidence, edition, tables) -> Path:
    """Return the folder of the written package."""
    return write_package(tmp_path_factory.mktemp("package") / "data", edition, evidence, tables).parent


@pytest.fixture
def spoilt(tmp_path, package) -> Path:
    """Return a copy of the package, to be spoilt by a test."""
    return Path(shutil.copytree(package, tmp_path / "spoilt"))


def resources(folder: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def validate(folder: Path) -> tuple[bool, list[tuple[str, str]]]:
    """Run the real command; return whether it is content, and table and type of every error."""
    command = [str(FRICTIONLESS), "validate", "datapackage.json", "--json"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    report = json.loads(ended.stdout)
    assert report["valid"] == (ended.returncode == 0)
    errors = [(task["name"], error["type"]) for task in report["tasks"] for error in task["errors"]]
    return report["valid"], errors + [("", error["type"]) for error in report["errors"]]


def change(folder: Path, table: str, old: str, new: str, *, honest: bool) -> None:
    """Change a table once; where honest, write its new size and hash into the descriptor."""
    path = folder / f"{table}.csv"
    content = path.read_bytes()
    assert old.encode() in content
    content = content.replace(old.encode(), new.encode(), 1)
    path.write_bytes(content)
    if honest:
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        for resource in descriptor["resources"]:
            if resource["name"] == table:
                resource["bytes"] = len(content)
                resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


def read_back(folder: Path, monkeypatch) -> dict[str, pd.DataFrame]:
    """Read the package with the very lines that its README gives."""
    monkeypatch.chdir(folder)
    namespace: dict[str, Any] = {}
    exec(compile(PANDAS, "README.md", "exec"), namespace)
    return namespace["tables"]


# The dictionary


def test_every_table_that_load_gives_is_exported(evidence):
    exported = set(collect_tables(evidence))
    loaded = {field.name for field in dataclasses.fields(evidence) if not field.name.startswith("_")}
    assert loaded <= exported | {"codebook", "witnesses"} <= exported


def test_a_column_without_description_stops_the_export(evidence):
    frames = collect_tables(evidence)
    frames["audit"] = frames["audit"].assign(mood="grey")
    frames["rain"] = pd.DataFrame({"day": [1]})
    del frames["lexicons"]
    with pytest.raises(EvidenceError) as caught:
        check_columns(load_dictionary(), frames)
    assert [
        str(problem).removeprefix("analysis/export/dictionary.yml: ") for problem in caught.value.problems
    ] == [
        "audit: mood: found nothing on this column; say in one sentence what it holds",
        "rain: found nothing on this table; say what it and its columns hold",
        "lexicons: found a table that is not exported; take it out, or export it",
    ]


def test_the_check_tells_of_a_column_without_words_before_any_page_is_built(tiny_seeds, monkeypatch, capsys):
    words = load_dictionary()
    del words["audit"].columns["note"]
    monkeypatch.setattr("analysis.export.package.load_dictionary", lambda: words)
    assert main(["--seeds", str(tiny_seeds), "check"]) == 1
    assert "audit: note: found nothing on this column" in capsys.readouterr().err


@pytest.mark.parametrize("entry, told", [
    ("{title: T, says: S, key: [a], columns: {a: {type: string}}}", "says: found nothing"),
    ("{title: T, says: S, key: [b], columns: {a: {says: A}}}", "key b must be a required column"),
    ("{title: T, says: S, key: [a], columns: {a: {says: A, refers_to: sky}}}", "refers_to: found 'sky'"),
    ("{title: T, says: S, key: [a], columns: {a: {says: A, type: date}}}", "allowed: 'string'"),
])  # fmt: skip
def test_an_unsound_dictionary_is_refused(tmp_path, entry, told):
    path = tmp_path / "dictionary.yml"
    path.write_text(f"rain: {entry}\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match=re.escape(told)):
        load_dictionary(path)


def test_the_columns_are_those_that_the_documentation_of_the_tables_names(evidence):
    """What ``analysis/tables.py`` says of a table and what the package says of it must not part."""
    dictionary = load_dictionary()
    told_of = inspect.getdoc(evidence)  # from Python 3.13 on the compiler takes off the indentation
    for name, table in dictionary.items():
        if name in ("codebook", "witnesses") or name not in evidence.__dataclass_fields__:
            continue
        told = re.search(rf"^{name} : DataFrame\n(.*?)(?=^\w+ :)", told_of, re.M | re.S)[1]
        named = {word for word in re.findall(r"``(\w+)``", told) if word != "True"}
        own = {title for title, column in table.columns.items() if not column.made}
        parents = {"matrix": "items", "hypotheses": "questions"}
        more = {"summits": {"on_four_references", "attendance_references"}}.get(name, set())
        if name == "counts":
            named -= {"lexicon"}  # a table of its own
        if name in parents:
            own |= set(dictionary[parents[name]].columns)
        assert own - more == named, name


def test_every_column_of_a_package_has_title_type_and_a_sentence(package):
    for resource in resources(package).values():
        for field in resource["schema"]["fields"]:
            place = f"{resource['name']}: {field['name']}"
            assert field["title"] and field["type"] in {"string", "integer", "number", "boolean"}, place
            assert re.fullmatch(r"[A-Z].{9,}[.]", field["description"]), place


def test_no_sentence_of_the_dictionary_serves_two_columns_of_one_table():
    for name, table in load_dictionary().items():
        words = [column.says for column in table.columns.values()]
        assert len(words) == len(set(words)), name


# The descriptor


def test_the_descriptor_says_what_the_package_is(package, edition, evidence):
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert descriptor["version"] == edition.version and descriptor["created"] == f"{edition.date}T00:00:00Z"
    assert descriptor["licenses"][0]["name"] == edition.identity.licence_text
    assert [one["title"] for one in descriptor["contributors"]] == [
        *edition.authors,
        edition.identity.publisher,
    ]
    assert len(descriptor["sources"]) == len(evidence.sources) + 1  # the bibliography too
    assert descriptor["sources"][-1]["path"] == "references.csv"
    assert "homepage" not in descriptor


def test_a_homepage_is_given_where_there_is_one(evidence):
    placed = analysis.load_edition(evidence.references, address="https://example.org/book/")
    assert describe_package(placed, evidence, [], {})["homepage"] == "https://example.org/book/"


def test_each_file_is_described_with_its_size_and_hash(package):
    described = resources(package)
    assert {path.stem for path in package.glob("*.csv")} == set(described)
    for name, resource in described.items():
        content = (package / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content), name
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", name
        assert resource["type"] == "table" and resource["encoding"] == "utf-8" and "dialect" not in resource


def test_codes_are_listed_with_labels_and_those_of_the_codebook(package, evidence):
    fields = {field["name"]: field for field in resources(package)["stances"]["schema"]["fields"]}
    assert fields["stance"]["constraints"]["enum"] == [-2, -1, 0, 1, 2]
    assert fields["stance"]["categories"][0] == {"value": -2, "label": "Strongly against"}
    assert fields["issue"]["constraints"]["enum"] == evidence.codes("issue")
    assert {"value": "tokyo_office", "label": "Tokyo office"} in fields["issue"]["categories"]
    assert "categoriesOrdered" in fields["stance"] and "categoriesOrdered" not in fields["issue"]


def test_a_list_leads_from_its_row_to_what_it_names(package):
    schema = resources(package)["events_claims"]["schema"]
    assert schema["primaryKey"] == ["event", "claim"]
    assert schema["foreignKeys"] == [
        {"fields": ["event"], "reference": {"resource": "events", "fields": ["event"]}},
        {"fields": ["claim"], "reference": {"resource": "claims", "fields": ["claim"]}},
    ]


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_pattern_is_one_that_xml_schema_knows(form, package):
    used = [
        field["constraints"]["pattern"]
        for resource in resources(package).values()
        for field in resource["schema"]["fields"]
        if "pattern" in field.get("constraints", {})
    ]
    assert used and all(not re.search(r"\(\?|^\^|\$$", pattern) for pattern in used)
    plain = FORMS[form].removeprefix("^").removesuffix("$").replace("(?:", "(")
    assert plain in used


# What readers make of it


def test_frictionless_finds_no_fault(package):
    assert validate(package) == (True, [])


@pytest.mark.parametrize("table, old, new, error", [
    ("events_claims", '"elpais-03-event","elpais-03"', '"elpais-03-event","elpais-99"', ("events_claims", "foreign-key")),
    ("claims", '"elpais",1,0,52', '"elpais",one,0,52', ("claims", "type-error")),
    ("stances", '"partnership",2,', '"partnership",3,', ("stances", "constraint-error")),
    ("checks", '"elpais-02"', '"elpais-01"', ("checks", "primary-key")),
])  # fmt: skip
def test_frictionless_finds_a_slip_in_the_values(spoilt, table, old, new, error):
    change(spoilt, table, old, new, honest=True)
    valid, errors = validate(spoilt)
    assert not valid and error in errors


def test_frictionless_finds_a_changed_byte(spoilt):
    change(spoilt, "claims", "making its ties", "making its pies", honest=False)
    assert validate(spoilt) == (False, [("claims", "hash-count")])


def test_pandas_reads_back_every_table(package, tables, monkeypatch):
    read = read_back(package, monkeypatch)
    assert list(read) == [table.name for table in tables]
    kinds = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    for table in tables:
        wanted = table.frame.astype({name: kinds[column.type] for name, column in table.columns.items()})
        got = read[table.name]
        assert got.dtypes.astype(str).to_dict() == wanted.dtypes.astype(str).to_dict(), table.name
        pd.testing.assert_frame_equal(got, wanted, obj=table.name)


def test_what_was_read_back_is_the_evidence_lists_included(package, evidence, monkeypatch):
    """Join every table with those of its lists; the outcome is what ``analysis.load()`` gives."""
    read, dictionary = read_back(package, monkeypatch), load_dictionary()
    for name, original in collect_tables(evidence).items():
        if name not in evidence.__dataclass_fields__ or name == "codebook":
            continue
        table, whole = dictionary[name], read[name]
        for title, column in table.columns.items():
            if column.entry:
                listed = read[f"{name}_{title}"].groupby(table.key, sort=False)[column.entry].agg(list)
                keys = whole.set_index(table.key).index
                whole = whole.assign(**{title: [listed.get(key, []) for key in keys]})
        for title in original.columns:
            texts = whole[title].astype(object).where(whole[title].notna(), None).tolist()
            wanted = original[title].astype(object).where(original[title].notna(), None).tolist()
            assert texts == wanted, f"{name}: {title}"


def test_a_text_that_looks_like_a_formula_is_kept_and_disarmed(package, monkeypatch):
    """The codebook has such texts: the signs of its ratings."""
    plain = pd.read_csv(package / "codebook.csv").query("variable == 'consistency'")
    assert plain["label"].tolist()[:2] == ["'++", "'+"]
    read = read_back(package, monkeypatch)["codebook"].query("variable == 'consistency'")
    assert read["label"].tolist()[:2] == ["++", "+"]


def test_a_reader_who_knows_no_schema_misses_no_value(package, tables):
    """Words such as None would be lost by whoever reads the files as pandas does unless told otherwise."""
    for table in tables:
        plain = pd.read_csv(package / f"{table.name}.csv")
        pd.testing.assert_frame_equal(plain.isna(), table.frame.isna(), obj=table.name)
        for name in table.frame.columns:
            assert not set(table.frame[name].dropna().astype(str)) & PANDAS_MISSING, f"{table.name}: {name}"


def test_no_run_of_words_of_a_source_is_in_the_package(package, texts):
    def runs(text: str) -> set[tuple[str, ...]]:
        words = [word.lower() for word in WORD.findall(text)]
        return {tuple(words[place : place + 9]) for place in range(len(words) - 8)}

    known = set().union(*(runs(path.read_text(encoding="utf-8")) for path in texts.glob("*.txt")))
    for path in package.iterdir():
        assert not runs(path.read_text(encoding="utf-8")) & known, path.name


# The texts and the folder


def test_the_package_says_how_it_is_read_and_under_which_licence(package, edition, tables):
    readme = (package / "README.md").read_text(encoding="utf-8")
    assert PANDAS in readme and edition.version in readme
    assert all(f"| `{table.name}.csv` | {len(table.frame)} |" in readme for table in tables)
    assert edition.identity.licence_text in (package / "LICENSE.txt").read_text(encoding="utf-8")


def test_the_codebook_is_there_to_be_read(package, evidence):
    text = (package / "codebook.md").read_text(encoding="utf-8")
    for name, variable in evidence.codebook.variables.items():
        assert f"\n## {readable(name)}\n" in text
        for code, entry in variable.codes.items():
            assert re.search(
                rf"^- `{re.escape(code)}`.*{re.escape(readable(entry.definition))}$", text, re.M
            ), code
            assert all(readable(example) in text for example in entry.bad_examples)


def test_the_same_edition_gives_the_same_bytes(tmp_path, package, edition, evidence, tables):
    again = write_package(tmp_path / "again", edition, evidence, tables).parent
    assert {p.name: p.read_bytes() for p in again.iterdir()} == {
        p.name: p.read_bytes() for p in package.iterdir()
    }


def test_the_citation_file_names_the_data_and_exactly_this_edition(package, edition):
    told = yaml.safe_load((package / "CITATION.cff").read_text(encoding="utf-8"))
    assert (told["title"], told["version"]) == (f"Data of {edition.title}", edition.version)
    assert told["preferred-citation"]["title"] == edition.title
    assert "make version" not in (package / "CITATION.cff").read_text(encoding="utf-8")


def test_the_readme_lists_every_column_that_a_spreadsheet_would_change(package):
    told = (package / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(\w+)`", told.partition("*Text* for the columns")[2].partition(". They")[0]))
    assert {"date", "document", "entry", "published_earliest", "seen"} <= listed
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        texts = [field["name"] for field in resource["schema"]["fields"] if field["type"] == "string"]
        read = pd.read_csv(package / resource["path"], dtype=str, keep_default_na=False)
        for name in texts:
            if read[name].str.fullmatch(r"\d{4}(-\d\d){0,2}|\d+").any():
                assert name in listed, f"{resource['name']}: {name}"


def test_a_folder_with_other_files_is_left_alone(tmp_path, edition, evidence):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/one.txt").write_text("Dear all", encoding="utf-8")
    with pytest.raises(FileExistsError, match="name a new folder"):
        write_package(tmp_path / "letters", edition, evidence, [])
    assert [path.name for path in tmp_path.rglob("*.txt")] == ["one.txt"]


def test_a_failure_leaves_the_last_package(tmp_path, edition, evidence, monkeypatch):
    folder = write_package(tmp_path / "data", edition, evidence, []).parent
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(Path, "write_text", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_package(folder, edition, evidence, [])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_an_id_that_rows_lack_is_made_from_what_they_have(tiny):
    frames = collect_tables(tiny)
    assert frames["events"]["event"].tolist() == ["second-02-event"]
    assert frames["timeline"]["entry"].tolist() == ["2022-06-29", "2023-05-03", "2023-07-12"]
    twice = dataclasses.replace(tiny, timeline=pd.concat([tiny.timeline, tiny.timeline]))
    assert collect_tables(twice)["timeline"]["entry"].tolist()[3] == "2022-06-29-2"


def test_a_list_that_is_empty_has_no_row():
    column = {"says": "A town.", "entry": "town"}
    rain = Table(
        title="Rain", says="Rain.", key=["day"], columns={"day": {"says": "A day."}, "towns": column}
    )
    frame = pd.DataFrame({"day": ["Monday", "Tuesday"], "towns": [[], ["Riga"]]})
    flat = flatten_tables({"rain": rain}, {"rain": frame})
    assert flat[1].frame.to_dict("list") == {"day": ["Tuesday"], "town": ["Riga"]}


def test_the_command_writes_the_package_and_says_so(tmp_path, capsys):
    assert main(["export", "--out", str(tmp_path / "data")]) == 0
    told = re.fullmatch(r"(\d+) tables with (\d+) rows: (.+)\n", capsys.readouterr().out)
    assert int(told[1]) == len(list((tmp_path / "data").glob("*.csv"))) and Path(told[3]).is_file()
    (tmp_path / "data/datapackage.json").unlink()
    assert main(["export", "--out", str(tmp_path / "data")]) == 1
    assert "it holds other files than a data package" in capsys.readouterr().err


def test_make_data_writes_it_where_the_readme_of_the_project_says():
    assert re.search(r"^data: environment ##.*\n\t@\$\(RUN\) -m analysis export --out _build/data$",
                     (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)  # fmt: skip

"""case.jsonld is what forensic tools expect, and names what case.json names."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from leakguard.exporting.bundle import Level
from tests.exporting.builders import StoredCase


@pytest.fixture(scope="module", params=[Level.FULL, Level.WORKING], ids=str)
def bundle(request, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("uco") / "b"
    StoredCase().write(folder, request.param, program="0.1.0")
    return folder


def test_every_file_digest_and_address_of_the_case_is_in_it(bundle):
    case = json.loads((bundle / "data/case.json").read_bytes())
    graph = json.loads((bundle / "data/case.jsonld").read_bytes())["@graph"]
    text = json.dumps(graph)
    for capture in case["captures"]:
        assert capture["target"] in text
        for part in capture["parts"]:
            assert part["sha256"] in text
            assert (f"data/{part['file']}" in text) == (part["file"] is not None)
    for finding in case["findings"]:
        assert finding["address"] in text
    ids = [node["@id"] for node in graph]
    assert len(ids) == len(set(ids))
    again = StoredCase()
    again.write(bundle.parent / "again", Level.FULL, program="0.2.0")
    assert ids == [node["@id"] for node in json.loads((bundle.parent / "again/data/case.jsonld").read_bytes())["@graph"]]


def test_it_conforms_to_the_ontology(tmp_path):
    """As the validator of the CASE community says, which finds terms that do not exist as well."""
    StoredCase().write(tmp_path / "b", Level.FULL, program="0.1.0")
    program = Path(sys.executable).with_name("case_validate")
    done = subprocess.run([program, tmp_path / "b/data/case.jsonld"], capture_output=True, text=True, check=False)
    assert "Conforms: True" in done.stdout, done.stdout[:2000]
    assert done.returncode == 0, done.stderr

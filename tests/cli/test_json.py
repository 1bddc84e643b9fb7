"""The JSON contract: one object, `schema` first, and every promised field with its type. Fields may be added, never lost."""

import re
from pathlib import Path
from typing import Any

import pytest

from leakguard.notices import regimes
from tests.support.journey import Journey, Outcome
from tests.support.pictures import Pictures
from tests.support.servers import WebSite

Shape = dict[str, Any]

NUMBER, TEXT, YES_NO, LIST = int, str, bool, list
OR_NONE = type(None)

ORIGINAL: Shape = {
    "id": (TEXT, OR_NONE),
    "source": TEXT,
    "sha256": (TEXT, OR_NONE),
    "pdq_quality": (NUMBER, OR_NONE),
    "status": TEXT,
    "why": TEXT,
}
TARGET: Shape = {"target": TEXT, "kind": TEXT, "items": NUMBER, "not_checked": LIST}
ITEM: Shape = {
    "target": TEXT,
    "locator": TEXT,
    "sha256": TEXT,
    "media": TEXT,
    "verdict": TEXT,
    "same_scene": YES_NO,
    "original": (TEXT, OR_NONE),
    "finding": (TEXT, OR_NONE),
    "also": LIST,
    "pdq_distance": (NUMBER, OR_NONE),
    "inliers": (NUMBER, OR_NONE),
    "region": (LIST, OR_NONE),
    "mirrored": YES_NO,
    "why": TEXT,
}
MISSED: Shape = {"locator": TEXT, "why": TEXT}
COUNTS: Shape = dict.fromkeys(("exact", "copy", "altered", "possible", "none", "unreadable"), NUMBER)
CAPTURE: Shape = {
    "id": TEXT,
    "target": TEXT,
    "final_url": TEXT,
    "status": (NUMBER, OR_NONE),
    "kind": TEXT,
    "complete": YES_NO,
    "findings": LIST,
    "missing": LIST,
    "withheld": NUMBER,
    "sealed": YES_NO,
    "sealed_late": YES_NO,
}
NOTICE: Shape = {
    "notice": TEXT,
    "regime": TEXT,
    "recipient": TEXT,
    "complete": YES_NO,
    "files": LIST,
    "elements": LIST,
    "clock": dict,
    "deadline": OR_NONE,
    "warnings": LIST,
}
ELEMENT: Shape = {"id": TEXT, "ref": (TEXT, OR_NONE), "basis": TEXT, "certainty": TEXT, "present": YES_NO}
CLOCK: Shape = {"value": NUMBER, "unit": TEXT, "runs_from": TEXT}
CHECK: Shape = {"check": TEXT, "item": TEXT, "result": TEXT, "why": TEXT}
EXPORT: Shape = {"path": TEXT, "level": TEXT, "manifest_sha256": TEXT, "encrypted": YES_NO, "receipt": TEXT}
REPORT: Shape = {
    **{"path": TEXT, "pages": NUMBER, "findings": NUMBER, "for": TEXT, "format": TEXT, "signed": YES_NO, "files": dict},
}
STATUS: Shape = {"originals": NUMBER, "findings": dict, "notices": LIST, "due": LIST, "overdue": LIST, "next": TEXT}


def holds(value: dict[str, Any], shape: Shape) -> None:
    assert {name: value.get(name, "absent") for name in shape if not isinstance(value.get(name, "absent"), shape[name])} == {}
    # True is an int to Python, but not to whoever reads the JSON.
    assert [name for name, kind in shape.items() if kind is NUMBER and isinstance(value[name], bool)] == []


def of(outcome: Outcome, schema: str) -> dict[str, Any]:
    answer = outcome.json
    assert answer["schema"] == f"leakguard/{schema}"
    return answer


def test_add(ready: Journey, pictures: Pictures) -> None:
    answer = of(ready.run("add", pictures.originals / "beach-0.jpg", pictures.downloads, "--json"), "add/1")
    for original in answer["originals"]:
        holds(original, ORIGINAL)
        assert "pdq" not in original
    assert {original["status"] for original in answer["originals"]} == {"added", "known", "skipped"}


def test_add_gives_hashes_only_when_told_to(ready: Journey, pictures: Pictures) -> None:
    answer = of(ready.run("add", pictures.originals, "--json", "--with-hashes"), "add/1")
    assert all(len(original["pdq"]) == 64 and int(original["pdq"], 16) for original in answer["originals"])
    assert all(original["pdq"] == original["pdq"].lower() for original in answer["originals"])


def test_check(enrolled: Journey, pictures: Pictures) -> None:
    broken = enrolled.home / "broken.jpg"
    broken.write_bytes(pictures.copy[:900])
    outcome = enrolled.run("check", pictures.downloads, pictures.album, broken, "--json")
    answer = of(outcome, "check/1")
    assert outcome.code == 3
    assert answer["resumed"] == 0
    for target in answer["targets"]:
        holds(target, TARGET)
    for item in answer["items"]:
        holds(item, ITEM)
    holds(answer["counts"], COUNTS)
    assert [target["kind"] for target in answer["targets"]] == ["folder", "archive", "file"]
    assert answer["counts"] == {
        verdict: sum(item["verdict"] == verdict for item in answer["items"]) for verdict in answer["counts"]
    }
    copies = [item for item in answer["items"] if item["finding"]]
    assert {item["verdict"] for item in copies} == {"exact", "copy"}
    assert all(len(corner) == 2 for item in copies if item["region"] for corner in item["region"])
    assert any(item["locator"].endswith("album.zip!a/1.jpg") for item in copies)


def test_check_capture_and_notice_of_an_address(enrolled: Journey, leak_site: WebSite) -> None:
    page = leak_site.url + "/album"
    checked = of(enrolled.run("check", page, leak_site.url + "/none.jpg", "--json"), "check/1")
    assert [target["kind"] for target in checked["targets"]] == ["url", "url"]
    for missed in (missed for target in checked["targets"] for missed in target["not_checked"]):
        holds(missed, MISSED)
    (finding,) = (item["finding"] for item in checked["items"] if item["finding"])

    (capture,) = of(enrolled.run("capture", finding, "--json"), "capture/1")["captures"]
    holds(capture, CAPTURE)
    assert (capture["target"], capture["kind"], capture["findings"], capture["withheld"]) == (page, "page", [finding], 1)

    write = ("notice", "write", "--regime", "us-tida", "--finding", finding, "--to", "platform", "--json")
    notice = of(enrolled.run(*write), "notice/1")
    holds(notice, NOTICE)
    holds(notice["clock"], CLOCK)
    for element in notice["elements"]:
        holds(element, ELEMENT)
        assert element["basis"] in ("statute", "practice")

    status = of(enrolled.run("status", "--json"), "status/1")
    holds(status, STATUS)


@pytest.mark.parametrize(
    ("regime", "country", "clock", "elements", "said"),
    [
        (
            "us-tida",
            "US",
            (48, "hours", "receipt of a valid request made through the platform's process"),
            {
                "signature": "s.3(a)(1)(B)(i)",
                "locate": "s.3(a)(1)(B)(ii)",
                "good_faith": "s.3(a)(1)(B)(iii)",
                "contact": "s.3(a)(1)(B)(iv)",
            },
            "",
        ),
        ("in-it-3-2-b", "IN", (2, "hours", "receipt of the complaint"), {}, "Not read in an official text"),
        (
            "uk-osa-iic-report",
            "GB",
            (48, "hours", "receipt of the report"),
            {"declare_content": "s.20A(2)(a)", "declare_sender": "s.20A(2)(b)", "declare_truth": "s.20A(2)(c)"},
            "does not promise that every single picture is gone",
        ),
        ("eu-gdpr-17", "DE", (1, "calendar month", "receipt of the request"), {}, "never instead"),
    ],
)
def test_a_letter_says_what_its_law_asks_for_and_how_long_it_gives(
    journey: Journey, regime: str, country: str, clock: tuple[int, str, str], elements: dict[str, str], said: str
) -> None:
    journey.begin(country=country)
    assert journey.run("profile", "--name", "Alex Example", "--email", "alex@example.org").code == 0
    url = "https://www.reddit.com/r/example/comments/1"
    outcome = journey.run("notice", "write", "--regime", regime, "--url", url, "--sign", "Alex Example", "--json")
    notice = of(outcome, "notice/1")
    holds(notice, NOTICE)
    assert (outcome.code, notice["complete"], notice["deadline"]) == (0, True, None)
    assert tuple(notice["clock"].values()) == clock
    refs = {element["id"]: element["ref"] for element in notice["elements"]}
    assert refs.items() >= elements.items()
    assert regime != "us-tida" or refs == elements
    known = {element.id: element.ref for element in regimes.get(regime).elements}
    assert all(known[id] == ref for id, ref in refs.items())
    assert said in " ".join(notice["warnings"])
    assert not re.search("perjury|swear|oath", notice["text"])
    assert notice["text"].count("I declare") == (4 if regime == "uk-osa-iic-report" else 0)
    assert re.search("as far as i know, the limit is 2 hours", notice["text"].lower()) or regime != "in-it-3-2-b"


def test_a_dsa_notice_has_no_clock_and_asks_for_the_national_offence(journey: Journey) -> None:
    journey.begin(country="DE")
    assert journey.run("profile", "--name", "Alex Example", "--email", "alex@example.org").code == 0
    url = "https://www.reddit.com/r/example/comments/1"
    write = ("notice", "write", "--regime", "eu-dsa-16", "--url", url, "--sign", "Alex Example", "--json")
    asked = journey.run(*write)
    assert asked.code == 3
    assert asked.json["clock"] is None
    assert [e["id"] for e in asked.json["elements"] if not e["present"]] == ["explanation"]
    assert any('--offence "section 201a of the German Criminal Code"' in warning for warning in asked.json["warnings"])
    assert journey.run(*write, "--offence", "section 201a of the German Criminal Code").json["complete"] is True


def test_a_regime_without_a_clock_has_none(ready: Journey) -> None:
    letter = ("notice", "write", "--regime", "host-abuse", "--url", "https://example.org/a", "--to", "host", "--json")
    assert ready.run(*letter).json["clock"] is None


def test_a_report_is_what_its_name_says_and_an_option_says_the_rest(found: Journey) -> None:
    for name, options, form in (
        ("a.html", (), "html"),
        ("a.json", (), "json"),
        ("a", (), "pdf"),
        ("b", ("--format", "html"), "html"),
        ("c.htm", ("--format", "html"), "html"),
    ):
        made = of(found.run("report", "--out", found.home / name, *options, "--json"), "report/1")
        assert made["format"] == form, name


def test_report_export_and_verify(found: Journey) -> None:
    report = of(found.run("report", "--out", found.home / "report.pdf", "--json"), "report/1")
    holds(report, REPORT)
    assert Path(report["path"]).read_bytes().startswith(b"%PDF")
    out = found.home / "bundle"
    export = of(found.run("export", "bundle", "--out", out, "--to", "A lawyer", "--no-encrypt", "--json"), "export/1")
    holds(export, EXPORT)
    for verified in (found.run("verify", out, "--json"), found.run("verify", "--json")):
        answer = of(verified, "verify/1")
        assert answer["result"] == "pass"
        for check in answer["checks"]:
            holds(check, CHECK)
            assert check["result"] in ("yes", "no", "not checked")


def test_init_for_scripts(journey: Journey) -> None:
    told = ("--role", "worker", "--everyone-adult", "yes", "--declare", "consent", "--consent-from", "A. Person")
    terms = ("--consent-scope", "check,capture,notice,export", "--consent-until", "2099-12-31", "--country", "US")
    answer = of(journey.run("init", "--no-input", *told, *terms, "--language", "en", "--json"), "init/1")
    assert answer["case"] == str(journey.case)
    assert answer["link_only"] is False
    assert answer["recovery_code_shown"] is False


READ_ONLY = {
    "originals": "originals/1",
    "findings": "findings/1",
    "notice list": "notices/1",
    "timeline": "timeline/1",
    "custody": "custody/1",
    "consent show": "consent/1",
    "status": "status/1",
    "support US": "support/1",
    "support list": "countries/1",
    "facts us-tida": "facts/1",
    "doctor": "doctor/1",
    "cases": "cases/1",
    "profile": "profile/1",
}


@pytest.mark.parametrize(("command", "schema"), READ_ONLY.items())
def test_whatever_lists_answers_with_one_object_and_leaves_stderr_to_errors(found: Journey, command: str, schema: str) -> None:
    del found.variables["LEAKGUARD_ALLOW_NETWORK"]
    outcome = found.run(*command.split(), "--json")
    of(outcome, schema)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.isascii()

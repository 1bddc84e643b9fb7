"""Exit codes, case by case. Refusals and errors before the work leave the case byte-identical."""

import pytest

from tests.support.journey import Journey
from tests.support.pictures import Pictures
from tests.support.servers import Reply, WebSite, closed_port

HTML = "text/html; charset=utf-8"


def test_a_folder_skips_what_is_no_media_and_that_is_fine(enrolled: Journey, pictures: Pictures) -> None:
    outcome = enrolled.run("check", pictures.downloads, "--json")
    assert outcome.code == 0
    assert outcome.json["targets"][0]["skipped"] == 1


def test_a_file_that_was_named_must_be_media(enrolled: Journey, pictures: Pictures) -> None:
    text = pictures.downloads / "readme.txt"
    assert enrolled.run("check", text).code == 3
    assert enrolled.run("add", text).code == 3


def test_a_broken_picture_in_a_folder_makes_it_incomplete(enrolled: Journey, pictures: Pictures) -> None:
    folder = enrolled.home / "folder"
    folder.mkdir()
    (folder / "broken.jpg").write_bytes(pictures.copy[:900])
    outcome = enrolled.run("check", folder)
    assert outcome.code == 3
    assert "broken.jpg" in outcome.stdout


def test_a_missing_path_fails_before_anything_is_read(enrolled: Journey, pictures: Pictures) -> None:
    before = enrolled.bytes()
    outcome = enrolled.run("check", pictures.album, enrolled.home / "nowhere", "--json")
    assert (outcome.code, outcome.error["kind"]) == (1, "not-found")
    assert enrolled.bytes() == before


def test_some_addresses_out_of_reach_is_incomplete_and_all_of_them_a_network_error(enrolled: Journey, leak_site: WebSite) -> None:
    with closed_port() as port:
        nowhere = f"http://127.0.0.1:{port}/"
        assert enrolled.run("check", leak_site.url + "/stranger.jpg", nowhere).code == 3
        assert enrolled.run("check", nowhere).code == 6
        assert enrolled.run("capture", nowhere, "--json").json["failed"][0]["locator"] == nowhere
        assert enrolled.run("capture", nowhere).code == 6


def test_offline_reaches_nothing(enrolled: Journey, leak_site: WebSite) -> None:
    outcome = enrolled.run("check", leak_site.url + "/album", "--offline")
    assert outcome.code == 6
    assert "hint: " in outcome.stderr
    assert leak_site.requests == []


def test_private_addresses_are_refused_without_the_variable_for_tests(enrolled: Journey, leak_site: WebSite) -> None:
    del enrolled.variables["LEAKGUARD_ALLOW_NETWORK"]
    assert enrolled.run("check", leak_site.url + "/album").code == 6
    assert leak_site.requests == []


def test_a_broken_picture_of_somebody_else_does_not_spoil_a_capture(enrolled: Journey, leak_site: WebSite) -> None:
    leak_site.pages["/stranger.jpg"] = Reply(b"gone", 404)
    outcome = enrolled.run("capture", leak_site.url + "/album")
    assert outcome.code == 0
    assert "Missing:" in outcome.stdout


def test_a_copy_that_is_missing_from_its_page_makes_a_capture_incomplete(enrolled: Journey, leak_site: WebSite) -> None:
    page = leak_site.url + "/album"
    assert enrolled.run("check", page).code == 0
    leak_site.pages["/copy.jpg"] = Reply(b"gone", 404)
    assert enrolled.run("capture", page).code == 3


def test_a_wall_instead_of_the_page_makes_a_capture_incomplete(enrolled: Journey, leak_site: WebSite) -> None:
    outcome = enrolled.run("capture", leak_site.url + "/login", "--json")
    assert outcome.code == 3
    assert outcome.json["captures"][0]["kind"] == "login-wall"


def test_a_page_that_is_gone_makes_a_capture_incomplete(enrolled: Journey, leak_site: WebSite) -> None:
    outcome = enrolled.run("capture", leak_site.url + "/never", "--json")
    assert outcome.code == 3
    assert outcome.json["captures"][0]["kind"] == "gone"


@pytest.mark.parametrize("command", [["wipe"], ["init"], ["age"]])
def test_where_an_answer_is_needed_nothing_happens_without_one(ready: Journey, command: list[str]) -> None:
    before = ready.bytes()
    extra = ["--case", str(ready.home / "new")] if command == ["init"] else []
    outcome = ready.run(*command, *extra, "--no-input", "--json")
    assert (outcome.code, outcome.error["kind"]) == (4, "input-needed")
    assert outcome.error["hint"]
    assert ready.bytes() == before
    assert not (ready.home / "new").exists()


@pytest.mark.parametrize("what", ["show", "confirm", "dismiss", "reveal"])
def test_an_id_that_is_not_there_is_not_found(found: Journey, what: str) -> None:
    before = found.bytes()
    outcome = found.run("findings", what, "f-zzzzzzzz", "--json")
    assert (outcome.code, outcome.error["kind"]) == (1, "not-found")
    assert outcome.error["hint"]
    assert found.bytes() == before


def test_what_is_written_outside_never_lies_over_something_else(found: Journey) -> None:
    taken = found.home / "taken"
    taken.write_text("mine", "utf-8")
    before = found.bytes()
    id = found.run("findings", "--json").json["findings"][0]["id"]
    for command in (
        ["report", "--out", taken],
        ["export", "bundle", "--out", taken, "--to", "Me", "--no-encrypt"],
        ["findings", "reveal", id, "--out", taken],
    ):
        outcome = found.run(*command, "--json")
        assert outcome.code == 1
        assert outcome.error["hint"]
    assert taken.read_text("utf-8") == "mine"
    assert found.bytes() == before


def test_a_case_is_never_made_over_another(ready: Journey) -> None:
    before = ready.bytes()
    outcome = ready.run("init", "--no-input", "--role", "self", "--everyone-adult", "yes", "--country", "US", "--json")
    assert (outcome.code, outcome.error["kind"]) == (1, "refused")
    assert ready.bytes() == before


def test_an_own_case_cannot_rest_on_consent_and_a_friends_needs_it(journey: Journey) -> None:
    common = ("--no-input", "--everyone-adult", "yes", "--country", "US", "--json")
    assert journey.run("init", *common, "--role", "self", "--declare", "consent", "--consent-from", "A").code == 1
    assert journey.run("init", *common, "--role", "friend", "--declare", "own").code == 1
    assert journey.run("init", *common, "--role", "friend", "--consent-from", " ").code == 2
    unsaid = journey.run("init", *common, "--role", "friend")
    assert (unsaid.code, unsaid.error["hint"]) == (4, "Add: --consent-from NAME")
    assert not journey.case.exists()


def test_a_consent_that_is_over_or_a_language_without_texts_makes_no_case(journey: Journey) -> None:
    common = ("--no-input", "--everyone-adult", "yes", "--country", "US", "--json", "--role", "friend", "--consent-from", "A")
    assert journey.run("init", *common, "--consent-until", "2020-01-31").code == 2
    assert journey.run("init", *common, "--language", "xx").code == 2
    assert not journey.case.exists()


def test_a_folder_that_is_no_bundle_is_not_verified_and_the_path_is_asked_about(journey: Journey) -> None:
    (journey.home / "pictures").mkdir()
    outcome = journey.run("verify", journey.home / "pictures")
    assert outcome.code == 5
    assert "the right folder?" in outcome.stderr


def test_a_slip_at_the_passphrase_never_proposes_to_destroy_the_case_unopened(ready: Journey) -> None:
    before = ready.bytes()
    twice = ready.run("wipe", "--yes", "--passphrase-file", ready.home / "passphrase")
    assert twice.code == 2
    assert "--unopened" not in twice.stderr
    assert ready.bytes() == before


def test_without_originals_nothing_is_called_not_found(ready: Journey) -> None:
    before = ready.bytes()
    outcome = ready.run("check", ready.home, "--json")
    assert (outcome.code, outcome.stdout, outcome.error["kind"]) == (1, "", "refused")
    assert "leakguard add" in outcome.error["hint"]
    assert ready.bytes() == before


def test_cases_are_listed_by_their_neutral_names(journey: Journey) -> None:
    del journey.variables["LEAKGUARD_CASE"]
    made = journey.process(
        "init", "--no-input", "--role", "self", "--everyone-adult", "yes", "--declare", "own", "--country", "US", "--json"
    )
    assert made.code == 0
    listed = journey.process("cases", "--json").json
    assert listed["cases"] == ["1"]
    assert "leakguard" not in made.json["case"].replace(str(journey.home), "")


@pytest.mark.parametrize(
    ("regime", "way_on"), [("au-iba", "Complain to the eSafety Commissioner"), ("us-dmca-512d", "--regime us-tida")]
)
def test_a_law_that_serves_no_letter_and_one_that_does_not_fit_are_refused_with_a_way_on(
    ready: Journey, regime: str, way_on: str
) -> None:
    before = ready.bytes()
    outcome = ready.run("notice", "write", "--regime", regime, "--url", "https://www.reddit.com/r/example/comments/1", "--json")
    assert (outcome.code, outcome.error["kind"]) == (1, "refused")
    assert way_on in outcome.error["hint"]
    assert ready.bytes() == before

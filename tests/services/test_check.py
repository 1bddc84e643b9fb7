"""Checking: what becomes a finding, what is told of the rest, and what is left when a run does not reach its end."""

import shutil
import zipfile
from datetime import timedelta

import pytest

from leakguard.errors import LinkOnly, NotFound, Refused
from leakguard.imaging import edits, madeup
from leakguard.model.case import Role, Scope
from leakguard.model.check import CheckRun, Finding, Review, TargetKind
from leakguard.model.media import Original, Verdict
from leakguard.services import consent, findings
from leakguard.services.case import Terms
from leakguard.services.check import check
from leakguard.services.record import STOPPED
from tests.services.desk import NOON, Desk, age, at
from tests.support.pictures import nobody
from tests.support.servers import Reply, WebSite


def verdicts(checked) -> dict[str, str]:
    return {item.locator.rpartition("/")[2]: item.match.verdict.value for item in checked.items}


def test_a_folder_is_compared_and_only_matches_become_findings(enrolled, pictures):
    checked = check(enrolled.vault, [str(pictures.downloads)], enrolled.tools)
    assert verdicts(checked) == {
        "1.jpg": "copy",
        "2.jpg": "none",
        "mirrored.jpg": "copy",
        "same.jpg": "exact",
        "somebody.jpg": "none",
    }
    assert [target.skipped for target in checked.targets] == [1]
    assert not checked.incomplete
    stored = enrolled.vault.find(Finding)
    assert {item.finding for item in checked.items if item.finding} == {finding.id for finding in stored}
    assert all(finding.thumbnail and finding.review is Review.UNREVIEWED for finding in stored)
    assert enrolled.finding("mirrored.jpg").match.mirrored
    assert enrolled.finding("a/1.jpg").target_kind is TargetKind.FOLDER


def test_of_what_did_not_match_only_place_digest_and_verdict_are_kept(found):
    (run,) = found.vault.find(CheckRun)
    assert sorted((looked.locator.rpartition("/")[2], looked.verdict) for looked in run.looked) == [
        ("2.jpg", Verdict.NONE),
        ("somebody.jpg", Verdict.NONE),
    ]
    assert all(len(looked.sha256) == 64 for looked in run.looked)
    assert run.finished
    assert set(run.findings) == {finding.id for finding in found.vault.find(Finding)}


def test_a_copy_seen_again_is_the_same_finding_with_a_later_date(found, pictures):
    before = {finding.id: finding for finding in found.vault.find(Finding)}
    log = found.log()
    check(found.vault, [str(pictures.downloads)], found.tools)
    after = {finding.id: finding for finding in found.vault.find(Finding)}
    assert after.keys() == before.keys()
    for id, finding in after.items():
        assert finding.first_seen == before[id].first_seen
        assert finding.last_seen > before[id].last_seen
    assert found.log() == log


def test_the_same_picture_at_another_place_is_another_finding(found, pictures, tmp_path):
    copy = tmp_path / "moved.jpg"
    shutil.copy(pictures.downloads / "same.jpg", copy)
    (item,) = check(found.vault, [str(copy)], found.tools).items
    assert item.finding not in {finding.id for finding in found.vault.find(Finding) if finding.locator != str(copy)}
    assert found.finding("moved.jpg").sha256 == found.finding("same.jpg").sha256


def test_a_dismissed_copy_stays_dismissed_when_it_is_seen_again(found, pictures):
    finding = found.finding("same.jpg")
    findings.review(found.vault, finding.id, Review.DISMISSED, found.tools, "an advertisement")
    check(found.vault, [str(pictures.downloads)], found.tools)
    again = found.vault.get(Finding, finding.id)
    assert (again.review, again.review_why) == (Review.DISMISSED, "an advertisement")
    assert again.last_seen > finding.last_seen


def test_a_better_original_changes_the_match_its_picture_and_the_log(found, pictures, tmp_path):
    before = found.finding("mirrored.jpg")
    mirrored = tmp_path / "own-mirrored.png"
    mirrored.write_bytes(madeup.encode(edits.mirror(madeup.scene(1, 512, 384)), "PNG"))
    found.add(mirrored)
    findings.review(found.vault, before.id, Review.CONFIRMED, found.tools)
    check(found.vault, [str(pictures.downloads / "mirrored.jpg")], found.tools)
    after = found.vault.get(Finding, before.id)
    assert before.match.mirrored
    assert not after.match.mirrored
    assert after.match.original == found.vault.find(Original)[-1].id
    assert after.review is Review.CONFIRMED
    assert after.thumbnail != before.thumbnail
    with pytest.raises(NotFound):
        found.vault.read_object(before.thumbnail)
    assert found.log()[-1] == ("check", before.id, {"verdict": "copy", "before": "copy"})


def test_two_runs_at_once_make_one_finding_of_one_copy(enrolled, pictures):
    target = str(pictures.downloads / "same.jpg")

    def meanwhile() -> None:
        with enrolled.elsewhere() as vault:
            check(vault, [target], enrolled.tools)

    check(enrolled.vault, [target], enrolled.with_tools(progress=at(1, meanwhile)))
    assert len(enrolled.vault.find(Finding)) == 1


def test_what_cannot_be_read_is_named_and_the_run_goes_on(enrolled, pictures, tmp_path):
    cut = tmp_path / "cut.jpg"
    cut.write_bytes((pictures.downloads / "somebody.jpg").read_bytes()[:900])
    text = tmp_path / "words.jpg"
    text.write_text("words")
    checked = check(enrolled.vault, [str(cut), str(text), str(pictures.downloads / "same.jpg")], enrolled.tools)
    assert verdicts(checked) == {"cut.jpg": "unreadable", "words.jpg": "unreadable", "same.jpg": "exact"}
    assert checked.incomplete


def test_a_target_named_twice_is_looked_at_once(enrolled, pictures):
    target = str(pictures.downloads / "same.jpg")
    assert len(check(enrolled.vault, [target, target], enrolled.tools).items) == 1


def told(desk: Desk, *targets) -> list[tuple[str, int, int | None]]:
    said: list[tuple[str, int, int | None]] = []
    check(desk.vault, [str(target) for target in targets], desk.with_tools(progress=lambda *words: said.append(words)))
    return said


def test_progress_counts_through_all_targets_and_knows_the_number_of_named_files(enrolled, pictures):
    files = [pictures.downloads / name for name in ("same.jpg", "somebody.jpg")]
    assert told(enrolled, *files) == [("Checking", done, 2) for done in range(3)]


def test_progress_knows_the_number_of_files_in_folders_and_of_members_once_a_zip_is_opened(enrolled, pictures):
    """In the folder are a zip of two and four files, one of which is no picture."""
    said = told(enrolled, pictures.downloads, pictures.downloads / "same.jpg")
    assert [done for _, done, _ in said] == list(range(8))
    assert said[0] == ("Checking", 0, 6)
    assert said[-1] == ("Checking", 7, 7)


def test_progress_knows_no_number_where_there_is_an_address_or_an_archive_without_directory(
    enrolled, pictures, leak_site, tmp_path
):
    packed = shutil.make_archive(str(tmp_path / "packed"), "gztar", pictures.originals)
    assert told(enrolled, packed, pictures.downloads / "same.jpg")[-1] == ("Checking", 4, None)
    said = told(enrolled, pictures.downloads / "same.jpg", f"{leak_site.url}/album")
    assert said[:2] == [("Checking", 0, None), ("Checking", 1, None)]


def test_progress_gives_up_the_number_where_a_zip_holds_more_than_its_directory_tells(enrolled, pictures, tmp_path):
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as outer:
        outer.write(pictures.album, "inner.zip")
    assert [total for _, _, total in told(enrolled, tmp_path / "outer.zip")] == [1, 1, None]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_items_stand_in_the_order_of_the_files_however_long_each_takes(enrolled, tmp_path, workers):
    folder = tmp_path / "uneven"
    folder.mkdir()
    for number in range(9):
        side = 900 if number % 4 == 0 else 100
        (folder / f"{number:02}.png").write_bytes(madeup.encode(nobody(number, side, side), "PNG"))
    checked = check(enrolled.vault, [str(folder)], enrolled.with_tools(workers=workers))
    assert [item.locator for item in checked.items] == [str(path) for path in sorted(folder.iterdir())]


def test_a_run_that_is_stopped_keeps_what_it_found_and_has_no_end(enrolled, pictures):
    def stop() -> None:
        raise KeyboardInterrupt

    asked = [str(pictures.downloads / "same.jpg"), str(pictures.downloads / "somebody.jpg"), str(pictures.album)]
    with pytest.raises(KeyboardInterrupt):
        check(enrolled.vault, asked, enrolled.with_tools(progress=at(3, stop)))
    (run,) = enrolled.vault.find(CheckRun)
    assert run.finished is None
    assert run.findings == (enrolled.finding("same.jpg").id,)
    assert [looked.locator for looked in run.looked] == [asked[1]]
    assert [(target.target, target.items, [missed.why for missed in target.not_checked]) for target in run.targets] == [
        (asked[0], 1, []),
        (asked[1], 1, []),
        (asked[2], 0, [STOPPED]),
    ]


def test_a_run_that_is_killed_leaves_what_was_asked(enrolled, pictures):
    seen = []

    def look() -> None:
        with enrolled.elsewhere() as vault:
            seen.extend(vault.find(CheckRun))

    check(enrolled.vault, [str(pictures.album)], enrolled.with_tools(progress=at(1, look)))
    assert [(target.target, target.items) for target in seen[0].targets] == [(str(pictures.album), 0)]
    assert seen[0].finished is None


def test_a_case_that_becomes_link_only_stops_a_running_check(enrolled, pictures):
    """The second file would not match: it is not even compared any more."""
    asked = [str(pictures.downloads / name) for name in ("same.jpg", "somebody.jpg", "mirrored.jpg")]
    frozen = []

    def becomes_link_only() -> None:
        age(enrolled)
        frozen.append(enrolled.bytes())

    with pytest.raises(LinkOnly):
        check(enrolled.vault, asked, enrolled.with_tools(progress=at(2, becomes_link_only)))
    assert enrolled.bytes() == frozen[0]


def test_a_consent_that_is_revoked_stops_a_running_check(new, pictures):
    desk: Desk = new(Role.FRIEND)
    desk.add(pictures.originals)

    def revoke() -> None:
        with desk.elsewhere() as vault:
            consent.revoke(vault, desk.tools)

    asked = [str(pictures.downloads / name) for name in ("same.jpg", "somebody.jpg")]
    with pytest.raises(Refused):
        check(desk.vault, asked, desk.with_tools(progress=at(2, revoke)))
    assert desk.finding("same.jpg")
    (run,) = desk.vault.find(CheckRun)
    assert run.finished is None
    assert run.looked == ()


def test_a_consent_that_ends_at_midnight_stops_a_running_check(new, pictures):
    desk: Desk = new(Role.FRIEND, consent=Terms("Robin Example", (Scope.CHECK,), NOON.date()))
    desk.add(pictures.originals)

    def midnight() -> None:
        desk.clock.at += timedelta(days=1)

    with pytest.raises(Refused):
        check(desk.vault, [str(pictures.downloads / "same.jpg")], desk.with_tools(progress=at(1, midnight)))
    assert desk.vault.find(Finding) == ()


def test_a_workers_run_that_is_killed_names_no_folder_either(new, pictures):
    desk: Desk = new(Role.WORKER)
    desk.add(pictures.originals)
    seen = []

    def look() -> None:
        with desk.elsewhere() as vault:
            seen.extend(vault.find(CheckRun))

    check(desk.vault, [str(pictures.downloads)], desk.with_tools(progress=at(1, look)))
    assert [target.target for target in seen[0].targets] == ["downloads"]
    assert str(pictures.downloads) not in repr(seen[0])


def test_a_workers_case_keeps_no_thumbnails_no_folders_and_nothing_of_the_rest(new, pictures, tmp_path):
    desk: Desk = new(Role.WORKER)
    desk.add(pictures.originals)
    broken = tmp_path / "with a broken archive"
    shutil.copytree(pictures.downloads, broken)
    (broken / "deeper").mkdir()
    shutil.copy(broken / "same.jpg", broken / "deeper" / "same.jpg")
    (broken / "private name.zip").write_bytes(pictures.album.read_bytes()[:300])
    checked = check(desk.vault, [str(broken)], desk.tools)
    assert any("private name.zip" in missed.locator for missed in checked.targets[0].not_checked)
    (run,) = desk.vault.find(CheckRun)
    stored = repr((run, desk.vault.find(Finding), desk.vault.find(Original)))
    for secret in (str(tmp_path), str(pictures.originals), "private name", "somebody", "beach-0"):
        assert secret not in stored
    assert run.looked == ()
    assert len(run.findings) == 3
    assert {missed.locator for target in run.targets for missed in target.not_checked} == {"with a broken archive"}
    assert sorted(finding.locator for finding in desk.vault.find(Finding)) == ["album.zip!a/1.jpg", "mirrored.jpg", "same.jpg"]
    assert all(finding.thumbnail is None for finding in desk.vault.find(Finding))
    check(desk.vault, [str(broken)], desk.tools)
    assert len(desk.vault.find(Finding)) == 3


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<title>Not Found</title>", 404, "text/html"), "it is gone (404)"),
        (Reply(b"<title>Error</title>", 500, "text/html"), "an error (500)"),
        (Reply(b'<title>Log in</title><form><input type="password"></form>', 200, "text/html"), "asks for a login"),
    ],
    ids=["gone", "error", "login"],
)
def test_what_stands_in_the_place_of_a_page_is_told_and_nothing_found_means_nothing(enrolled, reply, said):
    with WebSite({"/": reply}) as site:
        checked = check(enrolled.vault, [f"{site.url}/"], enrolled.tools)
    assert said in checked.targets[0].not_checked[0].why
    assert checked.incomplete

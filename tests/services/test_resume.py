"""Going on with a run that was stopped: what it looked at counts, unless anything that decides a verdict has changed."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from leakguard.imaging import edits, madeup
from leakguard.model.case import Role
from leakguard.model.check import CheckRun, Finding, Looked
from leakguard.model.media import Verdict
from leakguard.sandbox.pool import Sandbox
from leakguard.services import check as service
from leakguard.services.check import Checked
from leakguard.services.tools import Tools
from tests.services.desk import Desk, at, copied
from tests.support.pictures import nobody


class Blind(Tools):
    """Tools that can decode nothing: any attempt fails the run."""

    def sandbox(self) -> Sandbox:
        return Sandbox(parsers={})


@pytest.fixture(scope="module")
def eight() -> list[bytes]:
    """Copies and others in turn, large and small, so that they are not ready in their order."""
    shown = [nobody(number) if number % 2 else madeup.scene(0, 512, 384) for number in range(8)]
    sizes = [1.7 if number % 3 == 0 else 0.6 for number in range(8)]
    return [madeup.encode(edits.resize(*each), quality=60 + number) for number, each in enumerate(zip(shown, sizes, strict=True))]


@pytest.fixture
def folder(tmp_path: Path, eight: list[bytes]) -> Path:
    made = tmp_path / "downloads"
    made.mkdir()
    for number, data in enumerate(eight):
        (made / f"{number}.jpg").write_bytes(data)
    return made


def check(desk: Desk, *targets: Path, again: bool = False, **changes) -> Checked:
    return service.check(desk.vault, [str(target) for target in targets], desk.with_tools(**changes), again=again)


def stop(desk: Desk, *targets: Path, after: int) -> None:
    """Ctrl-C once so many are looked at; progress is told once more, before the first."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(desk, *targets, progress=at(after + 1, interrupt))


def items(checked: Checked) -> list:
    return [replace(item, finding=None) for item in checked.items]


@pytest.fixture
def whole(enrolled: Desk, folder: Path, tmp_path: Path) -> list:
    """What an uninterrupted run finds, in another copy of the same case."""
    with copied(enrolled, tmp_path / "uninterrupted") as desk:
        return items(check(desk, folder))


@pytest.mark.parametrize("workers", [1, 4])
def test_the_second_run_ends_with_what_one_run_would_have_found(enrolled, folder, whole, workers):
    stop(enrolled, folder, after=5)
    assert [thread for thread in threading.enumerate() if not thread.daemon] == [threading.main_thread()]
    said: list[str] = []
    checked = check(enrolled, folder, workers=workers, note=said.append)
    assert items(checked) == whole
    assert checked.resumed == 5
    assert len(enrolled.vault.find(Finding)) == 4
    (sentence,) = said
    assert sentence.startswith("Going on with the run of 2026-03-01 12:")
    assert sentence.endswith("UTC: 5 pictures and videos were looked at then. To look at everything again, add --again")


def test_what_was_looked_at_is_read_again_but_neither_decoded_nor_compared(enrolled, folder, whole):
    stop(enrolled, folder, after=8)
    tools = enrolled.tools
    checked = service.check(enrolled.vault, [str(folder)], Blind(now=tools.now, network=tools.network, workers=2))
    assert (items(checked), checked.resumed) == (whole, 8)


def test_a_copy_that_is_still_there_was_seen_now(enrolled, folder):
    stop(enrolled, folder, after=1)
    before, log = enrolled.finding("0.jpg"), enrolled.log()
    checked = check(enrolled, folder)
    after = enrolled.finding("0.jpg")
    assert after == replace(before, last_seen=after.last_seen)
    assert after.last_seen > before.last_seen
    assert checked.items[0].finding == before.id
    assert enrolled.log()[: len(log)] == log


def test_three_runs_that_were_stopped_add_up(enrolled, folder, whole):
    for after in (2, 4, 6):
        stop(enrolled, folder, after=after)
    checked = check(enrolled, folder)
    assert (items(checked), checked.resumed) == (whole, 6)


def test_files_named_one_by_one_go_on_in_any_order(enrolled, folder):
    files = sorted(folder.iterdir())
    stop(enrolled, *files, after=3)
    checked = check(enrolled, *reversed(files))
    assert [item.locator for item in checked.items] == [str(file) for file in reversed(files)]
    assert checked.resumed == 3


def test_members_of_an_archive_go_on_too(enrolled, folder, tmp_path):
    archive = Path(shutil.make_archive(str(tmp_path / "album"), "zip", folder))
    stop(enrolled, archive, after=4)
    assert check(enrolled, archive).resumed == 4


def test_a_file_that_has_changed_is_looked_at_anew(enrolled, folder, pictures):
    stop(enrolled, folder, after=8)
    shutil.copy(pictures.downloads / "same.jpg", folder / "1.jpg")
    (folder / "2.jpg").rename(folder / "9.jpg")
    checked = check(enrolled, folder)
    assert checked.items[1].match.verdict is Verdict.EXACT
    assert checked.resumed == 6


def test_after_an_original_was_added_everything_is_looked_at_anew_and_that_is_said(enrolled, folder):
    stop(enrolled, folder, after=5)
    enrolled.add(folder / "1.jpg")
    said: list[str] = []
    checked = check(enrolled, folder, note=said.append)
    assert checked.items[1].match.verdict is Verdict.EXACT
    assert checked.resumed == 0
    assert "have changed since the run of 2026-03-01 12:" in said[0]


def test_a_copy_that_another_run_has_judged_by_other_originals_is_looked_at_anew(enrolled, folder, monkeypatch):
    """The finding holds the later run's match; as if that run were made by a newer program."""
    stop(enrolled, folder, after=5)
    with monkeypatch.context() as newer:
        newer.setattr("leakguard.services.compare.MATCHER", 1000)
        check(enrolled, folder / "0.jpg")
    assert check(enrolled, folder).resumed == 4


def test_a_new_matcher_takes_nothing_over(enrolled, folder, monkeypatch):
    stop(enrolled, folder, after=5)
    monkeypatch.setattr("leakguard.services.compare.MATCHER", 1000)
    assert check(enrolled, folder).resumed == 0


def test_to_start_over_one_says_so(enrolled, folder, whole):
    stop(enrolled, folder, after=5)
    checked = check(enrolled, folder, again=True)
    assert (items(checked), checked.resumed) == (whole, 0)


def test_a_run_that_came_to_its_end_is_not_gone_on_with(enrolled, folder):
    stop(enrolled, folder, after=5)
    check(enrolled, folder)
    assert check(enrolled, folder).resumed == 0


def test_other_targets_are_another_run(enrolled, folder):
    stop(enrolled, folder, after=5)
    assert check(enrolled, folder, folder / "0.jpg").resumed == 0
    assert check(enrolled, folder / "0.jpg").resumed == 0


def test_what_could_not_be_read_is_tried_again(enrolled, folder):
    (folder / "0.jpg").write_bytes((folder / "0.jpg").read_bytes()[:500])
    stop(enrolled, folder, after=8)
    assert check(enrolled, folder).resumed == 7


def test_a_page_is_fetched_and_looked_at_anew(enrolled, leak_site, folder):
    address = f"{leak_site.url}/album"

    def interrupt() -> None:
        raise KeyboardInterrupt

    targets = [address, str(folder)]
    with pytest.raises(KeyboardInterrupt):  # told: twice a picture is fetched, then that files are begun, then one looked at
        service.check(enrolled.vault, targets, enrolled.with_tools(progress=at(4, interrupt)))
    checked = service.check(enrolled.vault, targets, enrolled.tools)
    assert checked.resumed == 1
    assert leak_site.paths == ["/album", "/copy.jpg", "/stranger.jpg"] * 2
    assert [item.match.verdict.value for item in checked.items[:2]] == ["copy", "none"]


@pytest.mark.parametrize("again", [False, True])
def test_details_of_what_did_not_match_are_kept_only_until_a_run_has_come_to_its_end(enrolled, folder, again):
    stop(enrolled, folder, after=5)
    (stopped,) = enrolled.vault.find(CheckRun)
    assert [looked.match.verdict for looked in stopped.looked if looked.match] == [Verdict.NONE] * 2
    check(enrolled, folder, again=again)
    runs = enrolled.vault.find(CheckRun)
    assert [len(run.looked) for run in runs] == [2, 4]
    assert all(looked == Looked(looked.locator, looked.sha256, looked.verdict) for run in runs for looked in run.looked)


def test_the_record_is_written_now_and_then_and_not_for_every_picture(enrolled, tmp_path, pictures):
    """So that a run that is killed can be gone on with; every look at this clock takes a second."""
    many = tmp_path / "many"
    many.mkdir()
    for number in range(60):
        (many / f"{number:02}.jpg").write_bytes(pictures.stranger)
    seen: list[int] = []

    def look(what: str, done: int, total: int | None) -> None:
        (run,) = enrolled.vault.find(CheckRun)
        seen.append(len(run.looked))
        assert run.finished is None

    check(enrolled, many, progress=look)
    assert seen == sorted(seen)
    assert seen[-1] >= 30
    assert 2 < len(set(seen)) < 20


def test_a_workers_case_goes_on_with_what_matched_only_and_keeps_nothing_of_the_rest(
    new: Callable[..., Desk], folder, pictures, tmp_path
):
    desk = new(Role.WORKER)
    desk.add(pictures.originals)
    stop(desk, folder, after=5)
    (stopped,) = desk.vault.find(CheckRun)
    assert stopped.looked == ()
    assert str(tmp_path) not in repr(stopped)
    said: list[str] = []
    checked = check(desk, folder, note=said.append)
    assert checked.resumed == 3
    assert "3 pictures and videos were found then." in said[0]
    assert said[1] == "This case keeps nothing of what did not match, so that is looked at again."
    other = new(Role.WORKER)
    other.add(pictures.originals)
    assert without_original(checked) == without_original(check(other, folder))


def without_original(checked: Checked) -> list:
    return [(item.locator, replace(item.match, original=None)) for item in checked.items]


def test_a_run_that_goes_on_elsewhere_at_this_moment_loses_nothing(enrolled, folder):
    """To this one it looks like a run that was stopped."""

    def meanwhile() -> None:
        with enrolled.elsewhere() as vault:
            service.check(vault, [str(folder)], enrolled.tools)

    check(enrolled, folder, progress=at(5, meanwhile))
    first, second = enrolled.vault.find(CheckRun)
    assert first.finished
    assert second.finished
    assert [len(run.looked) for run in (first, second)] == [4, 4]

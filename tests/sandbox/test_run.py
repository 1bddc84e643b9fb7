import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from leakguard.errors import MissingPart, Unreadable
from leakguard.sandbox.limits import ALL, MIB, Limits
from leakguard.sandbox.pool import Sandbox
from tests.sandbox.conftest import PARSERS


def works(sandbox: Sandbox) -> bool:
    return sandbox.run("count", b"12345").meta == {"count": 5}


def why(sandbox: Sandbox, parser: str, timeout: float = 20.0) -> str:
    with pytest.raises(Unreadable) as caught:
        sandbox.run(parser, b"hostile", timeout=timeout)
    return caught.value.message


def test_options_go_in_and_meta_and_blobs_come_out(sandbox):
    assert sandbox.run("count", b"1234", letter="ü", none=None).meta == {"count": 4, "letter": "ü", "none": None}
    assert sandbox.run("echo", b"pixels").blobs == (b"pixels", b"pix")


def test_one_worker_serves_many_items(sandbox):
    assert len({sandbox.run("process_id", b"").meta["id"] for _ in range(5)}) == 1


def test_much_in_both_directions_does_not_lock_up(sandbox):
    data = bytes(range(256)) * 100_000
    assert sandbox.run("echo", data).blobs[0] == data


def test_text_that_no_encoding_allows_comes_through(sandbox):
    assert sandbox.run("surrogate", b"").meta == {"title": "caf\u00e9 \ud800 \u202e"}


def test_the_parsers_own_reason_is_passed_on_and_the_worker_stays(sandbox):
    before = sandbox.run("process_id", b"").meta
    with pytest.raises(Unreadable) as caught:
        sandbox.run("refuse", b"")
    assert (caught.value.message, caught.value.hint) == ("It is not what it says.", "Try another.")
    assert sandbox.run("process_id", b"").meta == before


def test_an_unforeseen_exception_becomes_a_plain_sentence_without_its_details(sandbox):
    assert why(sandbox, "stumble") == "It is broken in a way that made its reader fail."
    assert works(sandbox)


def test_what_a_parser_prints_goes_nowhere(sandbox, capfd):
    assert sandbox.run("babble", b"").meta == {}
    assert works(sandbox)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("parser", ["hang", "spin"])
def test_a_parser_that_never_ends_is_stopped(sandbox, parser):
    assert why(sandbox, parser, timeout=0.3) == "Reading it took longer than 0.3 seconds, so it was stopped."
    assert works(sandbox)


@pytest.mark.parametrize("parser", ["crash", "leave"])
def test_a_crash_takes_nobody_along(sandbox, parser):
    assert why(sandbox, parser) == "It made its reader crash, so nothing of it was used."
    assert works(sandbox)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is capped on Linux only; elsewhere this would fill the computer")
def test_a_parser_that_wants_all_memory_gets_none(sandbox):
    assert why(sandbox, "devour") == "Reading it would need more memory than is allowed."
    assert works(sandbox)


def test_an_answer_that_json_cannot_hold_is_a_failure_of_that_item_only(sandbox):
    assert why(sandbox, "not_json") == "It is broken in a way that made its reader fail."
    assert works(sandbox)


@pytest.mark.parametrize(
    "parser",
    [
        "lie_about_header",
        "lie_about_blob",
        "promise_more",
        "negative_size",
        "sizes_of_text",
        "no_json",
        "deep_json",
        "list_for_header",
        "meta_of_text",
    ],
)
def test_a_conquered_worker_cannot_make_the_parent_believe_nonsense(sandbox, parser):
    assert why(sandbox, parser)
    assert works(sandbox)


def test_a_conquered_workers_excuse_is_cut_short(sandbox):
    assert len(why(sandbox, "long_excuse")) == 500
    assert works(sandbox)


def test_an_item_is_not_blamed_for_a_worker_that_an_earlier_one_had_broken(sandbox):
    """`long_excuse` answers and then dies, so that the next request finds a corpse that still looked alive."""
    for _ in range(5):
        why(sandbox, "long_excuse")
        assert works(sandbox)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is capped on Linux only")
def test_memory_that_an_earlier_item_kept_is_not_missing_to_the_next():
    with Sandbox(parsers=PARSERS, limits=Limits(memory=300 * MIB)) as sandbox:
        for _ in range(3):
            assert sandbox.run("keep", b"", size=150_000_000).meta == {}


def test_a_worker_killed_between_two_items_is_replaced_unnoticed(sandbox):
    assert works(sandbox)
    sandbox._worker._process.kill()
    sandbox._worker._process.wait()
    assert works(sandbox)


def test_a_worker_is_replaced_before_its_lifetime_of_computing_could_strike_an_innocent_item():
    with Sandbox(parsers=PARSERS, limits=Limits(cpu_seconds=25)) as sandbox:
        ids = [sandbox.run("process_id", b"", timeout=10).meta["id"] for _ in range(4)]
    assert ids[0] == ids[1] != ids[2] == ids[3]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows offers no limit on computing time")
def test_computing_time_ends_a_worker_even_if_nobody_watches():
    with Sandbox(parsers=PARSERS, limits=Limits(cpu_seconds=1)) as sandbox:
        assert why(sandbox, "spin", timeout=60) == "It made its reader crash, so nothing of it was used."


def test_threads_share_one_worker_and_each_gets_its_own_answer(sandbox):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: sandbox.run("count", bytes(n)).meta["count"], range(60)))
    assert answers == list(range(60))


def test_no_thread_stays_behind():
    before = threading.active_count()
    with Sandbox(parsers=PARSERS) as sandbox:
        works(sandbox)
    assert threading.active_count() == before


def test_a_closed_sandbox_starts_again_when_asked(sandbox):
    first = sandbox.run("process_id", b"").meta
    sandbox.close()
    sandbox.close()
    assert sandbox.run("process_id", b"").meta != first


def test_only_parsers_of_the_list_can_be_run(sandbox):
    with pytest.raises(KeyError):
        sandbox.run("os:system", b"")
    assert works(sandbox)


def test_a_parser_that_cannot_be_loaded_is_reported_and_the_others_work():
    parsers = {**PARSERS, "gone": "leakguard.no_such_module:parse", "nameless": "leakguard.errors:nothing"}
    with Sandbox(parsers=parsers) as sandbox:
        for name in ("gone", "nameless"):
            with pytest.raises(MissingPart, match=name):
                sandbox.run(name, b"")
        assert works(sandbox)
        missing = [check for check in sandbox.holds() if check.check == "reader"]
    assert [check.item for check in missing] == ["gone", "nameless"]


def test_every_limit_is_answered_with_yes_or_no(sandbox):
    answers = {check.item: check.result.value for check in sandbox.holds()}
    assert set(ALL) < set(answers)
    if sys.platform == "linux":
        assert set(answers.values()) == {"yes"}

"""What an answer says of a copy, and how often it has to say so before a copy counts as gone."""

from datetime import UTC, datetime, timedelta

import pytest

from leakguard.evidence.presence import APART, believe, of_answer, together
from leakguard.model.evidence import PageKind
from leakguard.model.look import CopyState, Look

UP, CHANGED, GONE, BACK, BLOCKED, UNREACHABLE = CopyState
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def after(*seen: tuple[int, CopyState]) -> list[Look]:
    """Looks, so many minutes after noon, each believed as the rule says."""
    looks: list[Look] = []
    for minute, state in seen:
        at = NOON + timedelta(minutes=minute)
        belief = believe(looks, state, at)
        looks.append(
            Look(
                id=f"w-{minute}",
                at=at,
                url="https://example.org/",
                seen=state,
                state=belief.state,
                why="",
                again_from=belief.again_from,
            )
        )
    return looks


def believed(*seen: tuple[int, CopyState]) -> CopyState:
    return after(*seen)[-1].state


@pytest.mark.parametrize(
    ("status", "kind", "state"),
    [
        (200, PageKind.PAGE, None),
        (404, PageKind.GONE, GONE),
        (410, PageKind.GONE, GONE),
        (200, PageKind.GONE, GONE),
        (200, PageKind.SOFT_404, GONE),
        (451, PageKind.GONE, BLOCKED),
        (403, PageKind.PAGE, BLOCKED),
        (429, PageKind.BOT_WALL, BLOCKED),
        (404, PageKind.BOT_WALL, BLOCKED),
        (200, PageKind.LOGIN_WALL, BLOCKED),
        (200, PageKind.AGE_GATE, BLOCKED),
        (200, PageKind.COOKIE_WALL, BLOCKED),
        (500, PageKind.PAGE, UNREACHABLE),
        (503, PageKind.PAGE, UNREACHABLE),
    ],
)
def test_only_a_plain_no_is_gone_and_a_refusal_of_this_visitor_never_is(
    status: int, kind: PageKind, state: CopyState | None
) -> None:
    said = of_answer(status, kind)
    assert (said and said[0]) is state


def test_gone_is_believed_at_the_second_look_an_hour_after_the_first() -> None:
    assert timedelta(hours=1) == APART
    assert believed((0, GONE)) is UNREACHABLE
    assert believed((0, GONE), (59, GONE)) is UNREACHABLE
    assert believed((0, GONE), (60, GONE)) is GONE
    assert believed((0, GONE), (30, GONE), (60, GONE), (61, GONE)) is GONE


def test_until_then_it_says_from_when_another_look_settles_it() -> None:
    first, second = after((0, GONE), (20, GONE))
    assert first.again_from == second.again_from == NOON + APART
    assert after((0, GONE), (60, GONE))[-1].again_from is None


def test_whatever_was_found_in_between_begins_it_anew_but_a_wall_or_a_failure_does_not() -> None:
    assert believed((0, GONE), (30, UP), (60, GONE)) is UNREACHABLE
    assert believed((0, GONE), (30, CHANGED), (60, GONE)) is UNREACHABLE
    assert believed((0, GONE), (30, BLOCKED), (45, UNREACHABLE), (60, GONE)) is GONE


def test_back_is_up_after_gone_and_only_then() -> None:
    gone = (0, GONE), (60, GONE)
    assert believed(*gone, (90, UP)) is BACK
    assert believed(*gone, (90, BLOCKED), (95, UP)) is BACK
    assert believed(*gone, (90, UP), (95, UP)) is UP
    assert believed((0, GONE), (30, UP)) is UP
    assert believed(*gone, (90, CHANGED)) is CHANGED


def test_one_place_is_enough_to_be_up_and_all_are_needed_to_be_gone() -> None:
    assert together([GONE, UP]) is UP
    assert together([GONE, BLOCKED]) is BLOCKED
    assert together([UNREACHABLE, GONE]) is UNREACHABLE
    assert together([GONE, CHANGED]) is CHANGED
    assert together([GONE, GONE]) is GONE

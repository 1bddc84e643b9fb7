"""What counts as waiting for a page, and what does not."""

import time
from types import SimpleNamespace

from leakguard.browser import rest
from leakguard.browser.rest import Rest


class Told:
    """A page that loads nothing more, while `looks` more times something of it is being compared."""

    def __init__(self, looks: int) -> None:
        self.answers, self.failures, self.busy = [], [], looks

    def wait_for_timeout(self, milliseconds: float) -> None:
        time.sleep(0.02)
        self.busy = max(0, self.busy - 1)

    def rest(self) -> Rest:
        return Rest(SimpleNamespace(on=lambda event, act: None), self, self)  # type: ignore[arg-type]


def test_comparing_pictures_does_not_count_as_waiting():
    told = Told(looks=10)
    told.rest().wait(lambda: None, longest=0.05, still=0.03)
    assert told.busy == 0


def test_a_page_that_always_sends_another_picture_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr(rest, "_COMPARING", 0.1)
    told = Told(looks=10_000)
    told.rest().wait(lambda: None, longest=0.05, still=0.03)
    assert told.busy > 9_000

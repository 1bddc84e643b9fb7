"""Many copies on many services: one letter for each recipient, and one that is refused does not stop the others."""

import pytest

from leakguard.errors import UsageError
from leakguard.services import batch, profile
from leakguard.services.notify import Wish, write

REDDIT = ("https://www.reddit.com/r/example/comments/1", "https://www.reddit.com/r/example/comments/2")
TELEGRAM = "https://t.me/example/5"


def test_addresses_are_grouped_by_whoever_runs_the_service(desk):
    profile.update(desk.vault, {"name": "Alex Example", "email": "alex@example.org"}, desk.tools)
    parts = batch.split(desk.vault, Wish(urls=(REDDIT[0], TELEGRAM, REDDIT[1]), regime="us-tida", sign="Alex Example"))
    assert [part.urls for part in parts] == [REDDIT, (TELEGRAM,)]
    notices = [write(desk.vault, part, (), None, desk.tools).notice for part in parts]
    assert [(notice.complete, notice.recipient) for notice in notices] == [(True, "Reddit"), (True, "Telegram")]
    assert all(url in notices[0].text for url in REDDIT)
    assert TELEGRAM not in notices[0].text


def test_without_a_regime_each_letter_stands_on_the_first_law_that_fits(desk):
    parts = batch.split(desk.vault, Wish(urls=(REDDIT[0], "https://photos.example.org/1")))
    assert all(part.regime for part in parts)


def test_nothing_to_write_about_is_said(desk):
    with pytest.raises(UsageError):
        batch.split(desk.vault, Wish(findings=("all",)))

"""A worker may have been taken over by what it read: no answer of it makes the parent fail."""

from leakguard.collect import archive, page
from leakguard.collect.candidate import Candidate
from leakguard.collect.reading import Reading, read_page
from leakguard.net.client import Client
from leakguard.sandbox.pool import Sandbox
from tests.collect import lying_parsers
from tests.collect.samples import zipped
from tests.net.clients import client as make_client
from tests.support.servers import Reply, WebSite

LIES = {name: f"{lying_parsers.__name__}:{name}" for name in ("page", "archive")}


def fetched(client: Client, site: WebSite):
    return client.fetch(site.url + "/")


def test_an_answer_about_a_page_that_makes_no_sense_is_read_as_far_as_it_does():
    with WebSite({"/": Reply(b"<p>", content_type="text/html")}) as site, make_client() as client, Sandbox(parsers=LIES) as lying:
        reading = read_page(fetched(client, site), lying)
        assert reading == Reading(
            pictures=(("['x']", "5"), ("a.jpg", "img")), embedded=(b"", b"GIF89a"), scripts=("None",), left_out=0
        )
        assert len(list(page.collect_page(site.url + "/", client=client, sandbox=lying).candidates)) == 2


def test_an_answer_about_an_archive_that_makes_no_sense_becomes_candidates_and_reports(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"a": b"b"}))
    with Sandbox(parsers=LIES) as lying:
        told: list[int | None] = []
        items = list(archive.members(tmp_path / "a.zip", lying, "t", told.append))
        assert told == [None]
    assert all(len(item.locator) < 5000 for item in items)
    assert sum(isinstance(item, Candidate) for item in items) >= 1

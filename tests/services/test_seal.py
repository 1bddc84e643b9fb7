"""What was not stamped in time is stamped later, marked so; and the log cannot lose its end unseen."""

from datetime import timedelta

import pytest

from leakguard.errors import Refused
from leakguard.exporting.bundle import Level
from leakguard.exporting.encryption.lock import Key, Lock, Method
from leakguard.model.case import Adults
from leakguard.model.evidence import Capture, CustodyEntry
from leakguard.model.seal import Seal, Sealed
from leakguard.model.verification import Answer
from leakguard.services import export, links, seals, verify
from leakguard.services.capture import capture
from leakguard.services.page import Keeping
from leakguard.services.seal import retry
from leakguard.services.tools import Stamping
from tests.services.desk import age
from tests.support.authorities import openssl
from tests.support.servers import closed_port


def whys(desk, roots=()) -> dict[str, str]:
    return {check.item: check.why for check in verify.case(desk.vault, roots=roots).checks if check.result is Answer.NO}


def test_with_no_authority_set_nothing_is_asked_and_nothing_changes(helped):
    before = helped.bytes()
    with pytest.raises(Refused):
        retry(helped.vault, helped.tools)
    assert helped.bytes() == before


def test_a_capture_an_export_and_the_log_are_sealed_later_and_marked(helped, authority, tmp_path):
    export.write_bundle(helped.vault, tmp_path / "bundle", Level.HASHES, "a lawyer", helped.tools)
    helped.clock.at += timedelta(days=2)
    helped.stamped_by(authority)
    done = retry(helped.vault, helped.tools)
    assert (done.missed, done.waiting) == ((), ())
    assert [seal.what for seal in done.made] == [Sealed.CAPTURE, Sealed.BUNDLE, Sealed.CUSTODY]
    late = [seals.duration(seal.late_by) if seal.late_by else "in time" for seal in done.made]
    assert late == ["2 days", "2 days", "in time"]
    (made,) = helped.vault.find(Capture)
    assert (made.sealed, made.sealed_late) == (True, True)
    assert verify.case(helped.vault, roots=helped.tools.stamping.roots).passed
    # Sealed once is enough, until something happens.
    assert retry(helped.vault, helped.tools).made == ()
    links.add(helped.vault, "https://example.org/later", helped.tools)
    assert [seal.what for seal in retry(helped.vault, helped.tools).made] == [Sealed.CUSTODY]


@pytest.mark.parametrize("lock", [None, Lock.with_password(Method.ZIP, "six plain words")], ids=["folder", "locked"])
def test_a_stamp_of_a_bundle_that_comes_late_is_put_beside_it_and_checked_with_it(helped, authority, tmp_path, lock):
    made = export.write_bundle(helped.vault, tmp_path / "bundle", Level.HASHES, "a lawyer", helped.tools, lock)
    helped.clock.at += timedelta(days=2)
    helped.stamped_by(authority)
    done = retry(helped.vault, helped.tools)
    names = ["bundle-tsaA.tsq", "bundle-tsaA.tsr", "bundle-tsaA-root.pem"]
    assert ([path.name for path in done.beside], done.moved) == (names, ())
    key = Key(password="six plain words") if lock else None
    result = verify.bundle(made.path, key=key, roots=helped.tools.stamping.roots)
    stamps = [(check.item, check.result) for check in result.checks if check.check == "time stamp"]
    assert stamps == [("bundle-tsaA.tsr", Answer.YES)]
    if lock is None:
        command = ("ts", "-verify", "-in", "bundle-tsaA.tsr", "-data", "bundle/manifest-sha256.txt", "-CAfile", names[2])
        assert "Verification: OK" in openssl(tmp_path, *command)
    (tmp_path / names[1]).write_bytes(b"another stamp")
    assert not verify.bundle(made.path, key=key, roots=helped.tools.stamping.roots).passed


def test_of_a_bundle_that_was_moved_the_stamp_stays_in_the_case_and_that_is_said(helped, authority, tmp_path):
    export.write_bundle(helped.vault, tmp_path / "bundle", Level.HASHES, "a lawyer", helped.tools)
    (tmp_path / "bundle").rename(tmp_path / "elsewhere")
    helped.stamped_by(authority)
    done = retry(helped.vault, helped.tools)
    assert (done.beside, done.moved) == ((), (tmp_path / "bundle",))
    assert Sealed.BUNDLE in [seal.what for seal in done.made]
    assert not list(tmp_path.glob("*.tsr"))


def test_an_authority_that_failed_is_asked_again_and_the_other_one_is_not(enrolled, leak_site, authority, second_authority):
    enrolled.stamped_by(authority, second_authority)
    second_authority.change = lambda reply: b"busy"
    done = capture(enrolled.vault, [f"{leak_site.url}/album"], Keeping(), enrolled.tools)
    assert done.captures[0].sealed
    second_authority.change = None
    authority.requests.clear()
    made = retry(enrolled.vault, enrolled.tools).made
    assert [(seal.what, seal.authority) for seal in made if seal.what is Sealed.CAPTURE] == [
        (Sealed.CAPTURE, "CN=Other Authority")
    ]
    assert not enrolled.vault.get(Capture, done.captures[0].id).sealed_late


def test_nobody_answers(helped):
    tools = helped.with_tools(stamping=Stamping((f"http://127.0.0.1:{closed_port()}/",)))
    done = retry(helped.vault, tools)
    assert done.made == ()
    assert len(done.waiting) == 2
    assert {missed.failure for missed in done.missed} == {"unreachable"}


def test_offline_nothing_is_asked(helped, authority):
    from dataclasses import replace

    helped.stamped_by(authority)
    tools = helped.with_tools(network=replace(helped.tools.network, offline=True))
    assert retry(helped.vault, tools).made == ()
    assert authority.requests == []


def test_a_log_that_was_cut_off_is_found_against_an_earlier_seal(helped, authority):
    helped.stamped_by(authority)
    retry(helped.vault, helped.tools)
    assert whys(helped, helped.tools.stamping.roots) == {}
    with helped.vault.write() as tx:
        *kept, last, _sealed_line, _ = tx.find(CustodyEntry)
        for entry in tx.find(CustodyEntry)[len(kept) :]:
            tx.delete(CustodyEntry, entry.id)
    assert last
    failing = whys(helped, helped.tools.stamping.roots)
    assert any(name.startswith("seal s-") and "cut off" in why for name, why in failing.items()), failing


def test_a_stamp_that_was_swapped_is_named(helped, authority):
    helped.stamped_by(authority)
    retry(helped.vault, helped.tools)
    one, other = helped.vault.find(Seal)
    from dataclasses import replace

    with helped.vault.write() as tx:
        tx.put(replace(other, reply=one.reply))
    assert f"seal {other.id}" in whys(helped, helped.tools.stamping.roots)


def test_a_link_only_case_keeps_its_captures_shut_and_its_log_sealed(helped, authority):
    helped.stamped_by(authority)
    age(helped, Adults.UNSURE)
    done = retry(helped.vault, helped.tools)
    assert [seal.what for seal in done.made] == [Sealed.CUSTODY]
    assert verify.case(helped.vault, roots=helped.tools.stamping.roots).passed

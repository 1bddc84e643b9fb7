"""Any sequence of acts leaves the vault with what a plain dictionary would hold."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from leakguard.errors import LinkOnly
from leakguard.model.case import Adults
from leakguard.model.evidence import Link
from leakguard.model.media import Original
from leakguard.vault.vault import Vault
from tests.vault.support import CHEAP, PASSPHRASE, case, link, object_files, original

IDS = st.sampled_from(["a", "b", "c", "d"])


class Cancelled(Exception):
    pass


class CaseMachine(RuleBasedStateMachine):
    objects = Bundle("objects")

    @initialize()
    def create(self) -> None:
        self.room = tempfile.TemporaryDirectory()
        self.folder = Path(self.room.name) / "case"
        self.vault, self.code = Vault.create(self.folder, PASSPHRASE, cost=CHEAP)
        self.links: dict[str, Link] = {}
        self.originals: dict[str, Original] = {}
        self.stored: dict[str, tuple[bytes, bool]] = {}
        self.frozen = False

    @rule(id=IDS, url=st.text(max_size=30), cancel=st.booleans())
    def put_link(self, id: str, url: str, cancel: bool) -> None:
        try:
            with self.vault.write() as change:
                change.put(link(id, url))
                if cancel:
                    raise Cancelled
            self.links[id] = link(id, url)
        except Cancelled:
            pass

    @rule(id=IDS)
    def put_original(self, id: str) -> None:
        try:
            with self.vault.write() as change:
                change.put(original(id))
            self.originals.setdefault(id, original(id))
            assert not self.frozen
        except LinkOnly:
            assert self.frozen

    @rule(id=IDS)
    def delete_link(self, id: str) -> None:
        if id in self.links:
            with self.vault.write() as change:
                change.delete(Link, id)
            del self.links[id]

    @rule(target=objects, data=st.binary(max_size=9000), media=st.booleans(), repeat=st.sampled_from([1, 20]))
    def add_object(self, data: bytes, media: bool, repeat: int) -> object:
        try:
            with self.vault.write() as change:
                id = change.add_object([data] * repeat, media=media)
        except LinkOnly:
            assert self.frozen
            assert media
            return multiple()
        self.stored[id] = data * repeat, media
        return id

    @rule(id=objects)
    def delete_object(self, id: str) -> None:
        if id in self.stored and not (self.frozen and self.stored[id][1]):
            with self.vault.write() as change:
                change.delete_object(id)
            del self.stored[id]

    @rule(answer=st.sampled_from(Adults))
    def answer_about_minors(self, answer: Adults) -> None:
        with self.vault.write() as change:
            change.put(case(answer))
        self.frozen = answer is not Adults.YES

    @rule()
    def reopen(self) -> None:
        self.vault.close()
        self.vault = Vault.open(self.folder, self.code)

    @rule()
    def change_key(self) -> None:
        if not self.frozen:
            self.vault.rotate_key()

    @rule()
    def change_code(self) -> None:
        self.code = self.vault.new_recovery_code()

    @invariant()
    def holds_the_same(self) -> None:
        assert self.vault.frozen == self.frozen
        assert self.vault.find(Link) == tuple(self.links.values())
        if not self.frozen:
            assert self.vault.find(Original) == tuple(self.originals.values())
        for id, (data, media) in self.stored.items():
            if not (self.frozen and media):
                assert self.vault.read_object(id) == data
        assert len(object_files(self.folder)) == len(self.stored)

    def teardown(self) -> None:
        self.vault.close()
        self.room.cleanup()


TestCase = CaseMachine.TestCase
TestCase.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)

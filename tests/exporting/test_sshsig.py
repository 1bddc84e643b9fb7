"""Signatures that ssh-keygen makes and checks."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.exporting import sshsig

KEY = bytes(range(32))
MESSAGE = b"a manifest\n"


def keygen(folder, *arguments, stdin=b""):
    return subprocess.run(["ssh-keygen", *arguments], cwd=folder, input=stdin, capture_output=True, check=False)


def test_ssh_keygen_accepts_it_for_its_own_message_and_name_space_only(tmp_path):
    (tmp_path / "allowed").write_bytes(sshsig.allowed_signers(sshsig.public(KEY)))
    (tmp_path / "sig").write_bytes(sshsig.sign(KEY, MESSAGE))
    verify = ("-Y", "verify", "-f", "allowed", "-I", "case", "-s", "sig", "-n")
    good = keygen(tmp_path, *verify, "leakguard", stdin=MESSAGE)
    assert good.returncode == 0, good.stderr
    assert sshsig.fingerprint(sshsig.public(KEY)).encode() in good.stdout
    assert keygen(tmp_path, *verify, "leakguard", stdin=MESSAGE + b"!").returncode != 0
    assert keygen(tmp_path, *verify, "file", stdin=MESSAGE).returncode != 0


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_what_is_signed_verifies_with_its_key(key, message):
    assert sshsig.verify(sshsig.sign(key, message), message) == sshsig.public(key)
    assert sshsig.verify(sshsig.sign(key, message), message + b"!") is None


@pytest.mark.parametrize("place", range(0, len(sshsig.sign(KEY, MESSAGE)), 7))
def test_a_changed_byte_is_found_or_changes_nothing(place):
    changed = bytearray(sshsig.sign(KEY, MESSAGE))
    changed[place] ^= 1
    assert sshsig.verify(bytes(changed), MESSAGE) in (None, sshsig.public(KEY))


@given(st.binary(max_size=300))
def test_anything_else_is_no_signature(data):
    assert sshsig.verify(data, MESSAGE) is None

import socket
import subprocess
import sys

import pytest

from leakguard.sandbox import seal
from leakguard.sandbox.limits import CALLS, Limits
from leakguard.sandbox.pool import Sandbox
from tests.sandbox.conftest import PARSERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the seal is Linux's own")


@pytest.fixture
def victim(tmp_path):
    path = tmp_path / "victim"
    path.write_text("private")
    return path


def attempts(victim, sandbox: Sandbox) -> list[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return sandbox.run("trespass", b"", path=str(victim), port=server.getsockname()[1]).meta["done"]


def test_a_sealed_worker_can_neither_read_write_connect_start_nor_signal(victim, sandbox):
    if not all(check.result.value == "yes" for check in sandbox.holds()):
        pytest.skip("this kernel does not offer every limit")
    assert attempts(victim, sandbox) == []
    assert [path.name for path in victim.parent.iterdir()] == ["victim"]


def test_the_attempts_do_work_without_a_seal(victim):
    """So that the test above cannot pass merely because the attempts are wrong."""
    code = (
        "import json, sys; from tests.sandbox.bad_parsers import trespass;"
        "print(json.dumps(trespass(b'', {'path': sys.argv[1], 'port': int(sys.argv[2])})[0]['done']))"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        arguments = [sys.executable, "-c", code, str(victim), str(server.getsockname()[1])]
        said = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=60).stdout
    for attempt in (
        "read a file",
        "write a file",
        "delete a file",
        "open a socket",
        "start a program",
        "fork",
        "signal the parent",
    ):
        assert attempt in said


def test_the_filter_fits_its_jumps_and_answers_each_listed_call(sandbox):
    for architecture, calls in seal._CALLS.values():
        program = seal.filter_program(architecture, calls)
        assert len(program) % 8 == 0
        assert _run(program, architecture, -1) == seal._REFUSE
        assert _run(program, architecture ^ 1, 0) == seal._KILL
        assert {_run(program, architecture, number) for number in calls.values()} == {seal._ALLOW}
        others = set(range(500)) - set(calls.values())
        assert {_run(program, architecture, number) for number in others} == {seal._REFUSE}


def test_both_machines_allow_the_same_calls():
    names = [set(calls) for _, calls in seal._CALLS.values()]
    assert names[0] == names[1]


def test_a_worker_says_when_its_kernel_refuses_the_seal(sandbox):
    held = sandbox.holds()
    assert CALLS in {check.item for check in held}
    with Sandbox(parsers=PARSERS, limits=Limits()) as other:
        assert other.holds() == held


def _run(program: bytes, architecture: int, number: int) -> int:
    """A tiny interpreter of the three BPF instructions that the filter uses."""
    import struct

    at, loaded = 0, 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("=HBBI", program, at * 8)
        at += 1
        if code == 0x20:
            loaded = {0: number & 0xFFFFFFFF, 4: architecture}[value]
        elif code == 0x15:
            at += if_true if loaded == value else if_false
        else:
            return value

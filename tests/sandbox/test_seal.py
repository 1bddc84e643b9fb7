import socket
import struct
import subprocess
import sys

import pytest

from leakguard.errors import Unreadable
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


@pytest.mark.parametrize("machine", seal._MACHINES.values(), ids=seal._MACHINES)
@pytest.mark.parametrize("threads", [False, True])
def test_the_filter_allows_what_is_listed_and_refuses_the_rest(machine, threads):
    program = seal.filter_program(machine, threads=threads)
    assert _run(program, machine.architecture ^ 1, 0) == seal._KILL
    assert _run(program, machine.architecture, -1) == seal._REFUSE
    assert {_run(program, machine.architecture, number) for number in machine.calls.values()} == {seal._ALLOW}
    others = set(range(500)) - set(machine.calls.values()) - {seal._CLONE3}
    assert {_run(program, machine.architecture, number) for number in others} == {seal._REFUSE}
    new_thread, new_process = 0x003D0F00, 0x01200011
    assert _run(program, machine.architecture, machine.clone, new_process) == seal._REFUSE
    assert _run(program, machine.architecture, machine.clone, new_thread) == (seal._ALLOW if threads else seal._REFUSE)
    assert _run(program, machine.architecture, seal._CLONE3) == (seal._UNKNOWN if threads else seal._REFUSE)


def test_both_machines_allow_the_same_calls():
    names = [set(machine.calls) for machine in seal._MACHINES.values()]
    assert names[0] == names[1]


def test_a_parser_that_needs_threads_gets_threads_and_nothing_else(victim):
    parsers = {name: target.replace("bad_parsers", "threaded_parsers") for name, target in PARSERS.items() if name == "trespass"}
    with Sandbox(parsers={**parsers, "spin_off": "tests.sandbox.threaded_parsers:spin_off"}) as sandbox:
        assert sandbox.run("spin_off", b"data").meta == {"thread": 4}
        if CALLS in {check.item for check in sandbox.holds() if check.result.value == "yes"}:
            assert attempts(victim, sandbox) == []


def test_without_need_a_parser_gets_no_thread(sandbox):
    with pytest.raises(Unreadable):
        sandbox.run("spin_off", b"data")


def test_a_worker_says_when_its_kernel_refuses_the_seal(sandbox):
    held = sandbox.holds()
    assert CALLS in {check.item for check in held}
    with Sandbox(parsers=PARSERS, limits=Limits()) as other:
        assert other.holds() == held


def _run(program: bytes, architecture: int, number: int, argument: int = 0) -> int:
    """A tiny interpreter of the four BPF instructions that the filter uses."""
    at, loaded = 0, 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("=HBBI", program, at * 8)
        at += 1
        if code == 0x20:
            loaded = {0: number & 0xFFFFFFFF, 4: architecture, 16: argument}[value]
        elif code == 0x15:
            at += if_true if loaded == value else if_false
        elif code == 0x45:
            at += if_true if loaded & value else if_false
        else:
            return value

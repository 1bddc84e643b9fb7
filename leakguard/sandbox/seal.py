"""Linux only: the kernel answers a short list of system calls and refuses every other (seccomp-BPF, Linux man page seccomp(2)).

The list is what an interpreter needs to compute, to manage its memory, and to use the pipes it already has. Opening, connecting,
starting, signalling, deleting are not on it. A refused call fails with EPERM, so a parser that needs it fails on its item.
"""

import ctypes
import os
import struct
import sys
from typing import NamedTuple

_SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVS = 4, 22, 38  # linux/prctl.h
_MODE_FILTER = 2  # linux/seccomp.h
# SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ALLOW, and SECCOMP_RET_ERRNO with EPERM and with ENOSYS
_KILL, _ALLOW, _REFUSE, _UNKNOWN = 0x80000000, 0x7FFF0000, 0x00050001, 0x00050026
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_BITS, _RETURN = 0x20, 0x15, 0x45, 0x06  # linux/bpf_common.h
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # struct seccomp_data, little-endian
_CLONE_THREAD, _CLONE3 = 0x00010000, 435


class Machine(NamedTuple):
    """AUDIT_ARCH value and call numbers of one kind of machine, from the kernel's own tables (linux/audit.h, asm/unistd.h)."""

    architecture: int
    clone: int
    calls: dict[str, int]


_MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        56,
        {
            "read": 0, "write": 1, "close": 3, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
            "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20,
            "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "gettimeofday": 96,
            "getrusage": 98, "sysinfo": 99, "times": 100, "sigaltstack": 131, "gettid": 186, "futex": 202,
            "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229,
            "clock_nanosleep": 230, "exit_group": 231, "set_robust_list": 273, "getrandom": 318, "membarrier": 324, "rseq": 334,
        },
    ),
    "aarch64": Machine(
        0xC00000B7,
        220,
        {
            "read": 63, "write": 64, "close": 57, "lseek": 62, "mmap": 222, "mprotect": 226, "munmap": 215, "brk": 214,
            "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "pread64": 67, "readv": 65, "writev": 66,
            "sched_yield": 124, "mremap": 216, "madvise": 233, "nanosleep": 101, "getpid": 172, "exit": 93, "gettimeofday": 169,
            "getrusage": 165, "sysinfo": 179, "times": 153, "sigaltstack": 132, "gettid": 178, "futex": 98,
            "sched_getaffinity": 123, "restart_syscall": 128, "clock_gettime": 113, "clock_getres": 114,
            "clock_nanosleep": 115, "exit_group": 94, "set_robust_list": 99, "getrandom": 278, "membarrier": 283, "rseq": 293,
        },
    ),
}  # fmt: skip


class _Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def drop_privileges() -> bool:
    """No set-uid program gives this process more rights; no process of the same user may trace it. False where unsupported."""
    return _prctl(_SET_NO_NEW_PRIVS, 1) and _prctl(_SET_DUMPABLE, 0)


def restrict_calls(*, threads: bool = False) -> bool:
    """Refuses all system calls but those listed, for good. Needs `drop_privileges` first. False where unsupported.

    With `threads` this process may also start threads of its own, never another process.
    """
    # A 32-bit interpreter on a 64-bit kernel has other call numbers.
    machine = _MACHINES.get(os.uname().machine) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if machine is None:
        return False
    program = filter_program(machine, threads=threads)
    return _prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(_Program(len(program) // 8, program)))


def filter_program(machine: Machine, *, threads: bool = False) -> bytes:
    """The filter as BPF: kill on a foreign architecture, allow the machine's calls, refuse the rest."""
    numbers = list(machine.calls.values())
    tests = [_instruction(_JUMP_IF_EQUAL, number, if_true=len(numbers) - at) for at, number in enumerate(numbers)]
    starting_threads = [
        _instruction(_JUMP_IF_EQUAL, _CLONE3, if_false=1),
        # Its flags are out of a filter's sight. Where it does not exist, the C library falls back to clone.
        _instruction(_RETURN, _UNKNOWN),
        _instruction(_JUMP_IF_EQUAL, machine.clone, if_false=4),
        _instruction(_LOAD, _FIRST_ARGUMENT_AT),
        _instruction(_JUMP_IF_BITS, _CLONE_THREAD, if_false=1),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _REFUSE),
    ]
    return b"".join(
        [
            _instruction(_LOAD, _ARCHITECTURE_AT),
            _instruction(_JUMP_IF_EQUAL, machine.architecture, if_true=1),
            _instruction(_RETURN, _KILL),
            _instruction(_LOAD, _NUMBER_AT),
            *(starting_threads if threads else []),
            *tests,
            _instruction(_RETURN, _REFUSE),
            _instruction(_RETURN, _ALLOW),
        ]
    )


def _instruction(code: int, value: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _prctl(option: int, *arguments: object) -> bool:
    if sys.platform != "linux":
        return False
    padded = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in (*arguments, 0, 0, 0, 0)][:4]
    return bool(ctypes.CDLL(None).prctl(option, *padded) == 0)

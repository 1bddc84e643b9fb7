"""What a worker may use, and the system calls that hold it to that."""

import sys
from dataclasses import dataclass

from leakguard.sandbox import seal

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """`memory` is bytes of address space (60 megapixels need about 600 MiB); `cpu_seconds` is for the worker's whole life.

    `header_bytes` and `blob_bytes` cap one frame in either direction, and hold on every system: the parent checks them.
    """

    memory: int = 768 * MIB
    cpu_seconds: int = 3600
    header_bytes: int = 32 * MIB
    blob_bytes: int = 512 * MIB


MEMORY = "memory is capped"
CPU = "computing time is capped"
FILES = "no file or socket can be opened"
WRITING = "no file can be written and no memory image is left behind"
PROCESSES = "no other program can be started"
PRIVILEGES = "no rights can be gained and other programs cannot look inside"
CALLS = "only a short list of system calls is answered"
ALL = (MEMORY, CPU, FILES, WRITING, PROCESSES, PRIVILEGES, CALLS)


def apply(limits: Limits, *, threads: bool = False) -> list[str]:
    """Lowers this process for good; called by the worker after its imports. Returns those of `ALL` that now hold.

    A parser that needs `threads` costs the limit on processes, which counts them too; then the list of calls stands in for it.
    """
    if sys.platform == "win32":
        return []
    import resource

    wanted = {
        CPU: {resource.RLIMIT_CPU: limits.cpu_seconds},
        WRITING: {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0},
    }
    if sys.platform == "linux":
        # macOS accepts these and does not keep them, or refuses: there they are not claimed.
        wanted |= {
            MEMORY: {resource.RLIMIT_AS: limits.memory},
            FILES: {resource.RLIMIT_NOFILE: 3},
        }
        if not threads:
            wanted[PROCESSES] = {resource.RLIMIT_NPROC: 0}
    held = [name for name, values in wanted.items() if all(_lower(kind, value) for kind, value in values.items())]
    if seal.drop_privileges():
        held.append(PRIVILEGES)
        if seal.restrict_calls(threads=threads):
            held += [CALLS, PROCESSES]
    return held


def _lower(kind: int, value: int) -> bool:
    import resource

    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        return False
    return True

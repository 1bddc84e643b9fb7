"""How long a report of many findings takes, and how much memory. Run: python -m tests.benchmarks.report [FINDINGS]

Goal: 1000 findings in under 60 s and 1 GB on one core.
"""

import sys
from time import perf_counter, process_time

from leakguard.reporting import incident
from tests.reporting.cases import case


def peak_mib() -> float | None:
    """The greatest resident size of this process so far in MiB; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def main(findings: int) -> None:
    data = case(findings)
    before = peak_mib()
    started, worked = perf_counter(), process_time()
    sheet = incident.render(data)
    seconds, processor = perf_counter() - started, process_time() - worked
    after = peak_mib()
    took = f"{seconds:.1f} s, {processor:.1f} s of them on the processor"
    print(f"{findings} findings, {sheet.pages} pages: {took}; {len(sheet.pdf) / 2**20:.1f} MiB file")
    print(
        f"peak memory: {after:.0f} MiB, {before:.0f} MiB of it before rendering"
        if after and before
        else "memory: not measured here"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)

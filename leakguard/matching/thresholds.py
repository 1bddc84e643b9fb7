"""Every number that decides a verdict, in one table, each with its source."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """The last value that still counts, its unit, and where it comes from."""

    value: int
    unit: str
    source: str


PDQ_COPY = Threshold(
    31, "of 256 bits", "ThreatExchange calls PDQ a match up to here; no false positive in 158,000 unrelated pairs"
)
PDQ_RELIABLE = Threshold(50, "of 100", "ThreatExchange: PDQ of a lower quality is unreliable")
PDQ_SILENT = Threshold(
    9, "of 100", "among 560,000 pairs of made-up plain pictures PDQ and pHash agreed wrongly only here, on 2 dark ones"
)
PHASH_AGREES = Threshold(10, "of 64 bits", "imagededup's default for pHash; here only a second opinion where PDQ is unreliable")
NEAR = Threshold(45, "of 256 bits", "PDQ_COPY plus 14, the most by which decoding at reduced scale was seen to move PDQ")

TABLE = {
    "PDQ_COPY": PDQ_COPY,
    "PDQ_RELIABLE": PDQ_RELIABLE,
    "PDQ_SILENT": PDQ_SILENT,
    "PHASH_AGREES": PHASH_AGREES,
    "NEAR": NEAR,
}

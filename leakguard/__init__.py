"""leakguard: find copies of one's own leaked pictures, keep evidence of them, get them taken down, all on one's own computer."""

__version__ = "0.1.0"

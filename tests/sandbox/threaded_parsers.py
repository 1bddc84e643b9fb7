"""Parsers of a module that declares its need of threads, as that of HEIC does."""

from tests.sandbox.bad_parsers import spin_off as _spin_off
from tests.sandbox.bad_parsers import trespass as _trespass

NEEDS_THREADS = True


def spin_off(data, options):
    return _spin_off(data, options)


def trespass(data, options):
    return _trespass(data, options)

"""The command line: reads options, calls one service, prints the answer. No domain logic.

Streams: the answer goes to stdout; progress, questions, warnings, `hint:` and `next:` lines go to stderr; secrets are asked
on, and shown on, the terminal device only. Heavy modules load inside the functions that need them, so that `--help` stays quick.
"""

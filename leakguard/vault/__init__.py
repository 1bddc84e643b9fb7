"""The case at rest: one folder, one key, nothing in clear.

Goals: what was acknowledged survives a kill, a full disk and a second process; damage is reported and never hidden;
without the passphrase or the recovery code the folder tells only that a vault exists, how many objects it holds and
their padded sizes. Only this package writes case data.
Anti-goals: no deniability, no stored key, no unlock agent, no repair by guessing. Memory may hold copies of keys after
closing: Python cannot erase them.
"""

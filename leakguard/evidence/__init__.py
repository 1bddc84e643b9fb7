"""Captures and the custody log: what was seen, when, and what was not captured, in formats that outlive this program.

Goals: standard formats (WARC 1.1, PEM, JSON lines) that ordinary tools check; every loss and every edit is written down; other
people's pictures are not kept; the person's own address, cookies, account and paths are in no part.
Anti-goals: nothing is fetched, stored or time-stamped here; no claim that a record is honest, only that changes would show.
"""

"""Bytes into pixels, and pixels into pictures that are safe to show.

Goals: what a file is, by content only; every picture as upright RGB, decoded in the sandbox, or a plain reason why not; blurred
versions from which nobody can be recognised; made-up pictures for demonstration and tests.
Anti-goals: showing a picture; trusting a file's name or header; half a picture where the rest is missing.
"""

"""Bundles that leave the computer, and their verification.

Goals: a bundle can be checked by a stranger with ordinary tools, years later; each level lets out what is listed for it and
nothing else; verification names every item that fails, and says what it did not check.
Anti-goals: no encryption, signing or time stamps here; no reading of the case (services pass records and a way to stream
objects); no file is ever extracted by a name that someone else chose.
"""

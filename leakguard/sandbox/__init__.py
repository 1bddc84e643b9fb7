"""Foreign bytes are parsed here and nowhere else: one named parser, in a worker process with little memory and no rights.

Goals: the parent survives whatever a file does to the worker; every failure is one plain sentence; the next item still works.
Anti-goals: running anything but the parsers of the allow-list; trusting a size, a count or a text that the worker says.
"""

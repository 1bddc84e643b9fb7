"""Is this one of the person's pictures, or a part of one?

Goals: a verdict that can be checked, with the measured number in a plain sentence; no false accusation.
Anti-goals: likeness of faces, bodies or places; guessing where nothing was measured.
"""

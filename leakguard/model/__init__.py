"""The nouns of the field as frozen dataclasses: no I/O, no clock, nothing imported but the standard library.

What is stored in a case derives from `Record`; everything else is passed between layers and forgotten.
"""

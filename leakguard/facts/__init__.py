"""What the law asks for, where to report, and whom to call: data files with their sources, and the loader that checks them.

Goals: every fact with its source, the day it was seen, how sure it is and when to look at it again; nothing is read before
it is asked for.
Anti-goals: legal advice; facts without a source shown as sure; looking anything up.
"""

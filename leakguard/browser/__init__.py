"""Drives a browser that is already installed, for one address at a time, and hands over what it loaded and what it showed.

Goals: everything goes through the guarded proxy; every answer is looked at before the page gets it, so that a picture of
somebody else is never drawn, and what is photographed cannot hold it; a fresh profile each time, gone afterwards.
Anti-goals: no clicks of its own, no page beyond the one that was given, no browser downloaded, nothing compared or stored here.
"""

"""One file per use case: the only place where the parts of the domain are put together.

A service takes an open vault and `Tools`, returns frozen values, and leaves printing, asking and exiting to `cli`.
Goals: every rule of who may do what is asked here (`rules`), every act on evidence is written to the custody log (`custody`).
"""

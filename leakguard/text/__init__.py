"""Words: foreign ones made harmless, our own ones kept in templates.

Goals: one `clean()` for every foreign string that a person will see; addresses that nobody opens by accident; letters and
guides that lawyers can edit without touching code, one folder per language.
Anti-goals: deciding what a letter says; taking case data for a template; markup of any terminal or document format.
"""

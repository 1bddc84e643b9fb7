"""Paper: the incident report and the sheet for a hotline, as PDF.

Goals: readable by a tired person, exact enough for a court, the same bytes for the same data, harmless whatever foreign
text it prints. What is printed is data: text is drawn glyph by glyph and never read as markup.
Anti-goals: no vault, no clock, no pictures but derivatives that were blurred before they came here, no layout tricks.
"""

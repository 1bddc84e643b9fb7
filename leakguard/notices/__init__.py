"""Letters: regime × recipient × language become a text, a checklist with its paragraphs, a clock and warnings.

Goals: no letter is called complete while something is missing; no sentence that the law does not ask for, above all no oath;
forms before mails; each refusal with its reason and a way on.
Anti-goals: sending anything; signing for anybody; an address that no source gives; naming this program; describing a picture.
"""

"""The table of commands: what is typed, which function answers, and its line in the help.

A command's module is imported only when the command is named, because importing and building all of them would take longer than
most of them run. A test holds each line of help to its function's docstring.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """`target` is "module:function" inside leakguard.cli; for a noun with verbs, the function that answers the noun alone."""

    target: str
    help: str
    verbs: tuple[tuple[str, str], ...] = ()


COMMANDS: dict[str, Entry] = {
    "demo": Entry("help:demo", "The whole job on made-up pictures. Nothing goes online."),
    "init": Entry("begin:init", "Make an encrypted case."),
    "open": Entry("case:open_", "Ask for the passphrase once and take commands until `lock`."),
    "age": Entry("case:age", "Answer the minors question again."),
    "consent": Entry(
        "consent:show",
        "Show who allowed what, for what, until when.",
        (("show", "consent:show"), ("renew", "consent:renew"), ("revoke", "consent:revoke")),
    ),
    "add": Entry("media:add", "Fingerprint your own pictures."),
    "originals": Entry("media:originals", "List your originals. They are never shown."),
    "check": Entry("check:check", "Look for copies of your originals."),
    "findings": Entry(
        "findings:every",
        "List what matched. Pictures are never shown.",
        (
            ("show", "findings:show"),
            ("confirm", "findings:confirm"),
            ("dismiss", "findings:dismiss"),
            ("reveal", "findings:reveal"),
        ),
    ),
    "capture": Entry("watch:capture", "Record an address as evidence: the page and what matched."),
    "link": Entry("", "Write addresses down without opening them.", (("add", "record:link_add"),)),
    "note": Entry("record:note", "Add to the timeline: a threat, a call, a message."),
    "timeline": Entry("standing:timeline", "Everything in order."),
    "custody": Entry("record:custody", "Who did what to which exhibit."),
    "seal": Entry("seal:seal", "Ask again for time stamps that are missing."),
    "profile": Entry("letters:profile", "Your details for letters, kept in the encrypted case."),
    "notice": Entry(
        "letters:every",
        "List the letters and their clocks.",
        (
            ("write", "letters:write"),
            ("list", "letters:every"),
            ("sent", "letters:sent"),
            ("answered", "letters:answered"),
            ("follow-up", "letters:follow_up"),
        ),
    ),
    "whois": Entry("whois:whois", "Who hosts, registers and fronts an address, and where to report."),
    "status": Entry("standing:status", "What is done, what is due, and the next useful step."),
    "recheck": Entry("recheck:recheck", "Look which copies are gone, still up, back, or blocked."),
    "report": Entry("output:report", "Write the incident report, for one reader, in one format."),
    "export": Entry("", "Give evidence to somebody.", (("bundle", "output:export_bundle"), ("case", "handover:export_case"))),
    "import": Entry("handover:import_", "Take over a case: it is verified before it is accepted."),
    "merge": Entry("handover:merge", "Make a new case out of two of one person."),
    "verify": Entry("output:verify", "Verify a bundle or a case: every failing item is named."),
    "support": Entry("help:support", "Whom to call. Works offline and without a case."),
    "facts": Entry("facts:facts", "What is known of laws and contacts, how surely, and since when."),
    "doctor": Entry("help:doctor", "What works here, what is missing, and how to get it."),
    "cases": Entry("case:cases", "List the cases in the usual folder by their neutral names."),
    "passphrase": Entry("keys:passphrase", "Change the passphrase."),
    "recovery": Entry("keys:recovery", "Make a new recovery code; the old one stops working."),
    "rotate-key": Entry("keys:rotate_key", "Encrypt the whole case again with a new key."),
    "close": Entry("ending:close", "Close the case: it takes nothing new; nothing is deleted."),
    "reopen": Entry("ending:reopen", "Open a closed case again."),
    "hold": Entry(
        "ending:holds",
        "List what keeps the case from being destroyed.",
        (("add", "ending:hold_add"), ("lift", "ending:hold_lift")),
    ),
    "wipe": Entry("ending:wipe", "Destroy the case for good."),
}

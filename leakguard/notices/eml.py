"""A letter as an .eml file that opens in a mail program as a draft, ready to be looked at and sent by the person."""

from email.message import EmailMessage
from email.policy import SMTP

from leakguard.facts.places import ChannelKind
from leakguard.notices.letter import Letter
from leakguard.text.clean import clean

# The line length that RFC 5322 allows: folded at 78, Python puts a subject that it cannot split behind an empty first line.
_WHOLE_HEADERS = SMTP.clone(max_line_length=998)


def draft(letter: Letter) -> bytes:
    """The draft, in UTF-8, as quoted-printable, so that lines of any length and all alphabets arrive as they are (RFC 2045).

    `X-Unsent: 1` makes mail programs open it for editing. It has no Date, Message-ID or From: the person's own program writes
    those. Without a known e-mail address it has no To either.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = clean(letter.subject)
    mailboxes = [route.address for route in letter.routes if route.kind is ChannelKind.EMAIL]
    if mailboxes:
        message["To"] = mailboxes[0]
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    return message.as_bytes(policy=_WHOLE_HEADERS)

"""The files: text as it is, and an e-mail draft that a mail program opens and nobody can inject into."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from leakguard.errors import UsageError
from leakguard.notices import eml, files
from leakguard.notices.request import Copy
from tests.notices.letters import ORDINARY, PAGE, write


def opened(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("regime", ORDINARY)
def test_the_draft_holds_the_whole_letter_and_opens_unsent(regime: str) -> None:
    made = write(regime)
    message = opened(eml.draft(made))
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == made.subject
    assert message.get_content().replace("\r\n", "\n") == made.text
    assert not {"date", "message-id", "from", "cc", "bcc"} & {name.lower() for name in message}
    assert not message.is_multipart()


def test_the_draft_is_addressed_only_where_a_mailbox_is_known() -> None:
    assert opened(eml.draft(write("host-abuse", to="abuse@network.example.org")))["To"] == "abuse@network.example.org"
    assert opened(eml.draft(write("us-tida", url="https://t.me/example/5")))["To"] == "abuse@telegram.org"
    assert opened(eml.draft(write("host-abuse")))["To"] is None


def test_very_long_addresses_and_other_alphabets_survive_the_way_through_a_mail_program() -> None:
    url = f"{PAGE}?{'a=1&' * 3000}"
    made = write("us-tida", to="platform", copies=(Copy(url=url, position="третья картинка, 第三"),))
    data = eml.draft(made)
    assert max(map(len, data.splitlines())) <= 78
    assert data.isascii()
    text = opened(data).get_content()
    assert url in text
    assert "третья картинка, 第三" in text


def test_files_have_plain_names_and_the_sheet_comes_with_them() -> None:
    made = write("eu-dsa-16")
    rendered = dict(files.render(made, ("txt", "eml", "txt")))
    assert list(rendered) == ["letter.txt", "letter.eml", "how-to-send.txt"]
    assert rendered["letter.txt"].decode() == made.text
    assert rendered["how-to-send.txt"].decode() == made.sheet
    with pytest.raises(UsageError, match="docx"):
        files.render(made, ("docx",))

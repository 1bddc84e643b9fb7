import secrets

from hypothesis import given
from hypothesis import strategies as st

from leakguard.vault.recovery import ALPHABET, encode, parse
from leakguard.vault.wordlist import BITS, PASSPHRASE_WORDS, WORDS, generate_passphrase, words

CODES = st.binary(min_size=16, max_size=16)


@given(CODES)
def test_a_code_reads_back_as_printed(code: bytes) -> None:
    text = encode(code)
    assert parse(text) == code
    assert [len(group) for group in text.split("-")] == [4] * 8


@given(CODES, st.data())
def test_reading_forgives_case_spaces_dashes_and_look_alikes(code: bytes, data: st.DataObject) -> None:
    typed = ""
    for character in encode(code).replace("-", ""):
        alike = {"0": "0oO", "1": "1iIlL"}.get(character, character + character.lower())
        typed += data.draw(st.sampled_from(alike)) + data.draw(st.sampled_from(["", " ", "-", "  ", "\u2013"]))
    assert parse(typed) == code


@given(CODES, st.lists(st.tuples(st.integers(0, 31), st.integers(1, 31)), min_size=1, max_size=4, unique_by=lambda slip: slip[0]))
def test_up_to_four_wrong_characters_are_noticed(code: bytes, slips: list[tuple[int, int]]) -> None:
    text = list(encode(code).replace("-", ""))
    for place, shift in slips:
        text[place] = ALPHABET[(ALPHABET.index(text[place]) + shift) % 32]
    assert parse("".join(text)) is None


@given(CODES, st.integers(0, 30))
def test_two_neighbours_swapped_are_noticed(code: bytes, place: int) -> None:
    text = list(encode(code).replace("-", ""))
    text[place], text[place + 1] = text[place + 1], text[place]
    assert parse("".join(text)) == (code if text[place] == text[place + 1] else None)


@given(st.text(max_size=60))
def test_any_other_text_is_no_code(text: str) -> None:
    assert parse(text) is None


def test_the_words_are_short_plain_and_cannot_be_mistaken_for_each_other() -> None:
    listed = words()
    assert len(listed) == len(set(listed)) == WORDS == 2048
    assert list(listed) == sorted(listed)
    assert all(word.isascii() and word.islower() and word.isalpha() and 3 <= len(word) <= 8 for word in listed)
    assert len({word[:4] for word in listed}) == WORDS
    assert not any(
        longer != shorter and longer.startswith(shorter) for shorter in listed if len(shorter) < 4 for longer in listed
    )


def test_a_made_passphrase_has_six_words_drawn_evenly() -> None:
    assert WORDS**PASSPHRASE_WORDS == 2**BITS
    assert generate_passphrase(lambda count: bytes(count)).split() == [words()[0]] * 6
    assert generate_passphrase(lambda count: b"\xff" * count).split() == [words()[-1]] * 6
    drawn = {word for _ in range(600) for word in generate_passphrase(secrets.token_bytes).split()}
    assert len(drawn) > WORDS * 0.7  # of 3600 even draws about 83 % of the list

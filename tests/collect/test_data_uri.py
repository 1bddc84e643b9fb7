import base64
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.collect import data_uri
from leakguard.errors import Unreadable


@given(st.binary(max_size=2000))
def test_base64_gives_the_bytes_back(data: bytes):
    assert data_uri.decode("data:image/png;base64," + base64.b64encode(data).decode()) == data


@given(st.binary(max_size=2000))
def test_percent_encoding_gives_the_bytes_back(data: bytes):
    assert data_uri.decode("data:image/svg+xml," + quote_from_bytes(data, safe="")) == data


@given(st.binary(min_size=1, max_size=200), st.sampled_from(["", "\n", "%0A", " "]))
def test_base64_is_read_as_browsers_do_without_padding_with_blanks_and_percent_encoded(data: bytes, blank: str):
    written = base64.b64encode(data).decode().rstrip("=")
    written = blank.join([written[:5], quote(written[5:], safe="")])
    assert data_uri.decode(f"DATA:image/png;charset=x; BASE64 ,{written}#fragment") == data


@pytest.mark.parametrize("broken", ["data:image/png;base64", "data:;base64,A", "data:;base64,AA?A", "data:;base64,AAA=A"])
def test_a_broken_one_is_unreadable(broken: str):
    with pytest.raises(Unreadable):
        data_uri.decode(broken)


def test_one_beyond_the_cap_is_unreadable():
    with pytest.raises(Unreadable, match="larger"):
        data_uri.decode("data:," + "a" * (data_uri.MAX_BYTES + 1))

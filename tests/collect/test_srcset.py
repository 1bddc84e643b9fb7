from hypothesis import given
from hypothesis import strategies as st

from leakguard.collect.srcset import addresses

ADDRESS = st.text(st.characters(exclude_characters=" \t\n\f\r", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: not text.startswith(",") and not text.endswith(",")
)
DESCRIPTOR = st.sampled_from(["", " 1x", " 2.5x", " 640w", "\t640w 480h", " foo(1,2)bar", "  "])


def test_every_candidate_is_found_with_any_descriptor():
    assert addresses("a.jpg 1x, b.jpg 2x,c.jpg 640w , d.jpg") == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]


def test_a_comma_inside_an_address_belongs_to_it():
    assert addresses("https://img.example/w_200,h_100/a.jpg 1x, b.jpg 2x") == ["https://img.example/w_200,h_100/a.jpg", "b.jpg"]


def test_a_comma_right_after_an_address_ends_it():
    assert addresses("a.jpg, b.jpg,, c.jpg") == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_comma_without_a_blank_does_not_separate():
    assert addresses("a.jpg,b.jpg") == ["a.jpg,b.jpg"]


def test_a_data_address_is_kept_whole():
    assert addresses("data:image/png;base64,AAAA 1x, b.jpg") == ["data:image/png;base64,AAAA", "b.jpg"]


def test_a_comma_in_parentheses_does_not_end_the_descriptors():
    assert addresses("a.jpg x(1, b.jpg 2x), c.jpg") == ["a.jpg", "c.jpg"]


def test_nothing_gives_nothing():
    assert addresses("") == addresses(" \n,, ,\t") == []


@given(st.lists(st.tuples(ADDRESS, DESCRIPTOR), max_size=6))
def test_what_is_written_is_read_back(candidates: list[tuple[str, str]]):
    written = ", ".join(address + (descriptor or " ") for address, descriptor in candidates)
    assert addresses(written) == [address for address, _ in candidates]


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text: str):
    assert all(address and not address.endswith(",") for address in addresses(text))

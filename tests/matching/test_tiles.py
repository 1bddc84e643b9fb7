"""Long pictures are cut into windows that together show all of them; other pictures are not, and lines of pixels neither."""

from hypothesis import given
from hypothesis import strategies as st

from leakguard.matching.tiles import tiles

SIDES = st.integers(1, 4000)


@given(SIDES, SIDES)
def test_windows_show_all_of_a_long_picture_and_every_square_of_it_whole(width, height):
    shorter, longer = sorted((width, height))
    found = tiles(width, height)
    if longer < 2.5 * shorter or shorter < 64:
        assert found == ()
        return
    spans = [(tile.top, tile.bottom) if height >= width else (tile.left, tile.right) for tile in found]
    assert (spans[0][0], spans[-1][1]) == (0, longer)
    for place in range(0, longer - shorter // 2, max(1, shorter // 3)):
        assert any(start <= place and place + shorter // 2 <= end for start, end in spans)


def test_a_few_lines_of_noise_are_not_thousands_of_pictures():
    assert tiles(2, 3000) == tiles(100_000, 20) == ()
    assert len(tiles(1080, 20_000)) == 19

import pytest

from leakguard.collect import css


@pytest.mark.parametrize(
    "declaration",
    [
        "background: url(a.jpg) no-repeat",
        "background-image: url( 'a.jpg' )",
        'background-image: linear-gradient(red, blue), url("a.jpg")',
        'background-image: image-set("a.jpg" type("image/jpeg") 1x)',
        "background-image: -webkit-image-set(url(a.jpg) 1x)",
        "border-image: url(a.jpg) 30 fill",
        "list-style: square url(a.jpg)",
        "content: url(a.jpg)",
        "--hero: url(a.jpg)",
        r"background: \75rl(a.jpg)",
        r"background: url(a\.jpg)",
        "background:/* url(b.jpg) */url(a.jpg)",
    ],
)
def test_a_picture_is_found_however_it_is_written(declaration: str):
    assert css.read(declaration).pictures == ("a.jpg",)
    assert css.read(f"@media screen {{ .x > p {{ {declaration} }} }}").pictures == ("a.jpg",)


def test_what_is_cut_short_is_read_as_browsers_do():
    assert css.read("a { background: url(a.jpg").pictures == css.read("a { background: url('a.jpg'").pictures == ("a.jpg",)


def test_every_address_of_a_set_is_found_once_in_order():
    sheet = css.read('a { background: image-set("1.png" 1x, url(2.png) 2x) } b { background: url(3.png), url(1.png) }')
    assert sheet.pictures == ("1.png", "2.png", "3.png")


def test_imports_are_kept_apart_from_pictures():
    sheet = css.read("@import 'one.css'; @import url(two.css) screen; a { background: url(a.png); content: 'x.png' }")
    assert sheet == css.Sheet(("a.png",), ("one.css", "two.css"))


def test_fonts_namespaces_and_references_within_the_page_are_left_out():
    text = """@namespace url(http://www.w3.org/1999/xhtml);
        @font-face { font-family: x; src: url(x.woff2) }
        @media print { @font-face { src: url(y.woff2) } a { background: url(a.png) } }
        b { filter: url(#blur) }"""
    assert css.read(text).pictures == ("a.png",)


def test_brackets_nested_without_end_are_read():
    assert css.read("a { b: " + "(" * 50_000 + "url(a.png)").pictures == ("a.png",)

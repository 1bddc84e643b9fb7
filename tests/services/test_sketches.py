"""What finds parts of an original is kept with it, made up for where an earlier version could not, and never leaves the case."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from leakguard.exporting.bundle import Level
from leakguard.imaging import edits, madeup
from leakguard.model.media import Original, Verdict
from leakguard.services import check, enrol, export
from leakguard.services.enrol import Description, Status
from leakguard.signals.packed import unpack
from tests.services.desk import Desk


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    path = tmp_path / "scene.png"
    path.write_bytes(madeup.encode(madeup.scene(2, 640, 480), "PNG"))
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A screenshot of the scene's middle."""
    path = tmp_path / "page.png"
    cut = edits.crop(madeup.scene(2, 640, 480), 0.15)
    Image.fromarray(edits.screenshot(cut)).save(path)
    return path


def add(desk: Desk, path: Path) -> enrol.Enrolled:
    (done,) = enrol.add(desk.vault, [str(path)], Description(), desk.tools)
    return done


def looked(desk: Desk, path: Path) -> Verdict:
    (item,) = check.check(desk.vault, [str(path)], desk.tools, again=True).items
    return item.match.verdict


def older(desk: Desk) -> Original:
    """The only original, as an earlier version left it."""
    (original,) = desk.vault.find(Original)
    with desk.vault.write() as tx:
        tx.delete_object(original.sketch)
        tx.put(replace(original, sketch=None))
    return original


def test_a_sketch_is_kept_with_the_original_and_finds_a_part_of_it_in_a_screenshot(desk, scene, page):
    original = add(desk, scene).original
    assert unpack(desk.vault.read_object(original.sketch)).small.shape == (192, 256)
    assert original.kept is None
    assert looked(desk, page) is Verdict.ALTERED


def test_the_same_file_makes_up_for_what_an_earlier_version_could_not_do_and_that_is_said(desk, scene, page):
    add(desk, scene)
    before = older(desk)
    said = []
    tools = desk.with_tools(note=said.append)
    (item,) = check.check(desk.vault, [str(page)], tools, again=True).items
    assert item.match.verdict is Verdict.NONE
    assert any("added by an earlier version" in sentence for sentence in said)
    done = add(desk, scene)
    assert (done.status, done.original.id) == (Status.KNOWN, before.id)
    assert "crops and screenshots of it are found too" in done.why
    assert looked(desk, page) is Verdict.ALTERED
    assert add(desk, scene).why == "This exact file is enrolled already."
    assert desk.vault.count(Original) == 1


def test_a_damaged_sketch_is_told_of_and_the_rest_goes_on(desk, scene, page):
    original = add(desk, scene).original
    for file in (desk.vault.path / "objects").rglob("*"):
        if file.is_file():
            data = bytearray(file.read_bytes())
            data[len(data) // 2] ^= 1
            file.chmod(0o600)
            file.write_bytes(data)
    warned = []
    (item,) = check.check(desk.vault, [str(scene)], desk.with_tools(warn=warned.append), again=True).items
    assert item.match.verdict is Verdict.EXACT
    assert any(original.id in warning and "leakguard add" in warning for warning in warned)
    assert "crops and screenshots" in add(desk, scene).why
    assert looked(desk, page) is Verdict.ALTERED


def test_a_moving_picture_has_no_sketch(desk, tmp_path):
    frames = [Image.fromarray(madeup.scene(seed, 96, 72)) for seed in (1, 2)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert add(desk, tmp_path / "moving.gif").original.sketch is None


def test_no_sketch_is_in_a_bundle(desk, scene, page, tmp_path):
    original = add(desk, scene).original
    check.check(desk.vault, [str(page)], desk.tools)
    kept = desk.vault.read_object(original.sketch)
    export.write_bundle(desk.vault, tmp_path / "bundle", Level.FULL, "My lawyer", desk.tools)
    for file in (tmp_path / "bundle").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert original.sketch.encode() not in data
            assert b"LGSK" not in data
            assert kept[64:128] not in data

"""The kinds of change in the regions of a comparison, and where they appear."""

import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from scipy import ndimage

from difference_finder import Finder, kind
from difference_finder.kinds import ranking
from difference_finder.kinds.place import Finding, Place
from difference_finder.parts import registry
from difference_finder.parts.kinds import ChangeKind
from pictures import photograph


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    """A photograph, and the same with a place 20 levels brighter."""
    first = photograph(160, 160)
    second = first.astype(int)
    second[50:90, 60:100] += 20
    return first, np.clip(second, 0, 255).astype(np.uint8)


@pytest.fixture
def measured(monkeypatch) -> list[Place]:
    """The places that were ranked."""
    places: list[Place] = []
    real = ranking.rank_kinds
    monkeypatch.setattr(ranking, "rank_kinds", lambda place: places.append(place) or real(place))
    return places


@pytest.fixture
def own() -> Iterator[ChangeKind]:
    """A kind of another package."""

    @kind("shiny", unit="levels", weights=(100.0,), bias=0.0)
    def shiny(place: Place) -> Finding:
        """Shiny: always found."""
        return Finding(7.0, (1.0,), "shiny in the second")

    yield shiny
    del registry.kinds._parts["shiny"]


def test_regions_and_the_record_tell_what_changed(pair) -> None:
    comparison = Finder(strategy="consensus").compare(*pair)
    region = comparison.regions[0]
    assert region.kinds[0].name == "brighter"
    assert region.kinds[0].unit == "levels"
    assert region.kinds[0].strength == pytest.approx(20, abs=1)
    assert region.text == region.kinds[0].text
    record = comparison.to_dict()
    assert record["regions"][0]["text"] == region.text
    assert record["regions"][0]["kinds"] == [one.to_dict() for one in region.kinds]
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_a_map_alone_measures_no_kind(pair, measured) -> None:
    finder = Finder(strategy="consensus", post_processor="regions")
    map_ = finder.run(*pair)
    comparison = finder.compare(*pair)
    assert np.asarray(map_).shape == (160, 160)
    assert not measured
    assert comparison.regions == comparison.regions
    assert len(measured) == len(comparison.regions)


def test_only_the_strongest_regions_are_described(measured) -> None:
    first = np.full((200, 200), 128, np.uint8)
    second = first.copy()
    second[5::20, 5::20] = 180
    second[6::20, 5::20] = 180
    regions = Finder(strategy="difference", post_processor="regions:gap=0").compare(first, second).regions
    assert len(regions) == 100
    assert len(measured) == ranking.MOST
    assert all(region.text for region in regions[: ranking.MOST])
    assert not any(region.text or region.kinds for region in regions[ranking.MOST :])


def test_levels_do_not_depend_on_the_type(pair) -> None:
    wide = [image.astype(np.uint16) * 257 for image in pair]
    unit = [np.float32(image / 255) for image in pair]
    strengths = [
        Finder(strategy="consensus").compare(*images).regions[0].kinds[0].strength
        for images in (pair, wide, unit)
    ]
    assert strengths == pytest.approx([strengths[0]] * 3, rel=1e-3)


def test_a_tensor_gives_the_same(pair) -> None:
    torch = pytest.importorskip("torch")
    arrays = [np.float32(image / 255).transpose(2, 0, 1) for image in pair]
    finder = Finder(strategy="consensus")
    expected = finder.compare(*arrays).regions[0].text
    assert finder.compare(*map(torch.as_tensor, arrays)).regions[0].text == expected


def test_kinds_describe_the_images_that_were_measured(pair) -> None:
    first, second = pair
    shifted = ndimage.shift(second, (0, 3, 0), order=0, mode="nearest")
    finder = Finder(strategy="consensus", pre_processor="align")
    with pytest.warns(UserWarning, match="it was moved back"):
        comparison = finder.compare(first, shifted)
    assert comparison.regions[0].kinds[0].name == "brighter"


def test_pixels_that_are_not_finite_are_named(pair) -> None:
    first = np.float32(pair[0] / 255)
    second = first.copy()
    second[50:90, 60:100] = np.nan
    finder = Finder(strategy="difference", data_range=1.0)
    assert (
        finder.compare(first, second).regions[0].text == "100 % of the pixels not finite in one image alone"
    )


def test_another_background_is_recoloured() -> None:
    page = np.full((90, 120, 3), 250, np.uint8)
    page[20:24, 30:80] = 10
    night = page.copy()
    night[page[..., 0] == 250] = 30
    night[20:24, 30:80] = 200
    black, white = np.zeros((60, 60), np.uint8), np.full((60, 60), 255, np.uint8)
    for first, second, size in ((page, night, 220), (black, white, 255)):
        kinds = Finder(strategy="difference").compare(first, second).regions[0].kinds
        assert kinds[0].name == "recoloured"
        assert kinds[0].strength == pytest.approx(size, abs=10)


def test_another_kind_is_one_function(pair, own) -> None:
    region = Finder(strategy="consensus").compare(*pair).regions[0]
    assert region.kinds[0].name == "shiny"
    assert region.kinds[0].strength == 7
    assert region.text == "shiny in the second"


def test_a_kind_that_fails_is_named(pair, own, monkeypatch) -> None:
    monkeypatch.setattr(own, "function", lambda place: 1 / 0)
    comparison = Finder(strategy="consensus").compare(*pair)
    with pytest.raises(ValueError, match="'shiny' failed: ZeroDivisionError"):
        comparison.regions  # noqa: B018


def test_the_command_and_junit_print_the_sentences(pair, save, tmp_path, capsys) -> None:
    from difference_finder.cli import main

    files = [str(save(image, f"{name}.png")) for image, name in zip(pair, "ab", strict=True)]
    report = tmp_path / "junit.xml"
    options = ["-o", str(tmp_path / "out"), "--fail-above", "0.0001", "--junit", str(report)]
    with pytest.raises(SystemExit):
        main(["diff", *files, *options, "--strategy", "consensus"])
    for text in (capsys.readouterr().out, report.read_text()):
        assert re.search(r"^  1: (19|20)\.\d levels brighter in the second$", text, re.MULTILINE)

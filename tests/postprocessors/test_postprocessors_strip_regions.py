"""Regions of maps that are read strip by strip, against the regions of the same maps in memory."""

import numpy as np
import pytest

from difference_finder.arrays import run_sums
from difference_finder.arrays.change import measure_change
from difference_finder.errors import InputError
from difference_finder.finder import Finder
from difference_finder.parts.registry import postprocessors
from difference_finder.postprocessors import strip_map, strip_regions
from difference_finder.postprocessors.strip_map import StripMap
from difference_finder.postprocessors.strip_regions import TooManyRuns, find_strip_regions
from difference_finder.storage.planes import PlaneFile


def pairs():
    """Return pairs: an edit, noise with two artefacts, a gain, an inversion, drawings, and equal images."""
    rng = np.random.default_rng(1)
    blocks = rng.integers(0, 256, (20, 30, 3)).repeat(6, 0).repeat(6, 1)[:113, :167]
    first = np.clip(blocks * 0.5 + 60 + rng.normal(0, 3, blocks.shape), 0, 255).astype(np.uint8)
    edit = first.copy()
    edit[50:70, 60:100] = 255 - edit[50:70, 60:100]
    edit[55:58, 70:75] = first[55:58, 70:75]  # a hole
    edit[90:93, 10:150] = 0
    edit[5, 160] ^= 1
    noise = np.clip(first + rng.normal(0, 4, first.shape), 0, 255).astype(np.uint8)
    noise[50:80, 100:140] = np.clip(noise[50:80, 100:140] + 40.0, 0, 255)
    noise[10:25, 20:50] = 128
    drawing = np.zeros((60, 70, 3), np.uint8)
    changed = drawing.copy()
    changed[3:9, 4:5], changed[40:50, 40:50], changed[43:47, 43:47] = 9, 200, 0
    return {
        "edit": (first, edit),
        "noise": (first, noise),
        "gain": (first, np.clip(first * 1.1, 0, 255).astype(np.uint8)),
        "inversion": (first, 255 - first),
        "drawing": (drawing, changed),
        "equal": (first, first),
    }


@pytest.fixture(scope="module", params=["difference", "local"])
def maps(request):
    """Return the maps in memory, and the same maps in files, by the names of the pairs."""
    finder, found = Finder(strategy=request.param, metric="ssim"), {}
    for name, (first, second) in pairs().items():
        map_ = finder.compare(first, second).map
        found[name] = map_, in_file(map_, first, second)
    return found


def in_file(map_, first, second):
    plane = np.asarray(map_)
    height, width = plane.shape
    values, differing = PlaneFile(height, width, "float32"), PlaneFile(height, -(-width // 8), "uint8")
    values.append(plane)
    differing.append(np.packbits((first != second).any(axis=2), axis=1))
    change = measure_change(map_.pair.first[0], map_.pair.second[0], map_.pair.divisors)
    return StripMap(values, differing, plane.max(axis=1), map_.unit_range, change)


SETTINGS = [
    {},
    {"sigma": 0.0, "gap": 0.0},
    {"method": "mad", "k": 5.0, "min_area": 0.001},
    {"method": "percentile", "percentile": 97.0, "hysteresis": 1.0},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("name", ["edit", "noise", "gain", "inversion", "drawing", "equal"])
def test_regions_are_those_of_the_map_in_memory(maps, name, settings, monkeypatch):
    for module in (run_sums, strip_map):
        monkeypatch.setattr(module, "PIXELS", 2000)  # strips of a few rows
    map_, in_strips = maps[name]
    part = postprocessors.get("regions").configured(settings)
    known = part(map_)
    found, dropped = find_strip_regions(in_strips, part.settings)
    assert [one[:6] for one in map(as_tuple, found)] == [one[:6] for one in map(as_tuple, known.regions)]
    assert [one.mean for one in found] == pytest.approx([one.mean for one in known.regions], rel=1e-12)
    assert dropped == known.dropped


def as_tuple(region):
    return region.x, region.y, region.width, region.height, region.area, region.peak


def test_the_pairs_have_regions(maps):
    counts = {name: len(postprocessors.get("regions")(map_).regions) for name, (map_, _) in maps.items()}
    assert counts["edit"] >= 3
    assert counts["noise"] >= 2
    assert counts["equal"] == 0


def test_too_many_stretches_are_told(maps, monkeypatch):
    monkeypatch.setattr(strip_regions, "MOST_RUNS", 20)
    settings = postprocessors.get("regions").settings
    with pytest.raises(TooManyRuns, match="the pixels that differ form more than 20 stretches"):
        find_strip_regions(maps["edit"][1], settings)
    with pytest.raises(TooManyRuns, match="the pixels above the background"):
        find_strip_regions(maps["noise"][1], settings)


def test_settings_that_are_not_possible_are_refused(maps):
    settings = postprocessors.get("regions").settings
    for change, message in (
        ({"border": 0.1}, "no border to ignore; leave out border=0.1"),
        ({"gap": 1.5}, "gap is a share"),
        ({"sigma": 1e9}, "sigma is 0 to"),
        ({"hysteresis": 0.0}, "hysteresis is a share"),
    ):
        with pytest.raises(InputError, match=message):
            find_strip_regions(maps["edit"][1], {**settings, **change})

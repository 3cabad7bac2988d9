import doctest
import io
import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from difference_finder.errors import InputError
from difference_finder.parts.registry import reporters

PLANES = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=12),
    elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
)


def record(plane, signed=False):
    return {
        "map": {"label": "Δ of µ", "signed": signed, "unit_range": None},
        "regions": [],
        "arrays": {"map": plane},
    }


def written(name, given_record, **settings):
    return reporters.get(name)(given_record, io.BytesIO(), **settings).getvalue()


def test_names_and_suffixes():
    suffixes = {name: reporters.get(name).suffix for name in ("map", "map_tiff", "heatmap", "panel", "json")}
    assert suffixes == {
        "map": ".map.npy",
        "map_tiff": ".map.tif",
        "heatmap": ".heatmap.png",
        "panel": ".panel.png",
        "json": ".json",
    }


@pytest.mark.parametrize("name", ["map", "map_tiff", "heatmap", "panel", "json"])
def test_examples_in_the_docstrings(name):
    function = reporters.get(name).function
    test = doctest.DocTestParser().get_doctest(function.__doc__, dict(function.__globals__), name, None, 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize("name", ["map", "map_tiff", "heatmap", "panel", "json"])
def test_paths_and_open_files_get_the_same_bytes(name, tmp_path, record_of):
    given_record = record_of(np.eye(20) * 0.3)
    path = tmp_path / "out"
    assert reporters.get(name)(given_record, path) == path
    assert path.read_bytes() == written(name, given_record)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@given(plane=PLANES)
def test_map_is_the_values(plane):
    data = written("map", record(plane))
    loaded = np.load(io.BytesIO(data), allow_pickle=False)
    assert loaded.dtype == np.float32
    np.testing.assert_array_equal(loaded, plane)


@given(plane=PLANES, signed=st.booleans())
def test_tiff_comes_back_to_half_a_code(plane, signed):
    with tifffile.TiffFile(io.BytesIO(written("map_tiff", record(plane, signed)))) as file:
        page = file.pages[0]
        facts = json.loads(page.description)
        codes = page.asarray()
    assert codes.dtype == np.uint16
    assert codes.shape == plane.shape
    step = (facts["vmax"] - facts["vmin"]) / 65535
    values = facts["vmin"] + codes / 65535 * (facts["vmax"] - facts["vmin"])
    # Beside half a code, the rounding of float64.
    assert np.abs(values - plane.astype(np.float64)).max() <= step * (0.5 + 1e-9)
    if signed:
        assert (codes[plane == 0] == 32768).all()
    elif (plane >= 0).all():
        assert (codes[plane == 0] == 0).all()
    assert facts["label"] == "Δ of µ"
    assert "code / 65535" in facts["value"]


def test_tiff_refuses_what_it_cannot_hold():
    with pytest.raises(InputError, match=r"2 of 4 values of the map are not finite.*reporter 'map'"):
        written("map_tiff", record(np.array([[np.nan, np.inf], [0, 1]], np.float32)))


def test_json_is_strict_and_in_order(record_of):
    given_record = record_of(np.eye(4))
    given_record["score"] = float("inf")
    given_record["options"] = {"path": Path("a/b"), "factor": np.float32(0.5), "empty": float("nan")}
    given_record["first"]["name"] = "naïve \udcff\n<script>🙂"
    data = written("json", given_record)
    text = data.decode("utf-8")

    def refuse(word):
        raise AssertionError(word)

    read = json.loads(text, parse_constant=refuse)
    assert list(read) == [key for key in given_record if key != "arrays"]
    assert read["score"] == "Infinity"
    assert read["options"] == {"path": "a/b", "factor": 0.5, "empty": None}
    assert read["first"]["name"] == given_record["first"]["name"]
    assert text.endswith("}\n")
    assert '\n  "schema": 1' in text
    assert "naïve" in text
    assert data == written("json", given_record)


def test_json_says_what_it_cannot_hold(record_of):
    with pytest.raises(
        InputError, match=r"the record cannot become JSON: .*object.*; give a number"
    ) as caught:
        written("json", record_of(np.eye(4), options={"part": object()}))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["map", "map_tiff", "heatmap", "panel"])
@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({}, "no map"),
        ({"map": np.zeros((2, 3, 4), np.float32)}, r"\(2, 3, 4\)"),
        ({"map": np.zeros((0, 4), np.float32)}, r"\(0, 4\)"),
    ],
)
def test_records_without_a_drawable_map(name, arrays, words):
    with pytest.raises(InputError, match=words):
        written(name, {"map": {}, "arrays": arrays})


def test_panel_needs_pictures():
    with pytest.raises(InputError, match=r"no picture of the first; .*'heatmap'"):
        written("panel", record(np.eye(4, dtype=np.float32)))
    wrong = record(np.eye(4, dtype=np.float32))
    wrong["arrays"].update(first=np.zeros((4, 4), np.uint8), second=np.zeros((4, 4), np.uint8))
    with pytest.raises(InputError, match=r"first is uint8 of shape \(4, 4\)"):
        written("panel", wrong)

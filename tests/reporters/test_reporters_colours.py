import numpy as np
import pytest

from difference_finder.drawing.colormaps import COLORMAPS, apply_colormap, colormap_table
from difference_finder.drawing.scale import choose_scale
from difference_finder.errors import UnknownNameError


def lightness(table):
    """Return L of Oklab."""
    srgb = table / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    cone = linear @ np.array(
        [
            [0.4122214708, 0.2119034982, 0.0883024619],
            [0.5363325363, 0.6806995451, 0.2817188376],
            [0.0514459929, 0.1073969566, 0.6299787005],
        ]
    )
    return np.cbrt(cone) @ np.array([0.2104542553, 0.7936177850, -0.0040720468])


# Published: https://github.com/BIDS/colormap, first, middle and last entry.
@pytest.mark.parametrize(
    ("name", "first", "middle", "last"),
    [
        ("magma", (0, 0, 4), (183, 55, 121), (252, 253, 191)),
        ("viridis", (68, 1, 84), (33, 145, 140), (253, 231, 37)),
        ("grey", (0, 0, 0), (128, 128, 128), (255, 255, 255)),
    ],
)
def test_published_colours(name, first, middle, last):
    table = colormap_table(name, False)
    assert table.shape == (256, 3)
    assert [tuple(table[i]) for i in (0, 128, 255)] == [first, middle, last]


@pytest.mark.parametrize("name", ["magma", "viridis", "grey"])
def test_one_sided_tables_grow_lighter(name):
    assert (
        np.diff(lightness(colormap_table(name, False))) > -0.002
    ).all()  # 8 bits: steps of 1 / 255 in a channel.


def test_diverging_table_is_light_in_the_middle_and_even_on_both_sides():
    table = colormap_table("auto", True)
    light = lightness(table)
    assert len(table) == 255
    assert light[127] > 0.96
    # Both arms darken alike: a value reads as strong as its opposite.
    np.testing.assert_allclose(light[:127], light[:127:-1], atol=0.006)
    assert (np.diff(light[127:]) < 0.002).all()
    assert table[0, 2] > table[0, 0] + 80
    assert table[-1, 0] > table[-1, 2] + 80


def test_unsigned_maps_on_the_diverging_table_begin_at_its_centre():
    both, half = colormap_table("diverging", True), colormap_table("diverging", False)
    np.testing.assert_array_equal(half, both[127:])


def test_unknown_name_is_told_the_nearest():
    with pytest.raises(UnknownNameError, match="no colormap 'magna'; did you mean 'magma'"):
        colormap_table("magna", False)
    assert "jet" not in COLORMAPS


def test_values_beyond_the_scale_and_missing_ones():
    plane = np.array([[-1, 0, 0.5, 1, 9, np.inf, -np.inf, np.nan]], np.float32)
    table = colormap_table("magma", False)
    picture = apply_colormap(plane, choose_scale(plane, False, None, vmax=1), table)[0]
    expected = [table[0], table[0], table[128], table[255], table[255], table[255], table[0], (128, 128, 128)]
    np.testing.assert_array_equal(picture, expected)


def test_opposite_values_have_opposite_colours():
    plane = np.linspace(-1, 1, 101, dtype=np.float32)[None]
    table = colormap_table("auto", True)
    scale = choose_scale(plane, True, 1.0)
    np.testing.assert_array_equal(
        apply_colormap(plane, scale, table), apply_colormap(-plane, scale, table[::-1])
    )
    np.testing.assert_array_equal(apply_colormap(plane, scale, table)[0, 50], table[127])

"""Images of different sizes."""

import numpy as np

from difference_finder.page.document import Entry, comparison_document
from difference_finder.page.layers import image_layer


def test_images_are_drawn_at_their_own_size(visit, write) -> None:
    rng = np.random.default_rng(8)
    wide = rng.integers(0, 256, (40, 60, 3), np.uint8)
    small = wide[:30, :45] ^ 1
    layers = [
        image_layer(role, f"{role}.png", pixels, (0.0, 255.0))
        for role, pixels in (("first", wide), ("second", small))
    ]
    entry = Entry({"name": "pair", "regions": []}, tuple(layers))
    page = visit(write(comparison_document("A pair", []), [entry]))
    page.page.mouse.move(2, 2)
    page.zoom(4)
    for number, pixels in ((0, wide), (1, small)):
        (x, y), _ = page.corner(number)
        height, width = pixels.shape[:2]
        shown = page.pixels(number)[y : y + 4 * height : 4, x : x + 4 * width : 4]
        np.testing.assert_array_equal(shown, pixels)
    page.page.mouse.move(*page.point(50, 35, 1))
    page.settled()
    told = page.locator("difference-pane output").all_inner_texts()
    assert told[0].startswith("50, 35  ")
    assert told[1] == "50, 35  no pixel"


def test_their_difference_is_that_of_the_common_part(visit, write) -> None:
    first = np.full((40, 60, 3), 90, np.uint8)
    second = np.full((30, 45, 3), 100, np.uint8)
    layers = [
        image_layer(role, f"{role}.png", pixels, (0.0, 255.0))
        for role, pixels in (("first", first), ("second", second))
    ]
    page = visit(
        write(comparison_document("A pair", []), [Entry({"name": "pair", "regions": []}, tuple(layers))]),
        "#mode=difference",
    )
    seen = []
    for place in ((44, 29), (46, 29)):
        page.page.mouse.move(*page.point(*place, 1))
        page.settled()
        seen.append(page.locator("difference-pane output").nth(1).inner_text().split()[-1])
    assert seen == ["10", "pixel"]

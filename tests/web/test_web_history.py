"""Links and the history of the browser: they restore the view."""

import io

import numpy as np
import pytest
from PIL import Image

from web.test_web_study import METHODS, facts, page_file, small, study  # noqa: F401

ANTIALIASING = 24
"""Levels by which Chromium draws the same text and triangles differently."""


def name(page) -> str:
    page.settled()
    return page.locator(".title h2").inner_text()


def test_opening_an_image_can_be_undone(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    first, before = name(page), page.pixels(1)
    page.locator(".row:has-text('scene1')").click()
    assert name(page) == "scene1"
    page.keyboard.press("+")
    zoomed = page.corner(1)
    page.settled()
    page.locator(".row:has-text('scene2')").click()
    assert name(page) == "scene2"
    page.go_back()
    assert name(page) == "scene1"
    assert page.corner(1)[1] == pytest.approx(zoomed[1], rel=1e-8)
    page.go_back()
    assert name(page) == first
    np.testing.assert_array_equal(page.pixels(1), before)
    page.go_forward()
    assert name(page) == "scene1"


def test_opening_a_crop_can_be_undone(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    marked = "p => JSON.stringify(p.viewport.marked)"
    first = page.locator("difference-page").evaluate(marked)
    page.locator("[data-tab=places]").click()
    page.locator(".strips .item").nth(3).click()
    page.settled()
    assert page.locator("difference-page").evaluate(marked) != first
    page.go_back()
    page.settled()
    assert page.locator("difference-page").evaluate(marked) == first


@pytest.mark.parametrize(
    "keys",
    ["", "ue", *(pytest.param(keys, marks=pytest.mark.nightly) for keys in ("3", "wl", "i", "+++c"))],
    ids=lambda keys: keys or "opened",
)
def test_a_link_gives_the_same_pixels(visit, page_file, keys) -> None:  # noqa: F811
    page = visit(page_file)
    page.locator("[data-tab=places]").click()
    page.locator(".strips .item").nth(2).click()
    for key in keys:
        page.keyboard.press(key)
    page.mouse.move(700, 2)
    page.evaluate("document.activeElement.blur()")
    page.settled()
    again = visit(page_file, "#" + page.url.partition("#")[2])
    again.mouse.move(700, 2)
    again.settled()
    assert again.url == page.url
    assert again.panes() == page.panes()
    for number in range(len(page.panes())):
        np.testing.assert_array_equal(page.pixels(number), again.pixels(number))
    shown, wanted = (
        np.asarray(Image.open(io.BytesIO(one.screenshot()))).astype(int) for one in (again, page)
    )
    assert np.abs(shown - wanted).max() <= ANTIALIASING


def test_a_link_shows_the_same_part_on_a_denser_screen(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    page.zoom(7)
    shown = "p => [p.viewport.place.zoom, p.viewport.place.x, p.viewport.place.y, p.viewport.zoom]"
    *place, zoom = page.locator("difference-page").evaluate(shown)
    dense = visit(page_file, "#" + page.url.partition("#")[2], device_scale_factor=2)
    *same, doubled = dense.locator("difference-page").evaluate(shown)
    assert same == pytest.approx(place, abs=0.01)
    assert doubled == 2 * zoom


def test_a_link_to_the_whole_image_does_not_open_a_crop(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    page.keyboard.press("f")
    page.settled()
    again = visit(page_file, "#" + page.url.partition("#")[2])
    assert again.locator("difference-page").evaluate("p => p.viewport.framed") is None


def test_sorting_shows_the_top_and_filtering_moves_the_stage(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file, viewport={"width": 1200, "height": 420})
    scroll = page.locator("difference-table .scroll")
    scroll.evaluate("s => { s.scrollTop = 1000; }")
    page.settled()
    page.locator("[data-sort='0']").click()
    page.settled()
    assert scroll.evaluate("s => s.scrollTop") == 0
    page.locator("input[type=search]").fill("scene5")
    assert name(page) == "scene5"
    page.locator("input[type=search]").fill("scene")
    assert name(page) == "scene5"  # it is in the list still


def test_the_table_shows_several_metrics_at_once(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    page.locator("[data-control=metrics]").click()
    page.settled()
    heads = [head.split() for head in page.locator("[role=columnheader]").all_inner_texts()[1:]]
    methods = [*METHODS, "\u0394"]
    assert [(head[0], head[1]) for head in heads] == [(m, n) for m in ("PSNR", "SSIM") for n in methods]
    page.locator("[data-sort='1:0']").click()
    page.settled()
    column = page.locator(".row[data-at] > div:nth-child(6)").all_inner_texts()
    assert [float(text) for text in column] == sorted(map(float, column), reverse=True)
    assert {len(text.partition(".")[2]) for text in column} == {4}
    again = visit(page_file, "#" + page.url.partition("#")[2])
    assert again.locator(".row[data-at] > div:nth-child(6)").all_inner_texts() == column


def test_the_gallery_shows_all_images_sorted_by_a_gap(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    page.locator("[data-control=gallery]").click()
    page.locator("[data-control=sort]").select_option("margin")
    page.settled()
    gaps = page.locator(".tile small").all_inner_texts()
    assert len(gaps) == 8
    known = [float(gap.split()[-1]) for gap in gaps if gap.split()[-1] != "\u2013"]
    assert known == sorted(known, reverse=True)
    page.locator("[data-control=down]").click()
    page.settled()
    up = [gap.split()[-1] for gap in page.locator(".tile small").all_inner_texts()]
    assert [float(gap) for gap in up if gap != "\u2013"] == known[::-1]
    page.locator(".tile:has-text('scene6')").click()
    assert name(page) == "scene6"
    page.locator(".gallery").focus()
    page.keyboard.press("ArrowRight")
    assert name(page) != "scene6"


def test_strips_show_the_crop_in_all_images(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    page.locator("[data-tab=places]").click()
    page.settled()
    strip = page.locator("difference-strip").first
    titles = strip.locator("canvas").evaluate_all("all => all.map(c => c.title)")
    assert titles[:2] == ["Reference", "ours"]
    assert len(titles) == 5
    colours = strip.locator("canvas").evaluate_all(
        "all => all.map(c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size)"
    )
    assert min(colours) > 4


def test_failed_images_and_error_maps_have_different_names(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    assert page.locator("[data-tab=errors]").inner_text() == "Failed (1)"
    assert page.locator("label:has([data-control=errors])").inner_text().strip() == "Error maps"
    page.locator("[data-tab=methods]").click()
    assert "\u0394" not in page.locator("[role=tabpanel]").inner_text()


def test_one_image_is_not_testable(visit, write) -> None:
    paired = {
        "n": 1, "mean": 0.3, "interval": None, "wins": 1, "ties": 0, "losses": 0,
        "higher_is_better": True, "confidence": 0.95,
    }  # fmt: skip
    words = {"metric": "psnr", "rival": "rival", "word": "no difference shown", "adjusted_p": 1.0}
    verdicts = {"text": "One image.", "ours": "ours", "level": 0.05, "unit": "image"}
    document = facts(["a"], verdicts={**verdicts, "outcomes": [{**words, "paired": paired}]})
    page = visit(write(document, [small("a")]))
    page.locator("[data-control=verdict]").click()
    assert page.locator(".full li").inner_text() == "psnr vs rival: 1 image: not testable +0.3000 dB"
    page.locator("[data-tab=methods]").click()
    told = page.locator("aside").inner_text()
    assert "1 image: not testable" in told
    assert "no difference shown" not in told

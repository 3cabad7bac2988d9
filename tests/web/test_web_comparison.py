"""The page of a comparison, in a browser."""

import numpy as np
import pytest

from difference_finder.drawing.colormaps import apply_colormap, colormap_table
from difference_finder.drawing.scale import choose_scale
from difference_finder.page.document import comparison_document, comparison_entry
from waiting import until
from web.conftest import FIRST, MAP, SECOND, record


def part(page, number: int, zoom: int, height: int = 40, width: int = 60) -> np.ndarray:
    """Return the picture on a pane, one value for each of its pixels; they must be squares of one colour."""
    (x, y), scale = page.corner(number)
    assert scale == zoom
    shown = page.pixels(number)[y : y + height * zoom, x : x + width * zoom]
    squares = shown.reshape(height, zoom, width, zoom, 3)
    assert (squares == squares[:, :1, :, :1]).all()
    return squares[:, 0, :, 0]


def without_marks(page) -> None:
    page.keyboard.press("r")
    page.mouse.move(2, 2)
    page.settled()


def test_it_opens_with_all_pictures_pixel_for_pixel(visit, comparison) -> None:
    page = visit(comparison)
    assert page.panes() == ["first.png", "second.png", "Absolute difference"]
    assert page.title() == "A pair"
    without_marks(page)
    wanted = apply_colormap(MAP, choose_scale(MAP, False, 1.0), colormap_table("magma", False))
    for zoom in (1, 4):
        page.zoom(zoom)
        np.testing.assert_array_equal(part(page, 0, zoom), FIRST)
        np.testing.assert_array_equal(part(page, 1, zoom), SECOND)
    page.alone(2)
    np.testing.assert_array_equal(part(page, 0, 4), wanted)


def test_one_zoom_and_place_for_all(visit, write) -> None:
    same = record(arrays={"first": FIRST, "second": FIRST}, regions=[])
    page = visit(write(comparison_document("", [same]), [comparison_entry(same)]))
    before = page.pixels(0)
    x, y = page.point(30, 20)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    page.settled()
    wheeled = page.pixels(0)
    assert page.corner()[1] > 7
    page.mouse.down()
    page.mouse.move(x + 40, y - 25, steps=4)
    page.mouse.up()
    page.settled()
    moved = page.pixels(0)
    np.testing.assert_array_equal(moved, page.pixels(1))
    assert (before != wheeled).any()
    assert (wheeled != moved).any()


def test_the_wheel_zooms_where_the_pointer_is(visit, comparison) -> None:
    page = visit(comparison)
    x, y = page.point(12, 9)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    page.settled()
    after = page.point(12, 9)
    assert abs(after[0] - x) < 10
    assert abs(after[1] - y) < 10


def test_a_box_is_zoomed_to(visit, comparison) -> None:
    page = visit(comparison)
    start, end = page.point(10, 10), page.point(20, 16)
    page.keyboard.down("Shift")
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.settled()
    x, y = page.middle()
    assert abs(x - 15.5) < 0.6
    assert abs(y - 13.5) < 0.6
    assert page.corner()[1] > 20
    assert "mark=10+10+11+7" in page.url  # whole pixels
    page.keyboard.press("Delete")
    page.settled()
    assert "mark" not in page.url
    assert "frame" in page.url


def test_two_fingers_zoom(visit, comparison) -> None:
    page = visit(comparison)
    before = page.corner()[1]
    page.locator("difference-pane div").first.evaluate(
        """div => {
          const box = div.getBoundingClientRect();
          const fire = (type, id, x) => div.dispatchEvent(new PointerEvent(type, {
            pointerId: id, pointerType: 'touch', clientX: box.x + x, clientY: box.y + 80, bubbles: true}));
          div.setPointerCapture = () => {};
          fire('pointerdown', 1, 100); fire('pointerdown', 2, 140);
          fire('pointermove', 2, 220); fire('pointerup', 1, 100); fire('pointerup', 2, 220);
        }"""
    )
    page.settled()
    assert page.corner()[1] == pytest.approx(3 * before, rel=0.01)


def test_values_of_all_pictures_under_the_pointer(visit, comparison) -> None:
    page = visit(comparison)
    page.mouse.move(*page.point(33, 12, 1))
    page.settled()
    told = page.locator("difference-pane output").all_inner_texts()
    for pixels, text in zip((FIRST, SECOND), told[:2], strict=True):
        assert text == f"33, 12  {' '.join(str(int(v)) for v in pixels[12, 33])}"
    assert float(told[2].split()[-1]) == pytest.approx(float(MAP[12, 33]), abs=2e-5)


def test_the_slider_shows_one_picture_on_each_side(visit, comparison) -> None:
    page = visit(comparison)
    without_marks(page)
    page.keyboard.press("w")
    page.zoom(4)
    (x, y), zoom = page.corner()
    shown, line = page.pixels(), page.pixels().shape[1] // 2
    first, second = (np.kron(one, np.ones((int(zoom), int(zoom), 1), np.uint8)) for one in (FIRST, SECOND))
    inside = shown[y : y + first.shape[0], x : x + first.shape[1]]
    np.testing.assert_array_equal(inside[:, : line - x], first[:, : line - x])
    np.testing.assert_array_equal(inside[:, line - x :], second[:, line - x :])
    handle = page.get_by_role("slider", name="Divider between A and B")
    assert handle.get_attribute("aria-valuenow") == "50"
    handle.focus()
    page.keyboard.press("ArrowRight")
    assert handle.get_attribute("aria-valuenow") == "52"
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] - 300, box["y"] + 100, steps=3)
    page.mouse.up()
    assert int(handle.get_attribute("aria-valuenow")) < 30


def test_blinking_has_a_speed_and_a_pause(visit, comparison) -> None:
    page = visit(comparison)
    page.keyboard.press("b")
    heading = page.locator("difference-pane header b")
    control = page.locator("[data-control=speed]")
    control.fill("10")
    seen: set[str] = set()

    def both_seen() -> bool:
        seen.add(heading.inner_text())
        return len(seen) == 2

    until(both_seen, lambda: page.wait_for_timeout(20))
    assert seen == {"first.png", "second.png"}
    page.locator("[data-control=blink]").click()
    still = {heading.inner_text() for _ in range(8) if page.wait_for_timeout(60) is None}
    assert len(still) == 1


def test_overlay_mixes_by_its_share(visit, comparison) -> None:
    page = visit(comparison)
    without_marks(page)
    page.keyboard.press("v")
    page.locator("[data-control=opacity]").fill("0.25")
    page.zoom(4)
    mixed = part(page, 0, int(page.corner()[1]))
    wanted = 0.75 * FIRST.astype(float) + 0.25 * SECOND
    assert np.abs(mixed - wanted).max() <= 2


def test_the_difference_of_two_images_matches_their_pixels(visit, comparison) -> None:
    page = visit(comparison)
    page.keyboard.press("u")
    page.settled()
    assert page.panes()[1] == "|second.png \u2212 first.png|"
    page.mouse.move(*page.point(33, 12, 1))
    page.settled()
    told = page.locator("difference-pane output").nth(1).inner_text()
    wanted = np.abs(FIRST[12, 33].astype(int) - SECOND[12, 33]).mean()
    assert float(told.split()[-1]) == pytest.approx(wanted, abs=0.005)
    page.keyboard.press("s")
    page.settled()
    page.mouse.move(*page.point(33, 12, 1))  # the longer legend may move the panes
    page.settled()
    signed = page.locator("difference-pane output").nth(1).inner_text().split()[-1].replace("\u2212", "-")
    assert float(signed) == pytest.approx((SECOND[12, 33].astype(int) - FIRST[12, 33]).mean(), abs=0.01)


def test_gain_threshold_and_colours_are_applied_live(visit, comparison) -> None:
    page = visit(comparison)
    without_marks(page)
    page.alone(2)
    page.zoom(4)
    page.locator("[data-control=gain]").fill("1")  # a power of ten
    page.locator("[data-control=colourmap]").select_option("viridis")
    page.settled()
    zoom = int(page.corner()[1])
    chosen = choose_scale(MAP, False, 1.0)
    tenth = choose_scale(MAP, False, 1.0, vmax=chosen.vmax / 10)
    np.testing.assert_array_equal(
        part(page, 0, zoom), apply_colormap(MAP, tenth, colormap_table("viridis", False))
    )
    legend = page.locator(".scale small").inner_text()
    assert f"\u00d7{tenth.gain:g}" in legend
    page.locator("[data-control=gain]").fill("0")
    page.locator("[data-control=threshold]").fill("0.5")
    page.settled()
    cut = np.where(0.5 * chosen.vmax > MAP, 0, MAP)
    shown, wanted = part(page, 0, zoom), apply_colormap(cut, chosen, colormap_table("viridis", False))
    sure = np.abs(MAP - 0.5 * chosen.vmax) > 1e-4
    np.testing.assert_array_equal(shown[sure], wanted[sure])


def test_masked_pixels_are_hatched_and_nan_is_grey(visit, write) -> None:
    plane, mask = MAP.copy(), np.ones(MAP.shape, bool)
    plane[0, 0], mask[30:] = np.nan, False
    one = record(arrays={"map": plane, "mask": mask}, regions=[])
    page = visit(write(comparison_document("", [one]), [comparison_entry(one)]))
    page.evaluate("document.querySelector('difference-page').viewport.zoomTo(2)")
    without_marks(page)
    shown = part(page, 0, 2)
    assert (shown[0, 0] == 128).all()
    assert set(np.unique(shown[30:])) == {150, 176}


def test_regions_zoom_to_their_boxes(visit, comparison) -> None:
    page = visit(comparison, "#lists=true")
    page.get_by_role("button", name="15\u00d710 at (30, 10)").click()
    page.settled()
    assert page.middle() == pytest.approx([37.5, 15])
    assert page.corner()[1] >= 4


def test_a_link_opens_the_same_view(visit, comparison) -> None:
    page = visit(comparison)
    page.mouse.move(*page.point(20, 20))
    page.mouse.wheel(0, -500)
    for key in "uscgtr":
        page.keyboard.press(key)
    page.mouse.move(2, 2)
    page.settled()
    address = page.url
    assert {"mode=difference", "signed=true", "boxes=false"} <= set(address.partition("#")[2].split("&"))
    again = visit(comparison, "#" + address.partition("#")[2])
    assert again.url == address
    for number in range(3):
        np.testing.assert_array_equal(page.pixels(number), again.pixels(number))
    assert page.locator(".scale small").inner_text() == again.locator(".scale small").inner_text()


@pytest.mark.parametrize(
    "hash",
    ["#zoom=nan&x=-1", "#mode=<b>&entry=99999999&shown=7.9", "#gain=1e999&sort=__proto__", "#%00%ff&=&&"],
)
def test_invalid_addresses_open_the_page(visit, comparison, hash) -> None:
    assert len(visit(comparison, hash).panes()) == 3


def test_keys_match_the_help(visit, comparison) -> None:
    page = visit(comparison)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    assert dialog.is_visible()
    assert dialog.locator("dt").count() >= 15
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    start = page.corner()
    page.keyboard.press("+")
    page.settled()
    assert page.corner()[1] == pytest.approx(1.5 * start[1])
    page.keyboard.press("ArrowLeft")
    page.settled()
    page.keyboard.press("f")
    page.settled()
    assert page.corner() == start
    page.keyboard.press("o")
    page.settled()
    assert page.corner()[1] == 1
    page.keyboard.press("j")
    page.settled()
    assert page.middle() == pytest.approx([37.5, 15])
    modes = {"w": "slider", "b": "blink", "v": "overlay", "u": "difference", "2": "flip", "h": "side"}
    for key, mode in modes.items():
        page.keyboard.press(key)
        page.settled()
        assert page.locator(f"[data-mode={mode}]").get_attribute("aria-pressed") == "true"


def test_a_screen_reader_has_names_for_everything(visit, comparison) -> None:
    page = visit(comparison, "#lists=true")
    page.keyboard.press("w")
    page.settled()
    nameless = page.locator("button, select, input, canvas[role=img]").evaluate_all(
        """all => all.filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))
          .map(e => e.outerHTML)"""
    )
    assert nameless == []
    page.keyboard.press("+")
    page.settled()
    assert "zoom" in page.locator("[aria-live=polite]").inner_text()
    assert page.locator("[role=tab][aria-selected=true]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_system_and_a_switch(visit, comparison, scheme) -> None:
    page = visit(comparison, color_scheme=scheme)

    def brightness() -> int:
        colour = page.locator("difference-page").evaluate("p => getComputedStyle(p).backgroundColor")
        return sum(map(int, colour[4:-1].split(",")))

    assert (brightness() > 380) is (scheme == "light")
    page.get_by_role("button", name="Light or dark").click()
    assert (brightness() > 380) is (scheme == "dark")


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(visit, comparison, width) -> None:
    page = visit(comparison, viewport={"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_values_of_16_bits_are_marked_as_rounded(visit, write) -> None:
    image = {**record()["first"], "dtype": "uint16", "data_range": 65535.0}
    one = record(first=image, arrays={"first": FIRST})
    page = visit(write(comparison_document("", [one]), [comparison_entry(one)]))
    page.mouse.move(*page.point(5, 6))
    page.settled()
    told = page.locator("difference-pane output").inner_text()
    assert "\u2248" in told
    assert float(told.split()[-3]) == pytest.approx(float(FIRST[6, 5, 0]) * 257, rel=1e-4)


def test_error_maps_of_the_document_replace_differences_of_pictures(visit, write) -> None:
    """Two images of 16 bits can differ where their pictures do not."""
    plane = np.full(MAP.shape, 0.003, np.float32)
    changes = {
        role: {**record()[role], "dtype": "uint16", "data_range": 65535.0} for role in ("first", "second")
    }
    arrays = {"first": FIRST, "second": FIRST, "errors": {"second": plane}}
    pictures = {"black": 0.0, "white": 1.0, "data_range": 1.0}
    one = record(**changes, arrays=arrays, pictures=pictures, regions=[])
    page = visit(write(comparison_document("", [one]), [comparison_entry(one)]))
    assert page.panes() == ["first.png", "second.png"]
    page.keyboard.press("e")
    page.settled()
    assert page.panes()[2:] == ["|second.png \u2212 first.png|"]
    for mode, pane in (("h", 2), ("u", 1)):
        page.keyboard.press(mode)
        page.settled()
        page.mouse.move(*page.point(33, 12, pane))
        page.settled()
        shown = page.locator("difference-pane output").nth(pane).inner_text()
        assert float(shown.split()[-1]) == pytest.approx(0.003, rel=1e-3)
        assert "of the data range" in page.locator(".scale small").inner_text()
    page.keyboard.press("s")  # signed differences are computed from the pictures, which are equal
    page.settled()
    assert float(page.locator("difference-pane output").nth(1).inner_text().split()[-1]) == pytest.approx(
        0, abs=1
    )
    assert ", from 8-bit images: " in page.locator(".scale small").inner_text()


def test_the_record_is_downloaded(visit, comparison) -> None:
    import json
    from pathlib import Path

    page = visit(comparison)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="JSON").click()
    got = json.loads(Path(waiting.value.path()).read_text())
    assert got["scores"] == {"psnr": 21.5, "ssim": "Infinity"}
    assert "arrays" not in got


def test_an_embedded_page_leaves_address_and_keys_alone(visit, comparison, tmp_path) -> None:
    text = comparison.read_text().replace("<difference-page>", "<input id=other><difference-page embedded>")
    host = tmp_path / "host.html"
    host.write_text(text.replace("default-src 'none';", ""))
    page = visit(host, "#mode=slider&mine=1")
    assert len(page.panes()) == 3
    page.locator("body").press("u")
    assert page.locator("[data-mode=side]").get_attribute("aria-pressed") == "true"
    page.locator("difference-stage .panes").focus()
    page.keyboard.press("w")
    page.settled()
    assert page.locator("[data-mode=slider]").get_attribute("aria-pressed") == "true"
    assert page.url.endswith("#mode=slider&mine=1")

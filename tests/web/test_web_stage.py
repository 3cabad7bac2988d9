"""The stage: layout, flipping, the line of the slider, blinking, narrow screens."""

import numpy as np
import pytest

from axe import violations
from picture_share import share
from waiting import until
from web.conftest import FIRST, SECOND
from web.test_web_study import page_file, study  # noqa: F401

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def headings(page) -> list[str]:
    page.settled()
    return page.panes()


def speed(page) -> int:
    """Return how often the image changes in 1.2 seconds of animation, which a slow machine only lowers."""
    return page.evaluate(
        """() => new Promise((done) => {
          const { shadowRoot } = document.querySelector("difference-page");
          const stage = shadowRoot.querySelector("difference-stage");
          let last = stage.blinking.showSecond, count = 0;
          const begin = performance.now();
          requestAnimationFrame(function step(now) {
            if (stage.blinking.showSecond !== last) { last = !last; count++; }
            if (now - begin < 1200) requestAnimationFrame(step); else done(count);
          });
        })"""
    )


def test_panes_are_laid_out_anew_when_the_window_changes(visit, comparison) -> None:
    page = visit(comparison, viewport={"width": 1440, "height": 900})
    before = share(page, 1440, 900)
    page.set_viewport_size({"width": 800, "height": 1000})
    page.settled()
    tops = page.locator("difference-pane").evaluate_all("all => all.map(p => p.getBoundingClientRect().top)")
    assert len(set(tops)) > 1
    assert share(page, 800, 1000) > 0.5
    page.set_viewport_size({"width": 1440, "height": 900})
    page.settled()
    assert share(page, 1440, 900) == pytest.approx(before, abs=0.01)


def test_lists_close_open_and_change_their_width(visit, comparison) -> None:
    page = visit(comparison)
    assert page.locator("aside").count() == 0
    whole = page.locator("difference-stage").bounding_box()["width"]
    page.locator("[data-tab=places]").click()
    page.settled()
    assert page.locator("aside").bounding_box()["width"] == 300
    divider = page.get_by_role("separator", name="Width of the lists")
    divider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.settled()
    assert page.locator("aside").bounding_box()["width"] == 360
    assert divider.get_attribute("aria-valuenow") == "360"
    box = divider.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(500, box["y"] + 200, steps=3)
    page.mouse.up()
    page.settled()
    assert page.locator("aside").bounding_box()["width"] == pytest.approx(500, abs=1)
    page.keyboard.press("i")
    page.settled()
    assert page.locator("aside").count() == 0
    assert page.locator("difference-stage").bounding_box()["width"] == whole


def test_a_crop_fills_its_pane_at_every_size(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    for width in (1200, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.settled()
        pane = page.locator("difference-pane canvas").nth(1).bounding_box()
        side = 24 * page.corner(1)[1]
        assert side >= 0.9 * min(pane["width"], pane["height"])


def test_no_cell_below_the_reference_is_empty(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    boxes = page.locator("difference-pane").evaluate_all("all => all.map(p => p.getBoundingClientRect())")
    room = page.locator("difference-stage .panes").bounding_box()
    assert len(boxes) == 7
    covered = sum(box["width"] * box["height"] for box in boxes)
    assert covered == pytest.approx(room["width"] * room["height"], rel=0.01)
    lefts = [box["x"] for box in boxes]
    assert lefts[4:] == lefts[1:4]  # error maps below their images


def test_number_keys_flip_any_method_in_one_pane(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file)
    zoom = page.corner(1)
    seen = []
    for key in "2341":
        page.keyboard.press(key)
        seen.append(headings(page))
    assert seen == [["ours"], ["edsr"], ["a,b"], ["Reference"]]
    assert page.locator(".chip[aria-pressed=true]").inner_text().split() == ["1", "Reference"]
    page.keyboard.press(".")
    assert headings(page) == ["ours"]
    page.keyboard.press(",")
    page.keyboard.press(",")
    assert headings(page) == ["a,b"]
    page.keyboard.press("9")  # there is no ninth image
    assert headings(page) == ["a,b"]
    assert page.corner()[1] > zoom[1]
    page.keyboard.press("h")
    assert len(headings(page)) == 7


def test_flipped_images_lie_on_each_other(visit, comparison) -> None:
    page = visit(comparison)
    page.keyboard.press("r")
    page.mouse.move(2, 2)
    shown = []
    for key in "12":
        page.keyboard.press(key)
        page.zoom(4)
        (x, y), scale = page.corner()
        assert scale == 4
        shown.append(page.pixels(0)[y : y + 160 : 4, x : x + 240 : 4])
    np.testing.assert_array_equal(shown[0], FIRST)
    np.testing.assert_array_equal(shown[1], SECOND)


def test_the_line_of_the_slider_names_both_images(visit, comparison) -> None:
    page = visit(comparison)
    page.keyboard.press("w")
    page.settled()
    line = page.locator(".handle").bounding_box()
    left, right = (page.locator(f".side.{part}") for part in "ab")
    assert (left.inner_text(), right.inner_text()) == ("A \u00b7 first.png", "B \u00b7 second.png")
    assert left.bounding_box()["x"] + left.bounding_box()["width"] <= line["x"] + 12
    assert right.bounding_box()["x"] >= line["x"] + 12
    page.keyboard.press("x")
    page.settled()
    assert left.inner_text() == "A \u00b7 second.png"
    page.keyboard.press("v")
    page.settled()
    mix = " ".join(page.locator(".mix").inner_text().split())
    assert mix == "A second.png B first.png 50 %"


FRAMES = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"


def do(page, work: str) -> None:
    """Run statements with the page, and wait for two frames."""
    page.evaluate(
        f"async () => {{ const page = document.querySelector('difference-page'); {work}; {FRAMES} }}"
    )


def test_the_line_moves_over_the_pixels_that_a_new_drawing_has(visit, comparison) -> None:
    page = visit(comparison)
    page.keyboard.press("w")
    page.zoom(1.7)
    page.mouse.move(2, 2)
    shown = []
    for split in (0.49, 0.51, 0.6):  # the images differ right of the middle
        do(page, f"page.change({{ split: {split} }})")
        shown.append(page.pixels(0))
        do(page, "page.viewport.changed()")  # the pictures are drawn anew
        np.testing.assert_array_equal(page.pixels(0), shown[-1])
    assert (shown[0] != shown[1]).any()
    assert (shown[1] != shown[2]).any()


def test_only_maps_are_painted_when_the_gain_changes(visit, comparison) -> None:
    page = visit(comparison)
    page.mouse.move(2, 2)
    do(page, "page.change({ gain: 2 })")  # the text of a gain of 4 is as wide, and the panes keep their size
    page.page.evaluate(
        """() => {
          const { shadowRoot } = document.querySelector("difference-page");
          const stage = shadowRoot.querySelector("difference-stage");
          for (const { canvas } of stage.shadowRoot.querySelectorAll("difference-pane")) {
            const context = canvas.getContext("2d");
            context.fillStyle = "#0f0";
            context.fillRect(0, 0, 9, 9);
          }
        }"""
    )
    do(page, "page.change({ gain: 4 })")
    assert [bool((page.pixels(n)[:9, :9] == (0, 255, 0)).all()) for n in range(3)] == [True, True, False]
    do(page, "page.viewport.changed()")
    assert not any((page.pixels(n)[:9, :9] == (0, 255, 0)).all() for n in range(3))


def test_a_moving_picture_is_drawn_well_when_it_rests(visit, comparison) -> None:
    page = visit(comparison)
    page.mouse.move(2, 2)
    page.zoom(0.7)
    rest = page.pixels(0)
    do(page, "page.viewport.moving = true; page.viewport.changed()")
    assert (page.pixels(0) != rest).any()
    do(page, "page.viewport.moving = false; page.viewport.changed()")
    np.testing.assert_array_equal(page.pixels(0), rest)
    x, y = page.point(30, 20)
    page.mouse.move(x, y)
    for turn in (40, 40, 40, -40, -40, -40):
        page.mouse.wheel(0, turn)
    page.mouse.move(2, 2)
    page.drawn()
    shown = page.pixels(0)
    do(page, "page.viewport.changed()")
    np.testing.assert_array_equal(page.pixels(0), shown)


def test_blinking_is_never_faster_than_three_a_second_without_consent(visit, comparison) -> None:
    page = visit(comparison, "#mode=blink&speed=10")
    assert "seizures" in page.locator(".warning[role=alert]").inner_text()
    assert speed(page) <= 4
    page.locator("[data-control=consent]").click()
    page.settled()
    assert page.locator(".warning").count() == 0
    until(lambda: speed(page) > 4, lambda: None)
    again = visit(comparison, "#mode=blink&speed=3")
    assert again.locator(".warning").count() == 0


def test_blinking_rests_for_people_who_prefer_no_motion(visit, comparison) -> None:
    page = visit(comparison, "#mode=blink", reduced_motion="reduce")
    assert speed(page) == 0
    page.get_by_role("button", name="Resume").click()
    until(lambda: speed(page) > 0, lambda: None)


def test_a_phone_shows_two_panes_that_swipes_change(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file, **PHONE)
    assert page.panes() == ["Reference", "ours"]
    swipe = """(div, by) => {
      const box = div.getBoundingClientRect();
      div.setPointerCapture = () => {};
      const fire = (type, x) => div.dispatchEvent(new PointerEvent(type, {
        pointerId: 1, pointerType: "touch", clientX: box.x + x, clientY: box.y + 60, bubbles: true}));
      fire("pointerdown", 200);
      fire("pointermove", 200 + by / 2);
      fire("pointermove", 200 + by);
      fire("pointerup", 200 + by);
    }"""
    seen = []
    for by in (-90, -90, 90, 20):
        page.locator("difference-pane div").first.evaluate(swipe, by)
        seen.append(headings(page)[1])
    assert seen == ["edsr", "a,b", "edsr", "edsr"]
    page.locator(".chip:has-text('ours')").click()
    assert headings(page) == ["Reference", "ours"]
    page.keyboard.press("3")
    assert headings(page) == ["edsr"]


def test_a_phone_scrolls_under_the_finger_and_the_wheel(visit, page_file) -> None:  # noqa: F811
    page = visit(page_file, **PHONE)
    touch = page.locator("difference-pane div").evaluate_all(
        "all => all.map(d => getComputedStyle(d).touchAction)"
    )
    assert touch == ["pan-y", "pan-y"]
    before = page.corner()
    page.locator("difference-pane").first.hover()
    page.mouse.wheel(0, 200)
    until(lambda: page.evaluate("scrollY") > 0, lambda: page.wait_for_timeout(50))
    assert page.corner() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    "hash", ["#mode=flip", "#mode=slider&theme=dark", "#mode=blink&speed=9&gallery=true&lists=true"]
)
@pytest.mark.parametrize("options", [{}, PHONE], ids=["window", "phone"])
def test_it_is_accessible_in_every_view(visit, page_file, hash, options) -> None:  # noqa: F811
    page = visit(page_file, hash, **options)
    assert violations(page) == []

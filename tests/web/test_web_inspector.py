"""The inspector: tones, values, scores of the visible part, error maps and copies."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from axe import violations
from difference_finder import Finder, rank, score
from difference_finder.page.document import comparison_document, comparison_entry
from difference_finder.report import report
from folders import method_folders
from picture_share import share
from waiting import until

SIZE = 72, 90


def noise(seed: int, dtype: str) -> np.ndarray:
    """Return a smooth image with noise, (H, W, 3), of a type."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    smooth = 0.5 + 0.4 * np.sin(x / 9)[..., None] * np.cos(y / 7)[..., None]
    values = np.clip(smooth + rng.normal(0, 0.04, (*SIZE, 3)), 0, 1)
    most = {"uint8": 255, "uint16": 65535}.get(dtype)
    return values.astype(np.float32) if most is None else np.rint(values * most).astype(dtype)


def pair_page(write, first: np.ndarray, second: np.ndarray, **options: Any) -> Path:
    """Write the page of a comparison of two arrays."""
    comparison = Finder(strategy="difference", metric="psnr", **options).compare(first, second)
    one = {**comparison.to_dict(arrays=True), "regions": []}
    return write(comparison_document("A pair", [one]), [comparison_entry(one)])


def measured(page) -> list[dict[str, float]]:
    """Wait for the scores of the visible part, and return those of each row."""
    part = page.get_by_label("Visible part")
    until(lambda: part.locator("tbody td").count() > 0, lambda: page.wait_for_timeout(50))
    until(lambda: "Measuring" not in part.inner_text(), lambda: page.wait_for_timeout(50))
    rows = part.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.dataset.value))"
    )
    return [dict(zip(("psnr", "ssim", "mae"), map(float, row), strict=True)) for row in rows]


def visible(page) -> tuple[slice, slice]:
    """Return the rows and the columns that the inspector says are visible."""
    size, place = page.get_by_label("Visible part").locator(".note").first.inner_text().split(" at (")
    width, height = map(int, size.split("\u00d7"))
    x, y = map(int, place.split(")")[0].split(","))
    return slice(y, y + height), slice(x, x + width)


def show(page, x: float, y: float, zoom: float) -> None:
    page.locator("difference-page").evaluate(
        "(p, at) => { Object.assign(p.viewport, { ...at, framed: null }); p.viewport.changed(); }",
        {"zoom": zoom, "x": x, "y": y},
    )
    page.page.wait_for_timeout(300)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_scores_of_the_visible_part_equal_those_of_python(visit, write, dtype) -> None:
    first, second = noise(1, dtype), noise(2, dtype)
    page = visit(pair_page(write, first, second), "#inspector=true")
    for place in ((45, 36, 3), (20, 30, 14)):
        show(page, *place)
        [found] = measured(page)
        rows, columns = visible(page)
        crops = first[rows, columns], second[rows, columns]
        assert crops[0].size < first.size or place[2] == 3
        for metric, value in found.items():
            assert value == pytest.approx(score(metric, *crops), abs=1e-6), metric


@pytest.mark.parametrize("protocol", ["basicsr-y:crop_border=4", "skimage-default", "nerfbaselines"])
def test_scores_follow_the_protocol(visit, write, protocol) -> None:
    dtype = "float32" if protocol == "nerfbaselines" else "uint8"
    first, second = noise(3, dtype), noise(4, dtype)
    page = visit(pair_page(write, first, second, protocol=protocol), "#inspector=true")
    show(page, 40, 40, 12)
    [found] = measured(page)
    rows, columns = visible(page)
    inner = protocol.split(":")[0]
    crops = first[rows, columns], second[rows, columns]
    for metric, value in found.items():
        assert value == pytest.approx(score(metric, *crops, protocol=inner), abs=1e-6), metric


def test_sixteen_bits_keep_their_bits(visit, write) -> None:
    first = np.full((*SIZE, 3), 30000, np.uint16)
    first[:, 45:] += 20  # less than a step of 8 bits
    page = visit(pair_page(write, first, first), "#inspector=true&boxes=false")
    page.page.mouse.move(*page.point(60, 10))
    page.settled()
    assert page.locator("difference-pane output").first.inner_text() == "60, 10  30020 30020 30020"
    assert len(np.unique(inside(page))) == 1
    page.locator("difference-page").evaluate("p => p.change({ black: 29990 / 65535, white: 30030 / 65535 })")
    page.settled()
    assert np.unique(inside(page)).tolist() == [64, 191]


def inside(page) -> np.ndarray:
    """Return the red values of the first picture."""
    page.page.mouse.move(2, 2)
    page.settled()
    (x, y), scale = page.corner()
    shown = page.pixels(0)
    rows, columns = (
        slice(max(0, at) + 3, int(at + side * scale) - 3) for at, side in ((y, SIZE[0]), (x, SIZE[1]))
    )
    return shown[rows, columns, 0]


def test_tones_are_set_by_keys_sliders_and_a_drag(visit, write) -> None:
    image = np.full((*SIZE, 3), (60, 60, 61), np.uint8)
    page = visit(pair_page(write, image, image), "#inspector=true")
    for _ in range(4):
        page.keyboard.press("]")
    assert np.unique(inside(page)).tolist() == [120]
    page.locator("[data-control=gamma]").fill("1")  # an octave: gamma 2
    assert np.unique(inside(page)).tolist() == [round(255 * (120 / 255) ** 0.5)]
    page.keyboard.press("y")
    assert np.unique(inside(page)).tolist() == [60]
    before = page.corner()
    page.page.mouse.move(*page.point(40, 30))
    page.keyboard.down("Alt")
    page.page.mouse.down()
    page.page.mouse.move(*page.point(40, 20), steps=3)
    page.page.mouse.up()
    page.keyboard.up("Alt")
    assert np.unique(inside(page))[0] < 60
    assert page.corner() == before
    assert "white" in page.url
    page.get_by_role("button", name="Reset").click()
    assert np.unique(inside(page)).tolist() == [60]
    page.locator("[data-control=channel]").select_option("0")
    page.locator("[data-control=tint]").select_option("viridis")
    page.settled()
    colours = page.pixels(0)[page.pixels(0).shape[0] // 2, page.pixels(0).shape[1] // 2]
    assert len(set(colours.tolist())) == 3


def test_the_histogram_counts_the_visible_part(visit, write) -> None:
    image = np.zeros((*SIZE, 3), np.uint8)
    image[:, 45:] = 200
    page = visit(pair_page(write, image, image), "#inspector=true")
    told = page.locator("difference-inspector .facts")
    until(lambda: told.inner_text() == "0 to 200, mean 100", lambda: page.wait_for_timeout(50))
    show(page, 80, 36, 40)
    until(lambda: told.inner_text() == "200 to 200, mean 200", lambda: page.wait_for_timeout(50))
    assert "window 0 to 255" in page.locator(".histogram").get_attribute("aria-label")


def test_errors_are_squared_and_relative_and_the_scale_is_stated(visit, write) -> None:
    first, second = (np.full((*SIZE, 3), value, np.uint8) for value in (100, 120))
    second[0, 0] = 255  # an outlier
    page = visit(pair_page(write, first, second), "#inspector=true&errors=true")
    seen = {}
    for kind in ("absolute", "squared", "relative"):
        page.locator("[data-control=error]").select_option(kind)
        page.locator("[data-control=extent]").select_option("percentile")
        page.settled()
        page.page.mouse.move(*page.point(30, 20, 3))
        page.settled()
        seen[kind] = float(page.locator("difference-pane output").nth(3).inner_text().split()[-1])
        label = page.locator(".scale small").last.inner_text()
        assert "99.5th percentile" in label
    assert seen == pytest.approx({"absolute": 20, "squared": 400, "relative": 20 / 102.55}, rel=1e-4)


def test_values_are_written_into_large_pixels(visit, write) -> None:
    image = np.full((*SIZE, 3), 90, np.uint8)
    page = visit(pair_page(write, image, image), "#boxes=false")
    page.zoom(12)
    assert len(np.unique(inside(page))) == 1
    page.zoom(40)
    page.page.wait_for_timeout(600)
    shown = inside(page)
    assert len(np.unique(shown)) > 1
    assert (shown == 90).mean() > 0.5


def test_the_loupe_enlarges_the_pixels_at_the_pointer(visit, write) -> None:
    image = np.random.default_rng(3).integers(0, 256, (*SIZE, 3), np.uint8)
    page = visit(pair_page(write, image, image), "#boxes=false")
    page.keyboard.press("m")
    page.page.mouse.move(*page.point(20, 30))
    page.settled()
    (x, y), scale = page.corner()
    shown = page.pixels(0)
    wide = max(8, min(20, round(scale * 4)))
    left, top = round(x + 20.5 * scale + 16), round(y + 30.5 * scale + 16)
    middle = shown[top + 80 - wide // 4, left + 80 - wide // 4]
    assert middle.tolist() == image[30, 20].tolist()


@pytest.fixture(scope="module")
def study(one_process, tmp_path_factory) -> Path:
    root: Path = tmp_path_factory.mktemp("inspected_study")
    folders = method_folders(root, ["scene 0", "scene 1"], ("ours", "edsr"), size=72)
    rank(root / "GT", folders, ["psnr", "ssim"], output=root / "study", workers=1, crop_sizes=[24])
    return root


@pytest.fixture(scope="module")
def study_page(study) -> Path:
    return report(study / "study", study / "report.html").path


def test_every_method_of_a_study_is_scored(visit, study_page) -> None:
    page = visit(study_page, "#inspector=true")
    found = measured(page)
    assert len(found) == 2
    rows, _ = visible(page)
    assert rows.stop - rows.start >= 24
    assert found[0]["psnr"] != found[1]["psnr"]
    assert page.get_by_label("Visible part").locator("td.best").count() == 3


def test_commands_tables_and_pictures_are_copied(visit, study_page) -> None:
    page = visit(study_page, "#inspector=true", permissions=["clipboard-read", "clipboard-write"])
    measured(page)
    copied = {}
    told = page.locator("difference-inspector [role=status]").last
    for what in ("figure", "latex", "markdown", "csv"):
        page.locator(f"[data-copy={what}]").click()
        until(lambda: told.inner_text().startswith("Copied"), lambda: page.page.wait_for_timeout(20))
        copied[what] = page.evaluate("navigator.clipboard.readText()")
    assert copied["figure"].startswith("difference-finder figure STUDY_FOLDER --crops 0 --crop 'scene ")
    assert copied["latex"].startswith("\\begin{tabular}{lrr}")
    assert copied["markdown"].splitlines()[1] == "| --- | ---: | ---: |"
    assert copied["csv"].splitlines()[0].startswith("Method,PSNR")
    with page.expect_download() as waiting:
        page.keyboard.press("S")
    from PIL import Image

    picture = np.asarray(Image.open(waiting.value.path()).convert("RGB"))
    assert waiting.value.suggested_filename.endswith(".view.png")
    room = page.locator("difference-stage .panes").bounding_box()
    assert picture.shape[1] == pytest.approx(room["width"], abs=2)
    assert (picture[-13, -10] == 0).all()  # the bar of a length


@pytest.mark.parametrize(
    "options", [{}, {"viewport": {"width": 390, "height": 844}}], ids=["window", "phone"]
)
def test_the_inspector_is_accessible(visit, study_page, options) -> None:
    page = visit(study_page, "#inspector=true&theme=dark", **options)
    measured(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def test_a_link_restores_the_tones(visit, study_page) -> None:
    hash = "#exposure=1.25&gamma=2&black=0.1&white=0.7&channel=1&tint=viridis&error=squared&errors=true"
    page, again = visit(study_page, hash), None
    address = page.url
    again = visit(study_page, "#" + address.partition("#")[2])
    for number in range(len(page.panes())):
        np.testing.assert_array_equal(page.pixels(number), again.pixels(number))


def test_the_inspector_is_folded_at_first(visit, study_page) -> None:
    page = visit(study_page, viewport={"width": 1440, "height": 900})
    assert page.locator("difference-inspector").count() == 0
    assert share(page, 1440, 900) >= 0.6
    page.keyboard.press("z")
    page.settled()
    assert page.locator("difference-inspector").count() == 1


def test_the_printed_page_has_its_own_layout(visit, study_page) -> None:
    page = visit(study_page, "#theme=dark&lists=true&tab=places")
    page.page.wait_for_timeout(300)
    screen = [page.locator("difference-pane canvas").nth(0).evaluate("c => c.width / c.height")]
    page.page.emulate_media(media="print")
    sheet = page.locator(".sheet")
    sheet.wait_for()
    assert "ours" in sheet.locator("p").first.inner_text()
    assert sheet.locator("table").first.is_visible()
    assert not page.locator("main").is_visible()
    shapes = sheet.locator("canvas").evaluate_all(
        "all => all.map(c => [c.width / c.height, c.clientWidth / c.clientHeight, c.clientWidth])"
    )
    assert len(shapes) > 2  # the view, and the crops of the open image
    for own, printed, width in shapes:
        assert printed == pytest.approx(own, rel=0.02)
        assert 0 < width <= page.evaluate("innerWidth")
    background = page.locator("difference-page").evaluate("p => getComputedStyle(p).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    page.page.emulate_media(media="screen")
    page.settled()
    assert page.locator(".sheet").count() == 0
    assert page.locator("difference-pane canvas").nth(0).evaluate("c => c.width / c.height") == screen[0]


def test_parts_are_not_scored_without_stored_values(visit, write) -> None:
    from dataclasses import replace

    from difference_finder.page.layers import without_values

    first, second = noise(5, "uint16"), noise(6, "uint16")
    one = Finder(strategy="difference", metric="psnr").compare(first, second).to_dict(arrays=True)
    entry = comparison_entry(one)
    entry = replace(entry, layers=tuple(map(without_values, entry.layers)))
    page = visit(write(comparison_document("A pair", [one]), [entry]), "#inspector=true")
    part = page.get_by_label("Visible part")
    until(lambda: "8-bit copies only" in part.inner_text(), lambda: page.page.wait_for_timeout(50))
    assert part.locator("td").count() == 0
    page.page.mouse.move(*page.point(5, 6))
    page.settled()
    assert "\u2248" in page.locator("difference-pane output").first.inner_text()


def test_scores_are_measured_in_a_worker_or_in_slices(visit, write) -> None:
    first, second = noise(7, "uint8"), noise(8, "uint8")
    file = pair_page(write, first, second)
    page = visit(file, "#inspector=true")
    [beside] = measured(page)
    assert len(page.page.workers) == 1
    text = file.read_text()
    assert "worker-src blob:; " in text
    file.write_text(text.replace("worker-src blob:; ", ""))
    page = visit(file, "#inspector=true")
    assert measured(page) == [beside]
    assert page.page.workers == []
    page.errors.clear()  # the browser reports that the policy allows no worker

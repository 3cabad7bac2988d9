"""Kinds of change on the page of a pair: sentences, filter, boxes; statements about the whole pair."""

import numpy as np
import pytest

from axe import violations
from difference_finder.page.document import Entry, comparison_document, comparison_entry
from web.conftest import record

MOVED, BLURRED, BRIGHTER = "moved 3 px left", "fine detail 62 % weaker", "8.8 levels brighter"


def region(number: int, text: str = "", *kinds: tuple[str, float], **items) -> dict:
    """Return a region with kinds and their confidences."""
    known = [
        {"name": name, "strength": 61.84, "unit": "%", "confidence": sure, "text": f"{name}, in words"}
        for name, sure in kinds
    ]
    place = {"x": 12 * number - 10, "y": 5, "width": 8, "height": 6, "area": 48, "peak": 0.9, "mean": 0.4}
    return {**place, "kinds": known, "text": text, **items}


REGIONS = [
    region(1, MOVED, ("moved", 0.97)),
    region(2, BLURRED, ("lost_texture", 0.7), ("blurred", 0.25), ("undetermined", 0.04)),
    region(3),
    region(4, BRIGHTER, ("moved", 0.6), ("brighter", 0.4)),
]
TRANSFORM = {
    "text": "the second looks like the first with gain 0.96",
    "scores_after": {"psnr": "Infinity", "ssim": 0.99984},
}


@pytest.fixture
def described(write):
    """Write the page of a pair with described regions."""

    def written(**changes):
        one = record(**{"regions": REGIONS, **changes})
        return write(comparison_document("A pair", [one]), [comparison_entry(one)])

    return written


def rows(page) -> list[str]:
    page.settled()
    return page.locator(".regions > li").all_inner_texts()


def numbers(page) -> list[int]:
    page.settled()
    return page.locator(".regions > li").evaluate_all("items => items.map((item) => item.value)")


def note(page) -> str:
    page.settled()
    return page.locator(".panel [role=status]").inner_text()


def boxes(page) -> list[bool]:
    """Tell which regions have a box on the map: its lines lie just outside of the region."""
    page.settled()
    (x, y), scale = page.corner(2)
    shown = page.pixels(2)
    found = []
    for one in REGIONS:
        left, middle = round(x + one["x"] * scale), round(y + (one["y"] + 3) * scale)
        found.append(bool((shown[middle, left - 4 : left] > 150).any()))  # the map is black there
    return found


def test_each_region_says_its_sentence_and_its_first_kind(visit, described) -> None:
    page = visit(described(), "#lists=true")
    first, second, third, _ = rows(page)
    assert first.splitlines() == [MOVED, "8\u00d76 at (2, 5)", "moved 61.8 %, confidence 0.97"]
    assert "lost texture 61.8 %, confidence 0.70" in second
    assert "blurred" not in second
    assert third.splitlines() == ["8\u00d76 at (26, 5)", "48 pixels, peak 0.9, mean 0.4"]
    assert note(page) == "4 regions, strongest first. What changed is known of 3 of them."


def test_the_rest_unfolds_with_the_keyboard(visit, described) -> None:
    page = visit(described(), "#lists=true")
    summary = page.locator(".regions summary").nth(1)
    summary.focus()
    page.keyboard.press("Enter")
    _, second, *_ = rows(page)
    assert "blurred 61.8 %, confidence 0.25: blurred, in words" in second
    assert "undetermined 61.8 %, confidence 0.04" in second
    assert "48 pixels, peak 0.9, mean 0.4" in second


def test_the_filter_limits_list_and_boxes_and_is_announced(visit, described) -> None:
    page = visit(described(), "#lists=true")
    assert boxes(page) == [True] * 4
    filters = page.locator(".kinds .filter")
    assert filters.all_inner_texts() == ["all kinds 4", "moved 2", "lost texture 1"]
    page.click("[data-kind=moved]")
    assert numbers(page) == [1, 4]
    assert boxes(page) == [True, False, False, True]
    assert note(page) == "2 of 4 regions: moved."
    assert page.locator("[data-kind=moved]").get_attribute("aria-pressed") == "true"
    assert "kind=moved" in page.url
    page.click("[data-kind=moved]")
    assert numbers(page) == [1, 2, 3, 4]
    assert boxes(page) == [True] * 4
    assert "kind=" not in page.url


def test_the_filter_is_reached_by_the_keyboard_and_the_steps_follow_it(visit, described) -> None:
    page = visit(described(), "#lists=true")
    page.locator("[data-kind=all]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert numbers(page) == [1, 4]
    marked = "p => p.viewport.marked.x"
    seen = []
    for _ in range(3):
        page.keyboard.press("j")
        page.settled()
        seen.append(page.locator("difference-page").evaluate(marked))
    assert seen == [REGIONS[0]["x"], REGIONS[3]["x"], REGIONS[0]["x"]]


def test_an_open_region_stays_with_its_region(visit, described) -> None:
    page = visit(described(), "#lists=true")
    page.locator(".regions summary").nth(0).click()
    page.click("[data-kind=lost_texture]")
    assert numbers(page) == [2]
    assert page.locator(".regions details[open]").count() == 0


def test_a_link_restores_the_filter_also_of_a_kind_that_the_pair_lacks(visit, described) -> None:
    page = visit(described(), "#kind=lost_texture&lists=true")
    assert numbers(page) == [2]
    assert boxes(page) == [False, True, False, False]
    page = visit(described(), "#kind=stripes&lists=true")
    assert numbers(page) == []
    assert note(page) == "0 of 4 regions: stripes."
    page.click("[data-kind=stripes]")
    assert numbers(page) == [1, 2, 3, 4]


def test_records_without_kinds_have_no_filter(visit, comparison) -> None:
    page = visit(comparison, "#lists=true")
    assert page.locator(".kinds").count() == 0
    assert note(page) == "1 region, strongest first."
    assert rows(page) == ["15\u00d710 at (30, 10)\n150 pixels, peak 0.9, mean 0.4"]


def test_the_change_of_the_whole_image_stands_above_the_pictures(visit, described) -> None:
    page = visit(described(transform=TRANSFORM))
    words = "The second looks like the first with gain 0.96; undone, psnr \u221e, ssim 0.9998."
    statements = page.locator(".statements")
    assert statements.inner_text() == words
    assert statements.bounding_box()["y"] < page.locator("difference-stage").bounding_box()["y"]
    page.click("[data-tab=about]")
    assert "looks like" not in page.locator(".panel").inner_text()
    assert page.locator("difference-pane header small").all_inner_texts() == ["first", "second"]
    assert visit(described(), "#lists=true").locator(".statements").count() == 0


def advantage(*better: str | None) -> dict:
    each = [{"better": one, "by": 2.0, "unit": "dB", "text": f"the {one} is better"} for one in better]
    return {"text": "the first is better in 2 places, most by 2 dB at 1; the second in 1 place", "each": each}


def test_boxes_and_list_tell_which_image_is_better(visit, described) -> None:
    changes = {
        "metric": {"name": "psnr gap", "higher_is_better": True, "gap": True},
        "map": {"label": "advantage of psnr", "signed": True, "unit_range": None}
        | {"positive": "the first is better", "scale": {"vmax": 0.01}},
    }
    solid = visit(described(advantage=advantage(*["first"] * 4), **changes), "#lists=true")
    mixed = visit(described(advantage=advantage("first", "second", None, "first"), **changes), "#lists=true")
    assert mixed.locator(".statements p").all_inner_texts() == [
        "The first is better in 2 places, most by 2 dB at 1; the second in 1 place.",
        "Boxes name the better image; they are dashed where it is the second.",
    ]
    assert [row.splitlines()[-2] for row in rows(mixed)[:2]] == [
        "the first is better",
        "the second is better",
    ]
    (x, y), scale = mixed.corner(2)
    side = slice(round(y + 5 * scale), round(y + 11 * scale))
    lines = []  # the share of the left side of a box that is drawn; the map is white there
    for page in (solid, mixed):
        edges = []
        for one in REGIONS[:2]:
            left = round(x + one["x"] * scale)
            edges.append((page.pixels(2)[side, left - 5 : left] < 170).any(axis=(1, 2)).mean())
        lines.append(edges)
    assert lines[0] == [1, 1]
    assert lines[1][0] == 1
    assert 0.3 < lines[1][1] < 0.9


def test_maps_of_errors_are_shown_in_levels(visit, described) -> None:
    plane = np.full((40, 60), (20 / 255) ** 2, np.float32)
    plane[:, 30:] *= -1
    arrays = {**record()["arrays"], "map": plane}
    page = visit(
        described(
            arrays=arrays,
            metric={"name": "psnr gap", "higher_is_better": True, "gap": True},
            map={"label": "advantage of psnr", "signed": True, "unit_range": None}
            | {"positive": "the first is better"},
        )
    )
    legend = page.locator("difference-stage .legend .scale").inner_text()
    assert "\u221220 \u2026 20 levels, above 0: the first is better" in " ".join(legend.split())
    page.mouse.move(*page.point(40, 20, 2))
    page.settled()
    values = page.locator("difference-pane output").nth(2).inner_text().split()
    assert float(values[2].replace("\u2212", "-")) == pytest.approx(-20, abs=0.01)
    assert values[3] == "levels"


@pytest.fixture
def run(write):
    """The page of a run of three changed pairs with kinds, and one that is the same."""
    lists = [REGIONS, [REGIONS[1]], [REGIONS[2]], []]
    records = [record(name=f"pair {i}", regions=regions) for i, regions in enumerate(lists)]
    entries = []
    for one in records:
        entry = comparison_entry(one)
        facts = {"state": "changed" if one["regions"] else "same", "reason": "", "command": ""}
        entries.append(Entry({**entry.facts, **facts}, entry.layers))
    document = {**comparison_document("A run", records), "run": {"states": {"changed": 3}, "writable": False}}
    return write(document, entries, "run.html")


def listed(page) -> list[str]:
    page.settled()
    return page.locator("difference-run .row b").all_inner_texts()


def test_pairs_of_a_run_are_limited_to_a_kind_beside_their_state(visit, run) -> None:
    page = visit(run)
    filters = page.locator("difference-run .kinds .filter")
    assert filters.all_inner_texts() == ["all kinds 4", "lost texture 2", "moved 1"]
    page.click("difference-run [data-kind=lost_texture]")
    assert listed(page) == ["pair 0", "pair 1"]
    assert page.locator("difference-run [role=status]").inner_text() == "2 of 4 pairs"
    page.click("difference-run [data-only=same]")
    assert listed(page) == []
    page.click("difference-run [data-only=same]")
    page.click("[data-tab=places]")
    assert numbers(page) == [2]
    page.keyboard.press("j")
    page.settled()
    assert page.locator("section .title h2").inner_text() == "pair 1"
    again = visit(run, "#kind=moved")
    assert listed(again) == ["pair 0"]


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}]
)
def test_the_lists_are_accessible(visit, described, run, options) -> None:
    page = visit(
        described(transform=TRANSFORM, advantage=advantage("first", "second", None, None)),
        "#lists=true",
        **options,
    )
    page.locator(".regions summary").nth(1).click()
    page.click("[data-kind=lost_texture]")
    page.settled()
    assert violations(page) == []
    page = visit(run, **options)
    page.click("difference-run [data-kind=moved]")
    page.settled()
    assert violations(page) == []


def test_names_and_texts_of_other_packages_are_only_text(visit, described) -> None:
    evil = "<img src=x onerror=alert(1)>"
    regions = [region(1, evil, (evil, 0.9)), region(2, "x", ("__proto__", 0.5))]
    page = visit(described(regions=regions, transform={"text": evil}), "#lists=true")
    assert page.locator("img[src=x]").count() == 0
    assert page.locator(".statements").inner_text() == f"{evil}."
    assert page.locator(".kinds .filter").all_inner_texts() == ["all kinds 2", f"{evil} 1", "proto 1"]
    page.click("[data-kind=__proto__]")
    assert numbers(page) == [2]

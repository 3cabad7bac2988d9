"""The page of a run as a file: states, filters, keys and commands; nothing can be accepted."""

import shlex
import subprocess
from pathlib import Path

import numpy as np
import pytest

from axe import violations
from difference_finder.report import report
from difference_finder.report._writing import write_report
from difference_finder.report.output_folder import OutputFolder
from difference_finder.report.run_page import RunReport
from run_of_pairs import BROKEN, CHANGED, COUNT, DELETED, LARGER, NEW, STATES, name_of

WORST = [name_of(number) for number in sorted(CHANGED, reverse=True)]
ORDER = [name_of(BROKEN), name_of(LARGER), *WORST, name_of(DELETED), name_of(NEW)]


@pytest.fixture
def page(run_folder, visit):
    report("out", "report.html")
    return visit(run_folder / "report.html")


def listed(page) -> list[str]:
    """Return the names of the drawn rows, in order."""
    page.settled()
    rows = page.locator("difference-run .row").all()
    placed = [(int(row.get_attribute("data-at")), row.locator("b").inner_text()) for row in rows]
    return [name for _, name in sorted(placed)]


def chosen(page) -> str:
    page.settled()
    return page.locator("section .title h2").inner_text()


def count(page) -> str:
    page.settled()
    return page.locator("difference-run [role=status]").inner_text()


def test_failures_come_first_the_worst_of_a_state_before_the_others(page) -> None:
    assert listed(page)[: len(ORDER)] == ORDER
    assert chosen(page) == ORDER[0]
    assert (
        "1 failed, 1 size, 5 changed, 1 deleted, 1 new, 191 same" in page.locator("header .sum").inner_text()
    )
    marks = page.locator("difference-run .row .mark").all_inner_texts()
    assert marks[: len(ORDER)] == ["failed", "size", *["changed"] * 5, "deleted", "new"]


def test_filters_show_counts_and_limit_the_list(page) -> None:
    filters = page.locator("difference-run [data-only]")
    assert filters.all_inner_texts() == [f"all {COUNT}", *(f"{state} {n}" for state, n in STATES.items())]
    page.click("difference-run [data-only=changed]")
    assert listed(page) == WORST
    assert count(page) == f"5 of {COUNT} pairs"
    assert "only=changed" in page.url
    page.fill("difference-run input", "sub 40")
    assert listed(page) == [name_of(40)]
    page.fill("difference-run input", "")
    page.click("difference-run [data-only=changed]")
    assert count(page) == f"{COUNT} of {COUNT} pairs"
    page.select_option("difference-run [data-control=order]", "name")
    assert listed(page)[:3] == [name_of(1), name_of(2), name_of(3)]


def test_the_address_reopens_the_filter(page, visit, run_folder) -> None:
    again = visit(run_folder / "report.html", "#only=new")
    assert listed(again) == [name_of(NEW)]


def test_keys_step_through_pairs_views_and_regions(page) -> None:
    for expected in ORDER[1:4]:
        page.keyboard.press("j")
        assert chosen(page) == expected
    page.keyboard.press("k")
    assert chosen(page) == ORDER[2]
    for key, view in {"h": "side", "w": "slider", "b": "blink", "v": "overlay", "2": "flip"}.items():
        page.keyboard.press(key)
        assert page.locator("[data-mode][aria-pressed=true]").get_attribute("data-mode") == view
    page.keyboard.press("h")
    page.keyboard.press("n")
    page.settled()
    assert page.locator("difference-page").evaluate("p => p.viewport.marked.width") >= 2
    assert chosen(page) == ORDER[2]
    page.keyboard.press("?")
    keys = dict(
        zip(*(page.locator(f"dialog.help {part}").all_inner_texts() for part in ("dt", "dd")), strict=True)
    )
    assert keys["j  k"] == "next pair; previous pair"
    assert not any("accept" in words for words in keys.values())


def test_keys_stay_within_the_filtered_list_when_another_tab_is_open(page) -> None:
    page.click("difference-run [data-only=changed]")
    page.click("[data-tab=about]")
    assert chosen(page) == WORST[0]  # the filter opens the first pair of the list
    page.keyboard.press("j")
    assert chosen(page) == WORST[1]
    for _ in range(5):
        page.keyboard.press("j")
    assert chosen(page) == WORST[-1]


def test_rows_without_a_comparison_show_the_images_that_exist(page) -> None:
    panes = {BROKEN: 1, LARGER: 2, DELETED: 1, NEW: 1}
    for number, shown in panes.items():
        page.fill("difference-run input", name_of(number).split("/")[-1])
        page.locator("difference-run .row").click()
        page.settled()
        assert len(page.panes()) == shown
        assert page.locator(".decision .reason").inner_text()


def test_thumbnails_are_pictures(page) -> None:
    page.settled()
    images = page.locator("difference-run .row img")
    assert images.count() > 5
    page.wait_for_function(
        """() => [...document.querySelector("difference-page").shadowRoot.querySelector("difference-run")
          .shadowRoot.querySelectorAll("img")].every((image) => image.complete && image.naturalWidth > 0)"""
    )


def test_a_file_cannot_accept_and_gives_commands_that_do(page, run_folder) -> None:
    assert page.locator("[data-decision], [data-control=accept-all], difference-confirm").count() == 0
    page.keyboard.press("a")
    page.keyboard.press("d")
    page.settled()
    assert (
        page.locator("difference-page").evaluate(
            "p => p.document.entries.some((e) => e.accept || e.decision)"
        )
        is False
    )
    commands = page.locator("difference-page").evaluate("p => p.document.entries.map((e) => e.command)")
    assert [bool(command) for command in commands] == [number < len(ORDER) for number in range(COUNT)]
    for command in commands[1 : len(ORDER)]:
        subprocess.run(["sh", "-c", command], check=True)
    for number in (*CHANGED, LARGER, NEW):
        old, new = (run_folder / folder / f"{name_of(number)}.png" for folder in ("before", "after"))
        assert old.read_bytes() == new.read_bytes()
    assert not (run_folder / "before" / f"{name_of(DELETED)}.png").exists()
    page.fill("difference-run input", "sub 040")
    page.locator("difference-run .row").click()
    code = page.locator(".decision code").inner_text()
    assert shlex.split(code)[-2:] == [f"after/{name_of(40)}.png", f"before/{name_of(40)}.png"]


def test_a_large_page_loads_its_pictures_from_the_folder_next_to_it(run_folder, visit) -> None:
    run = RunReport(OutputFolder(Path("out")))
    entries = run.entries(["changed"], 1)
    index = write_report(Path("index.html"), run.document(""), entries, 0, lambda _: None, beside=True)
    assert sorted(path.name for path in Path().glob("index*")) == ["index-data", "index.html"]
    page = visit(index, "#only=changed", ready=False)
    page.click("difference-run .row >> nth=0")
    page.ready()
    assert page.panes()[:2] == [f"before/{WORST[0]}.png", f"after/{WORST[0]}.png"]
    first, second = page.pixels(0), page.pixels(1)  # below each other, where heights differ by a pixel
    assert min(np.ptp(first), np.ptp(second)) > 0
    assert first.mean() != pytest.approx(second.mean(), rel=1e-4)


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}]
)
def test_the_page_is_accessible(run_folder, visit, options) -> None:
    report("out", "report.html")
    page = visit(run_folder / "report.html", **options)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.settled()
    assert violations(page) == []
    page.keyboard.press("?")
    page.settled()
    assert violations(page) == []

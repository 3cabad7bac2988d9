"""The review of a run of 200 pairs in a browser: filters, keys, accepting and rejecting."""

import json
import urllib.request
from pathlib import Path

import pytest

from axe import violations
from run_of_pairs import BROKEN, CHANGED, COUNT, DELETED, LARGER, NEW, name_of

MILLISECONDS = 120_000


@pytest.fixture
def viewer(run_folder, viewing):
    with viewing("out") as running:
        yield running


@pytest.fixture
def page(viewer, browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if "409" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(viewer.address)
    page.wait_for_selector("difference-run .row")
    yield page
    assert said == []
    context.close()


def image(folder: str, number: int) -> Path:
    return Path(folder, f"{name_of(number)}.png")


def choose(page, number: int) -> None:
    page.fill("difference-run input", name_of(number).split("/")[-1])
    page.locator("difference-run .row").click()
    page.wait_for_function(
        "name => document.querySelector('difference-page').entry.name === name", arg=name_of(number)
    )


def decision(page, number: int) -> str:
    """Wait for the mark of a decision in the row of a pair; return it."""
    choose(page, number)
    mark = page.locator("difference-run .row .mark").first
    page.wait_for_function("() => document.querySelector('difference-page').entry.decision")
    return mark.inner_text()


def test_the_list_is_filtered_and_stepped_through(page) -> None:
    texts = page.locator("difference-run [data-only]").all_inner_texts()
    assert texts == [f"all {COUNT}", "failed 1", "size 1", "changed 5", "deleted 1", "new 1", "same 191"]
    page.click("[data-only=changed]")
    names = page.locator("difference-run .row b").all_inner_texts()
    assert sorted(names) == sorted(map(name_of, CHANGED))
    title = page.locator("section .title h2")
    assert title.inner_text() == names[0]  # the filter opens the first pair of the list
    for name in names[1:3]:
        page.keyboard.press("j")
        assert title.inner_text() == name
    page.keyboard.press("k")
    assert title.inner_text() == names[1]
    page.keyboard.press("v")
    assert page.locator("[data-mode][aria-pressed=true]").get_attribute("data-mode") == "overlay"
    page.keyboard.press("?")
    assert "accept" in page.locator("dialog.help").inner_text()


def test_accepting_a_picture_copies_it_after_a_confirmation(page, run_folder) -> None:
    old, new = image("before", 40), image("after", 40)
    before = old.read_bytes()
    choose(page, 40)
    page.keyboard.press("a")
    dialog = page.locator("difference-confirm dialog")
    dialog.wait_for()
    said = dialog.inner_text()
    assert str(run_folder / old) in said
    assert str(run_folder / new) in said
    page.keyboard.press("j")  # keys of the page rest while the dialog asks
    page.click("[data-answer=no]")
    assert old.read_bytes() == before
    page.click("[data-decision=accept]")
    dialog.wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert old.read_bytes() == before
    page.keyboard.press("a")
    page.click("[data-answer=yes]")
    assert decision(page, 40) == "accepted"
    assert old.read_bytes() == new.read_bytes() != before
    assert page.locator("[data-decision=accept]").count() == 0
    page.reload()
    page.wait_for_selector("difference-run .row")
    assert decision(page, 40) == "accepted"


def test_new_pictures_are_copied_and_deleted_ones_removed(page) -> None:
    for number in (NEW, DELETED, LARGER):
        choose(page, number)
        page.click("[data-decision=accept]")
        page.click("[data-answer=yes]")
        assert decision(page, number) == "accepted"
    for number in (NEW, LARGER):
        assert image("before", number).read_bytes() == image("after", number).read_bytes()
    assert not image("before", DELETED).exists()


def test_rejecting_marks_a_row_and_changes_no_file(page) -> None:
    before = image("before", 40).read_bytes()
    choose(page, 40)
    page.keyboard.press("d")
    assert decision(page, 40) == "rejected"
    page.fill("difference-run input", "")
    page.click("[data-only=rejected]")
    assert page.locator("difference-run .row b").all_inner_texts() == [name_of(40)]
    page.keyboard.press("d")
    page.wait_for_function("() => document.querySelector('difference-page').entry.decision === ''")
    assert image("before", 40).read_bytes() == before


def test_all_listed_pictures_are_accepted_at_once(page) -> None:
    page.click("[data-only=changed]")
    button = page.locator("[data-control=accept-all]")
    assert button.inner_text().startswith("Accept 5 listed")
    button.click()
    assert page.locator("difference-confirm li").count() == 5
    page.click("[data-answer=yes]")
    page.wait_for_selector("[data-only=accepted]")
    page.wait_for_function(
        "() => document.querySelector('difference-page').document.entries.filter(e => e.decision).length == 5"
    )
    for number in CHANGED:
        assert image("before", number).read_bytes() == image("after", number).read_bytes()


def test_a_refused_decision_gives_the_reason(page) -> None:
    before = image("before", BROKEN).read_bytes()
    choose(page, BROKEN)
    page.click("[data-decision=accept]")
    page.click("[data-answer=yes]")
    problem = page.locator(".decision .problem")
    problem.wait_for()
    assert "truncated or damaged PNG" in problem.inner_text()
    assert image("before", BROKEN).read_bytes() == before


def test_thumbnails_come_from_the_server(page) -> None:
    page.wait_for_function(
        """() => [...document.querySelector("difference-page").shadowRoot.querySelector("difference-run")
          .shadowRoot.querySelectorAll("img")].every((image) => image.complete && image.naturalWidth > 0)"""
    )


def test_the_page_and_its_confirmation_are_accessible(page) -> None:
    choose(page, 40)
    page.wait_for_selector("difference-pane canvas")
    page.fill("difference-run input", "")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.wait_for_selector("[data-only=rejected]")
    assert violations(page) == []
    page.keyboard.press("a")
    page.locator("difference-confirm dialog").wait_for()
    assert violations(page) == []


def test_a_page_of_another_origin_changes_nothing(viewer, browser, tmp_path) -> None:
    """A foreign page that even knows the token and an id sends a decision, with and without CORS."""
    with urllib.request.urlopen(f"{viewer.base}document.json") as answer:
        entry = next(e for e in json.load(answer)["entries"] if e["name"] == name_of(7))
    before = image("before", 7).read_bytes()
    foreign = tmp_path / "foreign.html"
    foreign.write_text("<!doctype html><title>foreign</title>")
    context = browser.new_context()
    page = context.new_page()
    page.goto(foreign.as_uri())
    outcomes = page.evaluate(
        """async ([address, digest]) => {
          const body = JSON.stringify({ decision: "accept", digest });
          const options = (mode, type) => ({ method: "POST", mode, body, headers: { "Content-Type": type } });
          const send = (mode, type) =>
            fetch(address, options(mode, type)).then((answer) => answer.type, (error) => error.name);
          return [await send("cors", "application/json"), await send("no-cors", "text/plain")];
        }""",
        [f"{viewer.base}decision/{entry['id']}", entry["accept"]["digest"]],
    )
    assert outcomes[0] == "TypeError"
    assert outcomes[1] in ("opaque", "TypeError")
    context.close()
    assert image("before", 7).read_bytes() == before


def test_the_end_of_the_viewer_sums_the_decisions_up(viewer, browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(viewer.address)
    page.wait_for_selector("difference-run .row")
    choose(page, 40)
    page.keyboard.press("d")
    page.wait_for_selector("[data-only=rejected]")
    context.close()
    assert viewer.ends(60) == 0
    assert f"rejected 1: {name_of(40)}" in viewer.log.read_text()

"""The statistics of a study on its page, in a browser."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from axe import violations
from difference_finder.report import report
from difference_finder.study.study import Study
from made_study import made_study
from waiting import until

SECTIONS = ("rivals", "caveats", "pairs", "ranks", "difficulty", "sets")
OPEN = f"#tab=methods&lists=true&unfolded={'.'.join(SECTIONS)}"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture(scope="module")
def study() -> Study:
    """Return a study of two data sets with all statistics that a record may have."""
    statistics = {
        "level": 0.05,
        "draws": 999,
        "correction": "max-t",
        "primary": ["psnr@basicsr-y:crop_border=4"],
        "relevant": {"psnr@basicsr-y:crop_border=4": 0.05},
        "post_hoc": "nemenyi",
    }
    made = made_study(statistics=statistics, data_sets=None)
    names = ("Set5",) * 5 + ("Set14",) * 14
    scores = replace(made.scores, data_sets=names)
    facts = {"Set5": {"study": "data-sets/Set5"}, "Set14": {"study": "data-sets/Set14"}}
    content = np.linspace(0.01, 0.2, len(names))
    content[3] = np.nan
    record = {**made.record, "data_sets": facts}
    return replace(made, scores=scores, record=record, high_frequency=content)


@pytest.fixture(scope="module")
def page_file(study, tmp_path_factory) -> Path:
    return report(study, tmp_path_factory.mktemp("statistics") / "report.html", images="none").path


def tables(page: Any, section: str) -> list[list[list[str]]]:
    """Return the tables of a section: rows of cells, of which each line is one text."""
    return page.locator(f"[data-section={section}]").evaluate(
        """section => [...section.querySelectorAll('table')].map(table =>
          [...table.querySelectorAll('tbody tr')].map(row =>
            [...row.querySelectorAll('th, td')].flatMap(cell =>
              [...cell.querySelectorAll('span, small')].map(line => line.textContent.trim()))))"""
    )


def number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def close(text: str, value: float) -> bool:
    """Return whether a text is a number to the decimals that it shows."""
    shown = number(text)
    return shown == pytest.approx(value, rel=0.06, abs=0.6 * 10.0 ** -len(text.partition(".")[2]))


def test_the_page_shows_the_statistics_of_the_record(visit, page_file, study) -> None:
    page = visit(page_file, OPEN, ready=False)
    page.wait_for_selector("[data-section=sets] table")
    facts, panel = study.to_dict(scores=False), page.locator("aside .panel")
    verdicts = facts["verdicts"]
    assert "Primary: PSNR-Y. Secondary: SSIM-Y, LPIPS" in panel.inner_text()
    specs = page.locator("[data-note=specs]").inner_text()
    assert specs == "PSNR-Y: psnr@basicsr-y:crop_border=4; SSIM-Y: ssim@basicsr-y:crop_border=4."
    heads = page.locator("aside .panel > .wide thead").inner_text() + page.locator(
        "[data-section] h3, [data-section] figcaption, [data-section] caption"
    ).evaluate_all("all => all.map(one => one.textContent).join()")
    assert "PSNR-Y (dB)" in heads and "@" not in heads

    rows = [row for table in tables(page, "rivals") for row in table]
    assert len(rows) == len(verdicts["outcomes"]) == 6
    for (rival, word, mean, interval, simultaneous, won, *_), outcome in zip(
        rows, verdicts["outcomes"], strict=True
    ):
        assert (rival, word) == (outcome["rival"], outcome["word"])
        assert close(mean, outcome["paired"]["mean"])
        for shown, ends in (
            (interval, outcome["paired"]["interval"]),
            (simultaneous, outcome["simultaneous"]),
        ):
            assert all(map(close, shown.split(" \u2026 "), ends))
        assert won == " / ".join(str(outcome["paired"][name]) for name in ("wins", "ties", "losses"))
    assert page.locator("[data-section=caveats] li").all_inner_texts() == verdicts["caveats"]

    means = {(one["metric"], one["method"]): one["mean"] for one in facts["worst"]["means"]}
    for row in page.locator("aside .panel > .wide tbody tr").all():
        worst = row.locator("small[data-head]").all_inner_texts()
        method = row.locator("th span").inner_text()
        assert all(map(close, worst, [means[fact["spec"], method] for fact in facts["metrics"]]))

    thirds = facts["difficulty"]["thirds"]
    text = page.locator("[data-section=difficulty]").inner_text()
    assert facts["difficulty"]["measure"] in text
    assert "1 left out: the content is unknown" in text
    for fact, table in zip(facts["metrics"], tables(page, "difficulty"), strict=True):
        for method, *shown in table:
            wanted = [
                next(m["mean"] for m in t["means"] if (m["metric"], m["method"]) == (fact["spec"], method))
                for t in thirds
            ]
            assert all(map(close, shown, wanted))
    sets = [row for table in tables(page, "sets") for row in table]
    assert [row[:2] for row in sets[:2]] == [["edsr", "Set5"], ["edsr", "Set14"]]
    assert len(sets) == 12


def test_all_pairs_are_drawn_and_listed(visit, page_file, study) -> None:
    page = visit(page_file, "#tab=methods&lists=true&unfolded=pairs", ready=False)
    page.wait_for_selector("svg.ranks")
    wanted = study.all_pairs()
    drawn = page.locator("svg.ranks")
    assert drawn.count() == len(wanted)
    for number_, (_, pairs) in enumerate(wanted.items()):
        words = drawn.nth(number_).get_attribute("aria-label")
        assert f"ours {pairs.mean_ranks[0]:.2f}" in words
        assert f"Critical difference: {pairs.critical_difference:.3g}" in words
        assert drawn.nth(number_).locator(".clique").count() == len(pairs.cliques)
    cut = drawn.evaluate_all(
        """all => all.flatMap(one => [...one.querySelectorAll('text')].filter(text => {
          const [own, box] = [text.getBoundingClientRect(), one.getBoundingClientRect()];
          return own.left < box.left - 1 || own.right > box.right + 1;
        })).length"""
    )
    assert cut == 0
    page.locator(".pairs summary").first.click()
    pairs = next(iter(wanted.values()))
    shown = tables(page, "pairs")[0]
    assert len(shown) == 3
    for first, second, result, p, improvement, _, difference, *_ in shown:
        own, share, _ = pairs.of(first, second)
        assert result == pairs.words[pairs.methods.index(first)][pairs.methods.index(second)]
        assert result in ("better", "equivalent", "undecided")  # the study has a smallest relevant difference
        assert close(p, own) or number(p) == pytest.approx(own, rel=0.06)
        assert close(improvement, share)
        i, j = pairs.methods.index(first), pairs.methods.index(second)
        assert close(difference, pairs.equivalence.differences[i][j])


def test_pairs_that_were_not_compared_are_told(visit, study, tmp_path) -> None:
    settings = {**study.record["statistics"], "post_hoc": None}
    plain = replace(study, record={**study.record, "statistics": settings})
    made = report(plain, tmp_path / "report.html", images="none")
    page = visit(made.path, "#tab=methods&lists=true&unfolded=pairs", ready=False)
    assert "--post-hoc nemenyi" in page.locator("[data-section=pairs]").inner_text()


def test_sections_unfold_by_keys_and_their_tables_are_copied(visit, page_file, study) -> None:
    page = visit(page_file, ready=False, permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-control=verdict]").click()
    page.locator("[data-control=statistics]").click()
    section = page.locator("[data-section=sets]")
    assert section.locator("table").count() == 0  # folded
    section.locator("summary").focus()
    page.keyboard.press("Space")
    section.locator("table").first.wait_for()
    page.settled()
    assert "unfolded=rivals.sets" in page.url
    section.locator("[data-copy=csv]").first.click()
    told = section.locator("[role=status]").first
    until(lambda: told.inner_text().startswith("Copied"), lambda: page.page.wait_for_timeout(20))
    head, *rows = csv.reader(io.StringIO(page.evaluate("navigator.clipboard.readText()")))
    assert head[:4] == ["Rival", "Data set", "Difference (dB)", "95 % interval, from"]
    outcome = study.verdicts.outcomes[0]
    assert [row[1] for row in rows] == ["Set5", "Set14"] * 2
    assert all(map(close, rows[0][3:5], outcome.by_data_set[0].paired.interval))
    section.locator("summary").focus()
    page.keyboard.press("Enter")
    until(lambda: section.locator("table").count() == 0, lambda: page.page.wait_for_timeout(20))


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "options"), [("light", PHONE), ("dark", {})], ids=["phone", "window"])
def test_the_statistics_are_accessible(visit, page_file, theme, options) -> None:
    page = visit(page_file, f"{OPEN}&theme={theme}", ready=False, **options)
    page.wait_for_selector("[data-section=sets] table")
    for summary in page.locator(".pairs summary").all():
        summary.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


@pytest.mark.slow
def test_the_statistics_are_printed(visit, page_file, study) -> None:
    page = visit(page_file, ready=False)
    page.page.emulate_media(media="print")
    sheet = page.locator(".sheet")
    sheet.wait_for()
    text = sheet.inner_text()
    assert all(caveat in text for caveat in study.verdicts.caveats)
    assert "simultaneous" in text
    assert sheet.locator("svg.ranks").count() == 3
    assert sheet.locator("button").count() == 0
    wide = sheet.evaluate(
        "s => [...s.querySelectorAll('table, svg')].map(t => t.getBoundingClientRect().right)"
    )
    assert max(wide) <= page.evaluate("innerWidth")

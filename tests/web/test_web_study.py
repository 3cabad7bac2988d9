"""The page of a study, in a browser."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from difference_finder import rank
from difference_finder.page.document import Entry
from difference_finder.page.layers import image_layer, thumbnail
from difference_finder.report import report
from folders import method_folders

METHODS = ("ours", "edsr", "a,b")


@pytest.fixture(scope="module")
def study(one_process, tmp_path_factory) -> Path:
    """Return a study of eight images; one method lacks an image."""
    root: Path = tmp_path_factory.mktemp("web_study")
    folders = method_folders(root, [f"scene{i}" for i in range(8)], METHODS, size=72)
    (folders["edsr"] / "scene3.png").write_bytes(b"no picture")
    rank(root / "GT", folders, ["psnr", "ssim"], output=root / "study", workers=1, crop_sizes=[24])
    return root / "study"


@pytest.fixture(scope="module")
def page_file(study) -> Path:
    return report(study, study.parent / "report.html").path


def facts(names: list[str], methods=("ours", "rival"), **changes):
    """Return the document of a made-up study."""
    scores = np.random.default_rng(3).normal(30, 2, (len(methods), len(names))).round(3)
    return {
        "schema": 2,
        "kind": "study",
        "title": "Made up",
        "record": {"means": [], "protocol": {"name": "default"}},
        "ours": methods[0],
        "methods": list(methods),
        "metrics": [{"spec": "psnr", "higher_is_better": True, "unit": "dB"}],
        "scores": {"psnr": scores.tolist()},
        "groups": None,
        "errors": [],
        "verdicts": None,
        "crops": None,
        **changes,
    }


def small(name: str, labels=("Reference", "ours", "rival")) -> Entry:
    pixels = np.random.default_rng(len(name)).integers(0, 256, (24, 24, 3), dtype=np.uint8)
    layers = [
        image_layer("method" if i else "reference", label, pixels, (0.0, 255.0))
        for i, label in enumerate(labels)
    ]
    return Entry({"name": name}, tuple(layers), thumbnail(pixels))


def names_shown(page) -> list[str]:
    rows = page.locator("difference-table .row[data-at]").evaluate_all(
        "rows => rows.map(r => [Number(r.dataset.at), r.querySelector('span').textContent])"
    )
    return [name for _, name in sorted(rows)]


def test_the_verdict_comes_first_and_errors_are_listed(visit, page_file) -> None:
    page = visit(page_file)
    top = page.locator(".verdict").bounding_box()["y"]
    assert top < page.locator("main").bounding_box()["y"]
    assert "ours" in page.locator(".verdict p").inner_text()
    page.locator("[data-tab=errors]").click()
    told = page.locator("[role=tabpanel]").inner_text()
    assert "scene3 edsr" in told
    assert "read" in told
    page.locator("[data-tab=images]").click()
    assert page.locator(".row:has-text('scene3') >> text=\u26a0").count() == 1


def test_an_unreadable_image_is_reported_and_the_others_are_shown(visit, page_file) -> None:
    page = visit(page_file)
    page.locator(".row:has-text('scene3')").click()
    page.ready()
    assert page.panes()[:3] == ["Reference", "ours", "a,b"]
    page.locator("[data-tab=about]").click()
    assert "scene3.png" in page.locator("[role=tabpanel]").inner_text()


def test_the_table_sorts_filters_and_opens_images(visit, page_file) -> None:
    page = visit(page_file)
    page.locator("[data-sort='0']").click()
    scores = page.locator(".row[data-at] > div:nth-child(2)").all_inner_texts()
    assert len(scores) == 8
    assert [float(s) for s in scores] == sorted(map(float, scores), reverse=True)
    page.locator("[data-sort='0']").click()
    assert page.locator("[role=columnheader][aria-sort=ascending]").count() == 1
    page.keyboard.press("/")
    page.keyboard.type("scene5")
    assert names_shown(page) == ["scene5"]
    page.locator(".row[data-at]").click()
    page.ready()
    assert page.locator("difference-page h2").first.inner_text() == "scene5"
    assert page.locator("difference-pane header b").first.inner_text() == "Reference"
    page.locator("input[type=search]").fill("")
    page.locator("[data-control=filter]").select_option("missing")
    assert names_shown(page) == ["scene3"]


def test_crops_open_their_boxes_with_their_disclosure(visit, page_file) -> None:
    page = visit(page_file)
    page.locator("[data-tab=places]").click()
    panel = page.locator("[role=tabpanel]")
    assert "percentile" not in panel.inner_text()  # unfolds
    for summary in panel.locator("summary").all():
        summary.click()
    text = panel.inner_text()
    assert "Crops were selected by" in text
    for heading in ("Where ours does best", "Where a rival does best", "Typical places", "Drawn at random"):
        assert heading in text
    assert "percentile" in text
    item = panel.locator(".item").nth(1)
    name = item.locator("b").inner_text()
    item.click()
    page.ready()
    assert page.locator("difference-page h2").first.inner_text() == name
    marked = page.locator("difference-page").evaluate("p => p.viewport.marked")
    assert f"({marked['x']}, {marked['y']})" in item.inner_text()


def test_error_maps_stand_below_images_on_one_scale(visit, page_file) -> None:
    page = visit(page_file)
    assert page.panes()[4:] == [f"|{name} \u2212 Reference|" for name in METHODS]
    assert page.locator(".scale").count() == 1
    page.locator("[data-control=shared]").click()
    page.settled()
    assert page.locator(".scale").count() == 3


def test_plots_show_every_method_and_open_images(visit, page_file) -> None:
    page = visit(page_file)
    page.locator("[data-tab=plots]").click()
    assert page.locator("figure").count() == 3
    labels = page.locator("svg[role=img]").evaluate_all("all => all.map(s => s.getAttribute('aria-label'))")
    assert all(name in labels[0] for name in METHODS)
    bar = page.locator("svg rect.ahead, svg rect.behind").first
    name = bar.locator("title").text_content().partition(":")[0]
    bar.click()
    assert page.locator("difference-page h2").first.inner_text() == name


def test_numbers_of_methods_match_the_study(visit, page_file, study) -> None:
    from difference_finder import Study

    page = visit(page_file)
    page.locator("[data-tab=methods]").click()
    cells = page.locator("aside table").first.locator("tbody tr").first.locator("td > span").all_inner_texts()
    means = [mean.mean for mean in Study.open(study).means if mean.method == "ours"]
    assert [float(cell) for cell in cells] == pytest.approx(means, rel=1e-3)


def test_the_csv_matches_the_study(visit, page_file, study) -> None:
    page = visit(page_file)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    got = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text())))
    wanted = list(csv.reader(io.StringIO((study / "scores.csv").read_text())))
    assert [row[:4] for row in got] == [row[:4] for row in wanted]
    assert [float(row[4] or "nan") for row in got[1:]] == pytest.approx(
        [float(row[4] or "nan") for row in wanted[1:]], nan_ok=True
    )


def test_cells_of_the_csv_are_never_formulas(visit, write) -> None:
    names = ["=1+1", "+cmd|'/c calc'!A1", "-2", "@SUM(A1)", 'quote"d,comma', "\tcell"]
    page = visit(write(facts(names), [Entry({"name": name}) for name in names]), ready=False)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text())))
    found = [row[0] for row in rows[1::2]]
    assert found == ["'=1+1", "'+cmd|'/c calc'!A1", "'-2", "'@SUM(A1)", 'quote"d,comma', "'\tcell"]


def test_the_notes_of_a_study_are_sentences(visit, write) -> None:
    notes = [{"note": "alpha composed on white", "method": "ours", "images": 2}]
    page = visit(write(facts(["a"], record={"means": [], "notes": notes}), [small("a")]), "#lists=true")
    page.get_by_role("tab", name="Record").click()
    assert page.locator("li", has_text="alpha").inner_text() == "alpha composed on white (ours, 2 images)"


def test_a_hundred_thousand_rows_sort_and_filter(visit, write) -> None:
    names = [f"frame{i:06d}" for i in range(100_000)]
    file = write(facts(names), [small(names[0]), *(Entry({"name": name}) for name in names[1:])])
    page = visit(file, "#lists=true")
    assert page.locator(".row[data-at]").count() < 100
    page.evaluate(
        """async () => {
          const page = document.querySelector('difference-page');
          const table = page.shadowRoot.querySelector('difference-table');
          for (const change of [{sort: '0'}, {sort: 'name', down: true}, {search: '0999'}, {search: ''}]) {
            page.change(change);
            await page.updateComplete;
            await table.updateComplete;
          }
        }"""
    )
    page.locator(".scroll").evaluate("s => { s.scrollTop = s.scrollHeight; }")
    page.settled()
    assert names_shown(page)[-1] == "frame000000"  # sorted by name, downwards
    assert page.locator(".row[data-at]").count() < 100


def test_rows_that_stay_in_view_are_not_drawn_anew(visit, write) -> None:
    names = [f"frame{i:03d}" for i in range(300)]
    file = write(facts(names), [small(names[0]), *(Entry({"name": name}) for name in names[1:])])
    page = visit(file, "#lists=true")
    kept, fresh, changed = page.evaluate(
        """async () => {
          const { shadowRoot } = document.querySelector('difference-page');
          const box = shadowRoot.querySelector('difference-table').renderRoot.querySelector('.scroll');
          const rows = () => [...box.querySelectorAll('.row[data-at]')];
          const before = new Set(rows()), changed = new Set();
          const found = (list) => list.forEach(({ target }) => changed.add(target.closest?.('.row')));
          const all = { subtree: true, childList: true, characterData: true, attributes: true };
          new MutationObserver(found).observe(box, all);
          box.scrollTop = 600;
          for (let i = 0; i < 3; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
          const kept = rows().filter((row) => before.has(row));
          return [kept.length, rows().length - kept.length, kept.filter((row) => changed.has(row)).length];
        }"""
    )
    assert kept > 0
    assert fresh > 0
    assert changed == 0
    assert names_shown(page)[-1] > "frame030"


def test_a_folder_opens_from_a_disk_and_loads_entries_on_request(visit, write) -> None:
    names = [f"image{i}" for i in range(5)]
    file = write(facts(names), [small(name) for name in names], max_bytes=0)
    assert file.parts[-2:] == ("report", "report.html")
    page = visit(file, "#lists=true")
    scripts = [Path(url).name for url in page.requests if url.endswith(".js")]
    assert scripts.count("000000.js") == 1
    assert "000004.js" not in scripts
    assert page.locator("difference-table img").first.evaluate("i => i.naturalWidth") > 0
    page.keyboard.press("p")
    page.locator(".row:has-text('image4')").click()
    page.ready()
    assert any(url.endswith("data/000004.js") for url in page.requests)


def test_a_missing_script_of_the_folder_is_reported(visit, write) -> None:
    file = write(facts(["a"]), [small("a")], max_bytes=0)
    (file.parent / "data" / "000000.js").unlink()
    page = visit(file, ready=False)
    page.wait_for_selector("text=data/000000.js is missing")
    assert all("ERR_FILE_NOT_FOUND" in error for error in page.errors)
    page.errors.clear()


def test_a_document_cannot_name_a_script_elsewhere(visit, write, tmp_path) -> None:
    file = write(facts(["a"]), [small("a")], max_bytes=0)
    (tmp_path / "evil.js").write_text("window.hit = 1")
    text = file.read_text()
    for evil in (
        "../evil.js",
        "https://example.org/evil.js",
        "data/../../evil.js",
        "data:text/javascript,hit=1",
    ):
        file.write_text(text.replace("data/000000.js", evil))
        page = visit(file, ready=False)
        page.wait_for_selector("text=not a file of this report")
        assert page.evaluate("window.hit") is None
        assert not any("evil" in url for url in page.requests)


def test_omitted_pictures_are_reported(visit, study, tmp_path) -> None:
    made = report(study, tmp_path / "few.html", images="none")
    page = visit(made.path, ready=False)
    page.wait_for_selector("text=are not in this report")
    assert len(names_shown(page)) == 8


CUT = """() => {
  const panel = document.querySelector('difference-page').shadowRoot.querySelector('aside .panel');
  const box = panel.getBoundingClientRect();
  const cells = [...panel.querySelectorAll('tbody th, tbody td, caption')];
  return { cells: cells.length, text: panel.innerText, cut: cells.filter((cell) => {
    const own = cell.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1;
  }).map((cell) => cell.innerText) };
}"""


@pytest.fixture(scope="module")
def wide_page(one_process, tmp_path_factory) -> Path:
    """Return the report of a study with long names of methods, and several metrics."""
    root: Path = tmp_path_factory.mktemp("wide_study")
    names = ("ours", "a_method_with_quite_a_long_name", "another_of_them_without_any_space")
    folders = method_folders(root, [f"scene{i}" for i in range(3)], names, size=40)
    metrics = ["psnr", "ssim", "psnr@basicsr-y", "mse", "mae"]
    rank(root / "GT", folders, metrics, output=root / "study", workers=1, crops=None)
    return report(root / "study", root / "report.html").path


@pytest.mark.parametrize("width", [1440, 1280, 900, 390])
def test_no_column_of_the_methods_is_cut(visit, wide_page, width) -> None:
    page = visit(wide_page, viewport={"width": width, "height": 900})
    page.click("[data-tab=methods]")
    page.settled()
    found = page.evaluate(CUT)
    assert found["cells"] == 6 + 3 * 6 + 2 * 5 * 5
    assert found["cut"] == []
    assert "another_of_them_without_any_space" in found["text"] and "PSNR-Y" in found["text"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    # The table for the paper scrolls as a whole; its last column can be reached, and the names stay.
    reached = page.locator("#paper .wide").evaluate(
        """box => {
          box.scrollLeft = 1e6;
          const row = box.querySelector("tbody tr"), edge = box.getBoundingClientRect();
          return [row.firstElementChild.getBoundingClientRect().left - edge.left,
                  row.lastElementChild.getBoundingClientRect().right - edge.right];
        }"""
    )
    assert abs(reached[0]) < 1 and reached[1] < 1


def test_the_names_of_images_stay_while_columns_scroll(visit, wide_page) -> None:
    page = visit(wide_page, viewport={"width": 1280, "height": 900})
    page.click("[data-tab=images]")
    page.settled()
    left, reached, head, covered = page.evaluate(
        """async () => {
          const list = document.querySelector('difference-page').shadowRoot.querySelector('aside');
          const find = (root) => root.querySelector('.scroll') ?? [...root.querySelectorAll('*')]
            .map((one) => one.shadowRoot && find(one.shadowRoot)).find(Boolean);
          const box = find(list);
          box.scrollLeft = 1e6;
          for (let i = 0; i < 2; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
          const row = box.querySelector('.row:not(.head)'), edge = box.getBoundingClientRect();
          const head = box.querySelector('.head').getBoundingClientRect();
          const covered = row.getRootNode().elementFromPoint(head.right - 4, head.bottom - 4).closest('.row');
          return [row.firstElementChild.getBoundingClientRect().left - edge.left,
                  row.lastElementChild.getBoundingClientRect().right - edge.right,
                  head.right - edge.right, covered.classList.contains('head')];
        }"""
    )
    assert abs(left) < 1
    assert reached < 1
    assert abs(head) < 20  # as wide as the rows, up to a scroll bar
    assert covered

"""Images of different sizes: what the command says of inserted rows, and of parts that were cut off."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest

from pages_of_text import inserted, page

FIRST = page()
FIRST[80:94, 20:40] = 250
SECOND = FIRST.copy()
SECOND[84:89, 25:32] = (200, 30, 30)
SECOND = inserted(SECOND, 44, 12)
TEXT = (
    "the sizes differ, 90x120 and 90x132: 12 rows inserted at y = 44; 35 other pixels differ, within 7x5 at"
    " x = 25, y = 96"
)
STRIPES = "note: grey stripes mark pixels that only the other image has"


@pytest.fixture
def pair(save):
    """A page, and the page with 12 rows inserted and one word changed."""
    return save(FIRST, "a/page.png"), save(SECOND, "b/page.png")


def test_inserted_rows_and_a_changed_word_are_named(run, pair, tmp_path):
    code, out, err = run(
        "diff", *pair, "--fit", "pad", "--fail-above", "0.5", "--junit", "j.xml", "-o", "out"
    )
    assert code == 1, err  # the mean is below the limit, the size is not allowed
    assert f"unequal: {TEXT} (--allow size accepts it)" in out
    assert STRIPES in out
    assert "2 regions, strongest first:" in out
    assert [line.split()[:6] for line in out.splitlines() if line.startswith(("  1 ", "  2 "))][-2:] == [
        ["1", "0", "44", "90", "12", "1080"],
        ["2", "25", "96", "7", "5", "35"],
    ]
    record = json.loads((tmp_path / "out/page.json").read_text())
    assert record["unequal"] == [{"kind": "size", "text": TEXT, "allowed": False}]
    assert record["padding"]["edits"] == [
        {"axis": "rows", "kind": "inserted", "at": 44, "count": 12, "role": "second", "end": ""}
    ]
    assert record["state"] == "size"
    failure = ElementTree.parse(tmp_path / "j.xml").find(".//failure").text
    assert f"unequal: {TEXT}" in failure
    assert ["0", "44", "90", "12"] in [line.split()[1:5] for line in failure.splitlines()]


def test_limits_of_changed_pixels_pad(run, pair):
    code, out, err = run("diff", "a", "b", "--max-changed", "0", "--json")
    (record,) = json.loads(out)["pairs"]
    assert (code, record["state"], record["options"]["fit"]) == (1, "size", "pad")
    assert record["score_facts"]["changed"]["changed_pixels"] == 12 * 90 + 35
    assert "1115 changed pixels, above 0" in err or "more than 0 pixels changed" in err
    for limit, code in ((34, 1), (35, 0)):
        assert run("diff", *pair, "--max-changed", str(limit), "--allow", "size")[0] == code
    code, _, err = run("diff", *pair, "--max-changed", "2000")  # another size never passes in silence
    assert (code, "unequal" in err) == (1, True)
    assert run("diff", *pair, "--max-changed", "0", "--fit", "error")[0] == 3


def test_photographs_lie_at_the_top_left(run, save):
    rng = np.random.default_rng(0)
    first, second = (rng.integers(0, 256, (side, 40, 3)).astype(np.uint8) for side in (50, 54))
    code, out, _ = run(
        "diff", save(first, "a.png"), save(second, "b.png"), "--fit", "pad", "--strategy", "difference"
    )
    assert code == 0
    assert "unequal: the sizes differ, 40x50 and 40x54: 4 rows at the bottom in the second image only;" in out
    assert "note: no inserted or removed rows or columns were found; the images are aligned at the top" in out


def test_crop_says_what_it_cut_off_and_counts_it(run, pair, save):
    both = save(FIRST, "c.png"), save(FIRST[:100, :80], "d.png")
    cut = (
        "unequal: the sizes differ, 90x120 and 80x100: 2800 pixels of the first were cut off and not compared"
    )
    for options, expected in (
        ((), 0),
        (("--fail-above", "0"), 1),
        (("--fail-above", "0", "--allow", "size"), 0),
    ):
        code, out, _ = run("diff", *both, "--fit", "crop", *options)
        assert (code, cut in out) == (expected, True)


def test_a_study_cannot_pad(run, pair):
    code, _, err = run("rank", "--reference", "a", "ours=b", "--fit", "pad")
    assert (code, "'pad' is not one of 'error', 'crop', 'resize'" in err) == (2, True)


def test_protocols_of_padded_images(run, pair):
    code, out, _ = run("compare", *pair, "--fit", "pad", "--protocol", "default")
    assert (code, f"unequal: {TEXT}" in out, STRIPES in out) == (0, True, True)

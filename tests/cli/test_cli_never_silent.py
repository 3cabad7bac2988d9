"""Whatever differs between two folders fails a run with a limit, even if every pixel may change."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from pictures import photograph

CASES = {"alpha": "changed", "nan": "changed", "size": "size", "new": "new", "deleted": "deleted"}
ANY_CHANGE = ("--max-changed", "100%")


@pytest.fixture
def folders(save, tmp_path) -> tuple[Path, Path]:
    """Two folders in which each pair differs in something other than its opaque and finite pixels."""
    photo = photograph(40, 48)
    opaque = np.dstack([photo, np.full(photo.shape[:2], 255, np.uint8)])
    transparent = opaque.copy()
    transparent[..., 3] = 0
    save(photo, "a/same.png"), save(photo, "b/same.png")
    save(opaque, "a/alpha.png"), save(transparent, "b/alpha.png")
    save(photo, "a/size.png"), save(photo[:-1], "b/size.png")
    save(photo, "a/deleted.png"), save(photo, "b/new.png")
    plane = photo[..., 0] / np.float32(255)
    np.save(tmp_path / "a/nan.npy", plane)
    plane[3, 4] = np.nan
    np.save(tmp_path / "b/nan.npy", plane)
    return tmp_path / "a", tmp_path / "b"


@pytest.mark.parametrize(
    ("fit", "expected"), [((), {1, 3}), (("--fit", "error"), {3}), (("--fit", "crop"), {1})]
)
def test_everything_that_differs_is_a_failure(run, folders, tmp_path, fit, expected: set[int]) -> None:
    given = ("diff", *folders, *ANY_CHANGE, "--unmatched", "report", *fit)
    code, out, _ = run(*given, "-o", "out")
    assert code in expected
    rows = csv.DictReader((tmp_path / "out" / "summary.csv").read_text().splitlines())
    assert {row["name"]: row["state"] for row in rows} == {**CASES, "same": "same"}
    listed = {tuple(line.split()[:2]) for line in out.splitlines() if line.startswith("  ")}
    assert {(state, f"{name}:") for name, state in CASES.items()} <= listed
    code, out, _ = run(*given, "--json=lines")
    assert code in expected
    *pairs, last = map(json.loads, out.splitlines())
    assert {pair["name"]: pair["state"] for pair in pairs} == {**CASES, "same": "same"}
    assert {state: count for state, count in last["summary"]["states"].items() if count} == {
        "size": 1, "changed": 2, "deleted": 1, "new": 1, "same": 1,
    }  # fmt: skip
    quiet = run(*given, "-o", "out", "--quiet")[1]
    assert all(f"{name}:" in quiet for name in CASES)


@pytest.mark.parametrize("case", CASES)
def test_each_alone_gives_an_exit_code_and_a_message(run, folders, case: str) -> None:
    first, second = folders
    for folder in folders:
        for path in folder.iterdir():
            if path.stem not in (case, "same"):
                path.unlink()
    for options in ((), ("--unmatched", "report")):
        code, out, err = run("diff", first, second, *ANY_CHANGE, "-o", "out", *options)
        assert code != 0
        assert case in out + err

"""The benchmark of a GPU, where there is none."""

import sys
import time

import gpu
import pytest


@pytest.mark.parametrize("installed", [True, False])
def test_without_a_gpu_it_says_so_in_one_line(installed: bool, monkeypatch, capsys) -> None:
    if installed and pytest.importorskip("torch").cuda.is_available():
        pytest.skip("here is a GPU, which the benchmark would measure")
    monkeypatch.setattr(sys, "argv", ["gpu.py"])
    if not installed:
        monkeypatch.setattr(gpu, "find_spec", lambda name: None)
    assert gpu.main() == gpu.NOTHING_HERE == 77
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("nothing to measure: torch ")
    assert ("finds no GPU" if installed else "is not installed") in line


def place(seconds: float) -> gpu.Place:
    return gpu.Place("cpu", {"small": (5, 7)}, (1,), ("mse",), time.perf_counter() + seconds, least=1)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_row_compares_with_a_rival_and_tells_where_it_fails(monkeypatch) -> None:
    pytest.importorskip("torch")
    (row,) = gpu.lines(place(60), "mse", (1, 3, 5, 7), "float32", copied=1e9)
    milliseconds, share, rival, other, ratio, gap = (cell.strip() for cell in row.split("|"))
    assert rival == "torch"
    assert min(map(float, (milliseconds, share, other, ratio))) >= 0
    assert float(gap) < 1e-6

    def refuse(first: object, second: object) -> object:
        raise RuntimeError("no such kernel\nand more")

    monkeypatch.setattr(gpu, "rivals", lambda spec, kind: [("torch", refuse)])
    (row,) = gpu.lines(place(60), "mse", (1, 3, 5, 7), "float32", copied=1e9)
    assert row.split("|")[2].strip() == "torch failed: no such kernel"
    assert [cell.strip() for cell in row.split("|")[3:]] == ["", "", ""]


def test_a_row_without_time_or_memory_says_so(monkeypatch) -> None:
    (row,) = gpu.lines(place(0), "mse", (1, 3, 5, 7), "float32", copied=1e9)
    assert row.startswith("no time left |")
    monkeypatch.setattr(gpu, "free_memory", lambda place: 1.0)
    (row,) = gpu.lines(place(60), "mse", (1, 3, 5, 7), "float32", copied=1e9)
    assert row.startswith("does not fit into the memory |")


def test_a_wrong_answer_is_found(monkeypatch, capsys) -> None:
    torch = pytest.importorskip("torch")

    def almost(spec: str):
        def compute(first: "torch.Tensor", second: "torch.Tensor", mask: object = None):
            error = 1e-5 if first.dtype != torch.float64 else 0.0
            return first.mean((1, 2, 3)) + error, first - second

        return compute

    monkeypatch.setattr(gpu, "bound", almost)
    assert gpu.check(place(60)) == {"mse"}
    assert "| NO |" in capsys.readouterr().out

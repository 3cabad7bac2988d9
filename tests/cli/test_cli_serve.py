"""``serve``: each line of JSON is answered with one, whatever it holds."""

from __future__ import annotations

import ctypes
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from difference_finder.cli import _requests, serve_command
from difference_finder.cli._requests import Requests
from difference_finder.cli.diff_command import command as diff


@pytest.fixture
def pair(save, photo_pair) -> dict[str, str]:
    """The two paths of a request."""
    return {
        side: str(save(image, f"{side}/photo.png"))
        for side, image in zip(("first", "second"), photo_pair, strict=True)
    }


def answers(*lines: Any) -> list[dict[str, Any]]:
    """Answer requests, given as objects, or as the bytes of a line."""
    given = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    replies = io.BytesIO()
    serve_command.serve(io.BytesIO(b"\n".join(given)), replies)
    return [json.loads(line) for line in replies.getvalue().splitlines()]


def test_an_answer_says_what_the_command_says(pair, run, tmp_path) -> None:
    options = {"strategy": "local", "metric": ["ssim", "mae"], "fail-below": 0.99}
    (reply,) = answers({"id": 7, **pair, **options, "output": str(tmp_path / "out"), "write": "heatmap,json"})
    code, out, _ = run(
        "diff", *pair.values(), "--json", "--strategy", "local", "--metric", "ssim", "--metric", "mae",
        "--fail-below", "0.99",
    )  # fmt: skip
    record = json.loads(out)
    assert code == 1
    assert (reply.pop("id"), reply.pop("ok")) == (7, True)
    files = [tmp_path / "out" / f"photo.{end}" for end in ("heatmap.png", "json")]
    assert reply.pop("files") == [str(path) for path in files]
    assert all(path.exists() for path in files)
    assert reply == {key: record[key] for key in reply}
    assert set(_requests.REPLIED) == set(reply)
    assert reply["threshold"]["exceeded"]
    assert reply["regions"]


def test_requests_are_answered_in_order_and_errors_do_not_end_the_program(pair, tmp_path) -> None:
    missing = str(tmp_path / "missing.png")
    replies = answers(
        {"id": "a", **pair}, {"id": 2, **pair, "second": missing}, b"", b"  ", {"id": 3.5, **pair}, {**pair}
    )
    assert [(reply["id"], reply["ok"]) for reply in replies] == [
        ("a", True), (2, False), (3.5, True), (None, True),
    ]  # fmt: skip
    assert replies[1]["state"] == "failed"
    error = replies[1]["error"]
    assert (error["type"], error["stage"]) == ("ReadError", "read")
    assert missing in error["message"]


def test_a_reference_and_a_name(pair, save, tmp_path) -> None:
    reference = str(save(np.full((96, 128, 3), 9, np.uint8), "reference.png"))
    output = tmp_path / "out"
    (reply,) = answers(
        {**pair, "reference": reference, "name": "sub/x", "output": str(output), "write": "json"}
    )
    assert reply["name"] == "sub/x"
    assert "psnr gap" in reply["scores"]
    assert json.loads((output / "sub" / "x.json").read_text())["reference"]["name"] == reference


def test_equal_files_are_not_decoded(pair) -> None:
    (reply,) = answers({**pair, "second": pair["first"]})
    assert (reply["ok"], reply["identical"], reply["regions"]) == (True, True, [])
    assert reply["notes"] == ["the files' bytes are equal; they were not decoded"]


HOSTILE: dict[str, tuple[Any, str, str]] = {
    "broken": (b'{"id": 1, "first"', "InputError", "not JSON"),
    "not UTF-8": (b'{"id": "\xff"}', "InputError", "not JSON"),
    "nested": (b"[" * 100_000, "InputError", "not JSON"),
    "a list": (b"[]", "InputError", "object"),
    "a number": (b"3", "InputError", "object"),
    "NaN": (b'{"id": NaN}', "InputError", "not a number of JSON"),
    "infinite id": (b'{"id": 1e999}', "InputError", "finite"),
    "id of another type": ({"id": [1]}, "InputError", "'id'"),
    "empty": ({}, "InputError", "'first' and 'second'"),
    "one image": ({"first": "a.png"}, "InputError", "'first' and 'second'"),
    "unknown key": ({"frist": "a.png"}, "UnknownNameError", "did you mean 'first'"),
    "key of folders": ({"junit": "x.xml"}, "UnknownNameError", "junit"),
    "path of another type": ({"first": 1, "second": "b"}, "InputError", "'first'"),
    "path with a zero": ({"first": "a\0", "second": "b"}, "InputError", "'first'"),
    "path with a surrogate": ({"first": "\ud800", "second": "\ud800"}, "", ""),
    "long path": ({"first": "a" * 100_000, "second": "b"}, "ReadError", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines(name: str, pair) -> None:
    line, kind, cause = HOSTILE[name]
    wrong, right = answers(line, {"id": 2, **pair})
    assert (wrong["id"], wrong["ok"], wrong["state"]) == (None, False, "failed")
    assert kind in wrong["error"]["type"]
    assert cause in wrong["error"]["message"]
    assert (right["id"], right["ok"]) == (2, True)


OPTIONS: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown value": ({"fit": "stretch"}, "UsageError", "stretch"),
    "another option behind a value": ({"fit": "crop --json"}, "UsageError", "crop --json"),
    "unknown part": ({"metric": "sim"}, "UnknownNameError", "ssim"),
    "an object": ({"metric": {}}, "InputError", "'metric'"),
    "a list for one value": ({"fit": ["crop"]}, "InputError", "'fit'"),
    "a truth value": ({"metric": True}, "InputError", "'metric'"),
    "limit on the wrong side": (
        {"metric": "ssim", "fail-above": 1},
        "UsageError",
        "ssim is better when it is higher",
    ),
    "infinite limit": ({"fail-above": "inf"}, "UsageError", "finite"),
    "reporters without a folder": ({"write": "heatmap"}, "InputError", "'output'"),
    "two scales": ({"output": "out", "gain": 2, "vmax": 3}, "UsageError", "gain"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_are_checked_as_in_the_command(name: str, pair, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    options, kind, cause = OPTIONS[name]
    (reply,) = answers({"id": 1, **pair, **options})
    assert (reply["id"], reply["ok"], reply["error"]["type"]) == (1, False, kind)
    assert cause in reply["error"]["message"]


def test_a_line_that_is_too_long_is_skipped(pair, monkeypatch) -> None:
    monkeypatch.setattr(serve_command, "LONGEST", 2000)
    long = b'{"first": "' + b"a" * 10_000 + b'"}'
    wrong, right = answers(long, {"id": 2, **pair})
    assert "more than 2000 bytes" in wrong["error"]["message"]
    assert (right["id"], right["ok"]) == (2, True)
    (last,) = answers(long)
    assert last["error"]["type"] == "InputError"


def test_options_are_checked_once_for_each_set(pair, monkeypatch, tmp_path) -> None:
    made: list[Any] = []
    real = _requests.prepare_run
    monkeypatch.setattr(
        _requests, "prepare_run", lambda *given, **more: made.append(given) or real(*given, **more)
    )
    requests = Requests()

    def ask(**options: Any) -> None:
        assert requests.answer(json.dumps({**pair, **options}).encode())["ok"]

    for number in range(3):
        ask(id=number, metric="ssim", output=str(tmp_path / str(number)), write="json")
        ask(id=number, metric="mae")
    assert len(made) == 2
    assert all((tmp_path / str(number) / "photo.json").exists() for number in range(3))
    monkeypatch.setattr(_requests, "MOST_SETS", 2)
    ask(metric="psnr")
    assert len(requests.runs) == 2
    ask(metric="mae")  # it was used after the set with files
    assert len(made) == 3


def test_a_mask_that_changes_is_read_again(pair, save) -> None:
    requests = Requests()
    mask = np.full((96, 128), 255, np.uint8)
    path = save(mask, "mask.png")
    line = json.dumps({**pair, "strategy": "difference", "mask": str(path)}).encode()
    assert requests.answer(line)["regions"]
    mask[30:46, 40:60] = 0
    save(mask, "mask.png")
    assert requests.answer(line)["identical"]


def test_every_option_of_diff_is_known_or_left_out() -> None:
    known = {option.name for option in Requests().options.values()}
    rest = {option.name for option in diff.params} - known
    assert rest == {"first", "second", *_requests.OF_FOLDERS}
    assert set(_requests.OF_FILES) <= set(Requests().options)


def test_the_process_prints_answers_alone_and_ends_with_the_input(pair, tmp_path) -> None:
    lines = "".join(json.dumps(each) + "\n" for each in ({"id": 1, **pair}, {"id": 2}))
    done = subprocess.run(
        [sys.executable, "-m", "difference_finder", "serve", "--stdio"],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 2]


def test_other_output_goes_to_the_standard_error(pair, monkeypatch, capfd) -> None:
    """A decoder that prints must not break the answers."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"id": 1, **pair}).encode())))
    real = Requests.answer

    def answer(self: Requests, line: bytes) -> dict[str, Any]:
        os.write(1, b"noise\n")
        return real(self, line)

    monkeypatch.setattr(Requests, "answer", answer)
    with pytest.raises(SystemExit) as stop:
        serve_command.command.main(["--stdio"])
    out, err = capfd.readouterr()
    assert stop.value.code == 0
    assert json.loads(out)["id"] == 1
    assert "noise" in err


def test_the_transport_must_be_named(run) -> None:
    code, _, err = run("serve")
    assert code == 2
    assert "pass --stdio" in err


def test_the_example_of_the_help_is_answered(pair, tmp_path) -> None:
    help_ = " ".join((serve_command.command.help or "").split())
    example = json.loads(help_[help_.index('{"id": 1, "first"') : help_.index("Further keys")])
    assert Path(example["first"]).suffix == ".png"
    (reply,) = answers({**example, **pair, "output": str(tmp_path / "out")})
    assert reply["ok"]
    assert [Path(file).name for file in reply["files"]] == ["photo.heatmap.png"]


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "mallopt"), reason="needs glibc"
)
def test_the_memory_of_a_request_is_kept_for_the_next(save) -> None:
    """Few pages are requested from the system for a request, though its arrays have more than a thousand."""
    page = np.zeros((512, 512, 3), np.uint8)
    paths = {"first": str(save(page, "a.png")), "second": str(save(page + 9, "b.png"))}
    line = json.dumps({**paths, "strategy": "difference"}).encode() + b"\n"
    code = "from difference_finder.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        faults = []
        for _ in range(12):
            process.stdin.write(line)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["ok"]
            faults.append(int(Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[7]))
        process.stdin.close()
    assert sorted(np.diff(faults))[3] < 300

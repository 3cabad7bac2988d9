"""Changed files of every reader, records, studies and study files: typed errors of one line, or results."""

import json
import os
import random
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_mutations import mutate
from hostile_run import Reading, read_for
from hostile_targets import Target, targets

from difference_finder.errors import DifferenceFinderError, StudyError
from difference_finder.report.output_folder import OutputFolder
from difference_finder.study.results import Results

FEW = {"images": 150, "run": 15, "study": 10, "study file": 60}
"""Files of each target that are read in the normal tests."""


MISSING = object()

EDITS = [
    ("run", "out/1.json", ["transform"], []),
    ("run", "out/1.json", ["second"], MISSING),
    ("run", "out/1.json", ["protocol"], None),
    ("run", "out/1.json", ["protocol", "settings"], [1]),
    ("run", "out/0.json", ["pictures", "black"], "a"),
    ("run", "out/0.json", ["map", "scale"], 3),
    ("run", "out/1.json", ["regions", 0, "kinds"], True),
    ("study", "study/study.json", ["volumes"], "a"),
    ("study", "study/study.json", ["methods", "ours"], []),
    ("study", "study/study.json", ["reference"], MISSING),
    ("study", "study/study.json", ["suspicions"], [{"kind": "shift"}]),
    ("study", "study/study.json", ["paired_by"], MISSING),
    ("study", "study/study.json", ["statistics", "primary"], MISSING),
    ("study", "study/study.json", ["protocol"], 7),
    ("study", "study/study.json", ["protocol", "pooled"], 0.5),
    ("study", "study/study.json", ["crops", "errors"], True),
    ("study", "study/study.json", ["crops", "candidates"], "many"),
    ("study", "study/study.json", ["suspicions", 0, "looked_at"], 0),
    ("study", "study/study.json", ["ours"], "nobody"),
    ("study", "study/manifest.jsonl", ["data_set", "sides"], "a"),
    ("study", "study/manifest.jsonl", ["seed"], float("inf")),
]
"""A changed value of a record: target, file, place and value."""

TEXTS = [
    ("run", "out/run.jsonl", b"[" * 20_000),
    ("run", "out/1.json", b"[" * 20_000),
    ("study", "study/study.json", b"[" * 20_000),
    ("study", "study/manifest.jsonl", b"[" * 20_000),
    ("study", "study/inputs.csv", b"image,role,file,bytes,sha256\n0,reference,0.png,153,64\n"),
    ("study", "study/inputs.csv", b"image,role,file\n0\n1,reference\n"),
    ("study", "study/scores.csv", b"image,group,method,metric,score\n0,,ours,\0,1\n"),
]
"""Contents of a file that once ended in an untyped error."""


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Iterator[dict[str, Target]]:
    before = Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        yield targets(tmp_path_factory.mktemp("hostile"))
    os.chdir(before)


@pytest.mark.parametrize("name", FEW)
def test_whole_files_are_read(name: str, known) -> None:
    target = known[name]
    for path, content in target.files.items():
        assert target.check(path, content) == "", path


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FEW)
def test_changed_files_are_read_or_refused(name: str, known) -> None:
    target = known[name]
    for number in range(FEW[name]):
        path, content = target.draw(f"test-{number}")
        assert target.check(path, content) == "", f"seed test-{number}: {path}"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "path", "place", "value"), EDITS)
def test_records_that_once_failed(name: str, path: str, place: list[str | int], value: object, known) -> None:
    target = known[name]
    head, separator, rest = target.files[path].partition(b"\n" if path.endswith("l") else b"\0")
    record = json.loads(head)
    inner = record
    for key in place[:-1]:
        inner = inner[key]
    if value is MISSING:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    assert target.check(path, json.dumps(record).encode() + separator + rest) == ""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "path", "content"), TEXTS)
def test_texts_that_once_failed(name: str, path: str, content: bytes, known) -> None:
    assert known[name].check(path, content) == ""


def test_a_damaged_record_is_an_error_row_that_names_the_place(known) -> None:
    os.chdir(known["run"].folder)
    for problem, place in {
        "regions[0].x is null, not a number": "x",
        "regions[0] has no 'area'": "area",
    }.items():
        path = Path("out/1.json")
        record = json.loads(known["run"].files["out/1.json"])
        if place == "x":
            record["regions"][0]["x"] = None
        else:
            del record["regions"][0][place]
        path.write_text(json.dumps(record))
        (failure,) = OutputFolder(Path("out")).failures
        assert failure["cause"] == f"cannot read 'out/1.json': it is damaged: {problem}; run diff again"
        path.write_bytes(known["run"].files["out/1.json"])


def test_a_damaged_study_names_the_place(known) -> None:
    os.chdir(known["study"].folder)
    path = Path("study/study.json")
    record = json.loads(known["study"].files["study/study.json"])
    path.write_text(json.dumps(record | {"paired_by": 3}))
    with pytest.raises(StudyError, match="its record is damaged: paired_by is a number, not a text; run the"):
        Results.open("study")
    path.write_bytes(known["study"].files["study/study.json"])
    assert Results.open("study").ours == "ours"


@pytest.mark.nightly
@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: memory is looked up in /proc")
@pytest.mark.parametrize("name", FEW)
def test_many_changed_files_in_processes(name: str, known, tmp_path) -> None:
    given = Namespace(seed=int(os.environ.get("DIFFERENCE_FINDER_SEED", "0")), keep=tmp_path)
    assert not read_for(known[name], given, seconds=10.0)


def wrong_target(folder: Path) -> Target:
    """Return a target that fails in every way."""

    def use(path: Path) -> None:
        content = path.read_bytes()
        if content == b"untyped":
            raise KeyError("a")
        if content == b"lines":
            raise DifferenceFinderError("two\nlines")
        if content == b"crash":
            os.abort()
        if content == b"memory":
            (b"a" * (600 << 20)).count(b"b")

    return Target("wrong", {"a": b"fine"}, use, folder)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: memory is looked up in /proc")
@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("fine", None),
        ("untyped", "untyped: KeyError"),
        ("lines", "not one line"),
        ("crash", "crash: -6"),
        ("memory", "memory: "),
    ],
)
def test_failures_are_found(content: str, cause: str | None, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    target = wrong_target(tmp_path)
    monkeypatch.setattr(Target, "draw", lambda self, seed: ("a", content.encode()))
    reading = Reading(target)
    reading.batch(["first", "second"])
    assert reading.count == 2
    assert len(reading.failures) == (0 if cause is None else 2)
    assert all(wrong.startswith(str(cause)) for wrong in reading.failures.values())


def test_a_seed_gives_the_same_file_again() -> None:
    data = bytes(range(200))
    first, second = (mutate(data, [b"other" * 9], random.Random("a"), ".png") for _ in range(2))
    assert first == second
    drawn = {mutate(data, [b"other" * 9], random.Random(str(seed)), ".png") for seed in range(50)}
    assert len(drawn) > 45

"""Files that fsspec reaches: listed, read, written and resumed as those of this machine are."""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from difference_finder import rank, score
from difference_finder.errors import InputError, MissingDependencyError, PairingError, ReadError, StudyError
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.storage.paths import RemotePath, as_path, is_remote, local_file
from difference_finder.study.study import Study
from folders import method_folders, tables

fsspec = pytest.importorskip("fsspec")

NAMES = [f"part{number % 2}/{number:02d}" for number in range(9)]


@pytest.fixture
def folders(tmp_path):
    return method_folders(tmp_path, NAMES)


@pytest.fixture
def memory(tmp_path, folders):
    """The folders in the memory of fsspec; the file system itself."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    for path in tmp_path.rglob("*.png"):
        files.pipe(f"/data/{path.relative_to(tmp_path).as_posix()}", path.read_bytes())
    yield files
    files.store.clear()


REMOTE = {"ours": "memory://data/ours", "edsr": "memory://data/edsr/"}


def in_memory(**options) -> Study:
    with ThreadPoolExecutor(2) as executor:
        options = {"output": "memory://data/out", "engine": executor, **options}
        return rank("memory://data/GT", REMOTE, **options)


def test_a_study_in_memory_gives_the_bytes_of_one_on_a_disk(tmp_path, folders, memory) -> None:
    in_memory(group="parent")
    with ThreadPoolExecutor(2) as executor:
        rank(tmp_path / "GT", folders, output=tmp_path / "out", group="parent", engine=executor)
    for name, expected in tables(tmp_path / "out").items():
        found = memory.cat(f"/data/out/{name}")
        assert found.replace(b"memory:///data", str(tmp_path).encode()) == expected
    assert Study.open("memory://data/out").scores.names == tuple(sorted(NAMES))
    assert (
        str(Study.open("memory://data/out").path(NAMES[0], "ours")) == f"memory:///data/ours/{NAMES[0]}.png"
    )
    assert not [path for path in memory.find("/data/out") if path.endswith(".part")]


def test_a_study_in_memory_resumes_and_refuses_changed_images(memory) -> None:
    in_memory()
    before = {name: memory.cat(f"/data/out/{name}") for name in ("scores.csv", "study.json")}
    for name in ("parts/000004.jsonl", "scores.csv", "study.json"):
        memory.rm(f"/data/out/{name}")
    kept = memory.created("/data/out/parts/000003.jsonl")
    in_memory()
    assert {name: memory.cat(f"/data/out/{name}") for name in before} == before
    assert memory.created("/data/out/parts/000003.jsonl") == kept
    with pytest.raises(StudyError, match=r"metrics=\['psnr', 'ssim'\], now metrics=\['mse'\]"):
        in_memory(metrics="mse")
    picture = f"/data/ours/{NAMES[0]}.png"
    memory.pipe(picture, memory.cat(picture)[:-1] + b"x")
    with pytest.raises(StudyError, match="files that were scored in 'memory:///data/out' have changed since"):
        in_memory()


def test_an_unreadable_remote_file_is_an_error_row_with_its_name(memory) -> None:
    memory.pipe(f"/data/ours/{NAMES[3]}.png", b"no picture")
    (error,) = in_memory().errors
    assert (error.name, error.method, error.error) == (NAMES[3], "ours", "UnsupportedFormatError")
    assert error.cause.startswith(f"cannot read 'memory:///data/ours/{NAMES[3]}.png'")


def test_names_missing_in_a_remote_folder_are_listed(memory) -> None:
    memory.rm(f"/data/edsr/{NAMES[2]}.png")
    memory.pipe("/data/edsr/.hidden/no.png", b"")
    with pytest.raises(PairingError, match=f"'memory:///data/edsr' lacks {NAMES[2]}"):
        in_memory()
    with pytest.raises(PairingError, match="'memory://nowhere' is not a folder"):
        rank("memory://nowhere", REMOTE)


@pytest.mark.parametrize("engine", [None, "local", "slurm:cluster=local", ProcessPoolExecutor])
def test_the_memory_of_one_process_is_refused_where_others_work(memory, engine) -> None:
    given = engine(1) if engine is ProcessPoolExecutor else engine
    if isinstance(engine, str) and engine.startswith("slurm"):
        pytest.importorskip("submitit")
    with pytest.raises(InputError, match=r"is in the memory of this process.*ThreadPoolExecutor"):
        rank("memory://data/GT", REMOTE, "mse", engine=given)


@pytest.mark.slow
def test_processes_read_and_write_by_fsspec(tmp_path, folders) -> None:
    """``local://`` is a disk that fsspec goes to, and that all processes see."""
    remote = {name: f"local://{folder}" for name, folder in folders.items()}
    rank(f"local://{tmp_path}/GT", remote, output=f"local://{tmp_path}/far", workers=2)
    rank(tmp_path / "GT", folders, output=tmp_path / "near", workers=2)
    found, expected = tables(tmp_path / "far"), tables(tmp_path / "near")
    assert found["study.json"].replace(b"local://", b"") == expected["study.json"]
    assert all(found[name] == expected[name] for name in ("scores.csv", "inputs.csv"))
    rank(tmp_path / "GT", folders, output=f"file://{tmp_path}/url", workers=2)
    assert tables(tmp_path / "url") == expected


def test_the_command_takes_places(tmp_path, folders) -> None:
    words = [sys.executable, "-m", "difference_finder", "rank", "--reference", f"local://{tmp_path}/GT"]
    words += [
        f"ours=local://{folders['ours']}",
        f"local://{folders['edsr']}",
        "-o",
        f"local://{tmp_path}/out",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"wrote local://{tmp_path}/out/scores.csv" in " ".join(done.stdout.split())
    assert "edsr" in done.stdout


def test_output_within_an_input_folder_is_refused(memory) -> None:
    with pytest.raises(StudyError, match="lies in the input folder 'memory:///data/GT'"):
        in_memory(output="memory://data/GT/out")


def test_jobs_of_slurm_need_a_disk(tmp_path, folders) -> None:
    pytest.importorskip("submitit")
    remote = {"output": f"local://{tmp_path}/out", "shard_size": 9}
    with pytest.raises(InputError, match=r"cannot be in 'local://.*/slurm'; pass the setting logs"):
        rank(tmp_path / "GT", folders, "mse", engine="slurm:cluster=local", **remote)
    study = rank(
        tmp_path / "GT", folders, "mse", engine=f"slurm:cluster=local,logs={tmp_path}/jobs", **remote
    )
    assert study.errors == ()
    assert list((tmp_path / "jobs").glob("*.out"))


def test_masks_and_single_images_far_away(tmp_path, folders, memory) -> None:
    mask = np.zeros((24, 32), np.uint8)
    mask[4:, 4:] = 1
    np.save(tmp_path / "mask.npy", mask)
    memory.pipe("/data/masks/mask.npy", (tmp_path / "mask.npy").read_bytes())
    found = in_memory(metrics="mse", mask="memory://data/masks/mask.npy", output=None)
    near = rank(tmp_path / "GT", folders, "mse", mask=tmp_path / "mask.npy", workers=1)
    assert np.array_equal(found.scores.tables["mse"], near.scores.tables["mse"])
    name = f"{NAMES[0]}.png"
    far = score("psnr", f"memory://data/GT/{name}", f"memory://data/ours/{name}")
    assert far == score("psnr", tmp_path / "GT" / name, folders["ours"] / name)
    with pytest.raises(ReadError, match=r"cannot read 'memory:///data/GT/none\.png'"):
        score("psnr", "memory://data/GT/none.png", f"memory://data/ours/{name}")


def test_a_file_appears_whole_or_not_at_all(memory) -> None:
    def pieces():
        yield b"half"
        raise OSError("the disk is full")

    target = as_path("memory://data/table.csv")
    write_whole(target, b"old")
    with pytest.raises(InputError, match=r"cannot write 'memory:///data/table\.csv': the disk is full"):
        write_whole(target, pieces())
    assert memory.cat("/data/table.csv") == b"old"
    assert not [path for path in memory.find("/data") if path.endswith(".part")]


def test_remote_and_local_paths() -> None:
    assert is_remote("s3://bucket/GT")
    assert not any(map(is_remote, ["GT", "C:/GT", "C://GT", Path("s3://bucket"), "file:///GT", "://", 7]))
    assert as_path("file:///a%20b/GT") == Path("/a b/GT")
    assert as_path("GT") == Path("GT")
    assert as_path("memory://a/b/") == RemotePath("memory", "/a/b") == as_path(RemotePath("memory", "/a/b"))
    with local_file(Path("cat.png")) as file:
        assert file == Path("cat.png")


def test_invalid_protocols(monkeypatch) -> None:
    with pytest.raises(InputError, match="fsspec knows no protocol 'nosuch://'"):
        as_path("nosuch://a/b")
    with pytest.raises(InputError, match="cannot make folder 'local:///proc/none/such'"):
        make_folder(as_path("local:///proc/none/such"))
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'fsspec>=2024.6'"):
        as_path("gs://bucket")


def test_local_paths_load_no_fsspec(tmp_path, folders) -> None:
    code = f"""
import sys
from difference_finder import rank
if __name__ == "__main__":
    rank({str(tmp_path / "GT")!r}, {{"ours": {str(folders["ours"])!r}}}, "mse", workers=1)
    sys.exit("fsspec" in sys.modules)
"""
    script = tmp_path / "script.py"
    script.write_text(code)
    subprocess.run([sys.executable, script], check=True)


@pytest.mark.parametrize(
    ("facts", "nanoseconds"),
    [
        ({"size": 5, "mtime": 1.5}, 1_500_000_000),
        ({"size": 5, "LastModified": "1970-01-01T00:00:02+00:00"}, 2_000_000_000),
        ({"size": 5, "created": datetime(1970, 1, 1, 0, 0, 3, tzinfo=UTC), "mtime": None}, 3_000_000_000),
        ({"size": 5}, 0),
    ],
)
def test_times_of_listed_files_are_in_nanoseconds(facts: dict, nanoseconds: int) -> None:
    found = RemotePath("memory", "/a.png", facts).stat()
    assert (found.st_size, found.st_mtime_ns) == (5, nanoseconds)

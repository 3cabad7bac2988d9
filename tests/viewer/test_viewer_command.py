"""The command: messages about wrong usage and missing packages."""

import sys

import pytest

from difference_finder.page import shell


@pytest.fixture
def run(capsys):
    def run(*arguments) -> tuple[int, str]:
        from difference_finder.cli import main

        with pytest.raises(SystemExit) as stop:
            main(["view", *map(str, arguments)])
        return stop.value.code, " ".join(capsys.readouterr().err.split())

    return run


@pytest.fixture
def pair(photo_pair, save):
    return [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]


@pytest.fixture(autouse=True)
def served(monkeypatch):
    """Record the album instead of serving it."""
    from difference_finder.viewer import serving

    calls = []
    monkeypatch.setattr(serving, "serve", lambda album, **options: calls.append((album, options)))
    return calls


def test_one_image_is_not_enough(run, pair) -> None:
    code, said = run(pair[0])
    assert code == 2
    assert f"'{pair[0]}' is one image; pass a second image, or a folder" in said


@pytest.mark.parametrize(
    "option",
    [
        ("--strategy", "local"),
        ("--metric", "psnr"),
        ("--fit", "crop"),
        ("--workers", "1"),
        ("--ignore", "0,0,1,1"),
    ],
)
def test_options_that_would_be_ignored_are_refused(run, tmp_path, option) -> None:
    code, said = run(tmp_path, *option)
    assert code == 2
    assert f"{option[0]} sets a comparison" in said


def test_a_reference_alone_is_refused(run, tmp_path, pair) -> None:
    assert "--reference sets a comparison" in run(tmp_path, "--reference", pair[0])[1]


def test_a_folder_beside_a_file(run, tmp_path, pair) -> None:
    assert "pass only files, or only folders" in run(tmp_path, pair[0])[1]


def test_a_folder_of_something_else(run, tmp_path) -> None:
    code, said = run(tmp_path)
    assert code == 2
    assert "neither a finished study nor records" in said


def test_an_unfinished_study(run, tmp_path) -> None:
    (tmp_path / "study.json").write_text("{}")
    assert "holds no finished study" in run(tmp_path)[1]


def test_parts_are_checked_before_anything_is_served(run, pair, served) -> None:
    assert "no metric 'lpisp'; did you mean 'lpips'" in run(*pair, "--metric", "lpisp")[1]
    assert not served


@pytest.mark.parametrize("package", ["starlette", "uvicorn"])
def test_a_missing_extra_names_the_command(run, pair, monkeypatch, package) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    code, said = run(*pair)
    assert code == 2
    command = "pip install 'starlette<2,>=0.40' 'uvicorn<1,>=0.30'"
    assert f"the viewer needs {package}, which is not installed; {command}" in said


def test_a_missing_page_is_an_error(run, pair, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(shell, "files", lambda _: tmp_path)
    shell.bundle.cache_clear()
    code, said = run(*pair)
    shell.bundle.cache_clear()
    assert code == 2
    assert "this installation lacks the bundle of the page" in said


def test_the_given_images_are_served(run, pair, served) -> None:
    assert run(*pair, "--port", "4321", "--strategy", "difference")[0] == 0
    [(album, options)] = served
    assert (options["port"], callable(options["browse"])) == (4321, True)
    assert album.document()["title"] == "a.png and b.png"
    run(*pair, "--no-browser")
    assert served[1][1]["browse"] is None


def test_files_without_a_pair_are_told(run, save, photo_pair, served, tmp_path) -> None:
    for name, image in zip(
        ("p/r_1.png", "p/r_2.png", "p/r_3.png", "q/01.png", "q/02.png"), photo_pair * 3, strict=False
    ):
        save(image, name)
    (tmp_path / "p" / "notes.txt").write_text("once")
    assert "use --unmatched report to compare all others" in run(tmp_path / "p", tmp_path / "q")[1]
    code, said = run(tmp_path / "p", tmp_path / "q", "--unmatched", "report")
    assert code == 0
    assert f"deleted: '{tmp_path}/p/r_3.png' has no match in '{tmp_path}/q'" in said
    assert "unread: 'notes.txt' is not read" in said
    assert "paired by number: r_1.png = 01.png, r_2.png = 02.png" in said
    ((album, _),) = served
    assert [entry["name"] for entry in album.document()["entries"]] == ["r_1", "r_2"]
    (tmp_path / "q" / "01.png").unlink()
    (tmp_path / "q" / "02.png").rename(tmp_path / "q" / "other.png")
    code, said = run(tmp_path / "p", tmp_path / "q", "--unmatched", "report")
    assert code == 2
    assert f"no image in '{tmp_path}/p' has a match in every other folder" in said


def test_only_a_folder_of_results_is_watched(run, served, pair, tmp_path) -> None:
    from difference_finder.viewer.watching import WatchedAlbum

    code, said = run(*pair, "--watch")
    assert code == 2
    assert "--watch is for a single folder of results" in said
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty")[0] == 2
    assert run(tmp_path / "empty", "--watch")[0] == 0
    [(album, _)] = served
    assert isinstance(album, WatchedAlbum)

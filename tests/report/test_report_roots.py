"""Pictures are read from below the folder of results, the working directory and named folders alone."""

import json
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from difference_finder import Finder
from difference_finder.cli import main
from difference_finder.errors import InputError, ReadError
from difference_finder.report import report, roots
from difference_finder.report.roots import Roots
from pictures import photograph_pair

NOT_READ = "lies neither below"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch) -> None:
    """Work in a folder that contains nothing, with a folder of pictures beside it."""
    monkeypatch.setattr(roots, "working_folder", Path.cwd)
    for name in ("work", "pictures"):
        (tmp_path / name).mkdir()
    for image, name in zip(photograph_pair(), "ab", strict=True):
        for folder in ("before", "after"):
            (tmp_path / "pictures" / folder).mkdir(exist_ok=True)
        Image.fromarray(image).save(tmp_path / "pictures" / ("before" if name == "a" else "after") / "x.png")
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def pictures(tmp_path) -> Path:
    return tmp_path / "pictures"


@pytest.fixture
def record(pictures) -> Path:
    """Return a folder with the record of one pair."""
    Finder().compare(pictures / "before/x.png", pictures / "after/x.png").save("out/x")
    return Path("out")


@pytest.fixture
def run(pictures) -> Path:
    """Return the folder of a run of two folders."""
    done = call("diff", pictures / "before", pictures / "after", "-o", "out")
    assert done == 0
    return Path("out")


@pytest.fixture
def study(pictures) -> Path:
    """Return the folder of a study."""
    done = call("rank", "--reference", pictures / "before", f"ours={pictures / 'after'}", "-o", "out")
    assert done == 0
    return Path("out")


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(word) for word in words])
    return stop.value.code


def page(source: Path, **options) -> tuple[int, str]:
    """Return the number of entries with pictures, and the page."""
    made = report(source, "page.html", **options)
    return made.pictured, made.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["record", "run", "study"])
def test_pictures_elsewhere_are_named_and_not_shown(kind: str, request, pictures) -> None:
    source = request.getfixturevalue(kind)
    pictured, text = page(source)
    assert pictured == 0
    assert NOT_READ in text
    assert str(pictures / "before" / "x.png") in text


@pytest.mark.parametrize("kind", ["record", "run", "study"])
def test_the_terminal_says_what_is_left_out(kind: str, request, pictures, capsys) -> None:
    source = request.getfixturevalue(kind)
    capsys.readouterr()
    assert call("report", source, "-o", "page.html") == 0
    err = capsys.readouterr().err
    assert "warning: pictures are left out: " in err
    assert f"--root {pictures / 'before'}" in err
    assert call("report", source, "-o", "page.html", "--root", pictures) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("kind", ["record", "run", "study"])
def test_pictures_below_a_named_folder_are_shown(kind: str, request, pictures) -> None:
    source = request.getfixturevalue(kind)
    pictured, text = page(source, root=[pictures])
    assert pictured == 1
    assert NOT_READ not in text


def test_pictures_below_the_working_directory_are_shown(record, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert page(Path("work/out"))[0] == 1


def test_links_out_of_the_folder_are_not_followed(record, pictures) -> None:
    for name in ("before", "after"):
        (record / name).mkdir()
        (record / name / "x.png").symlink_to(pictures / name / "x.png")
    file = record / "x.json"
    facts = json.loads(file.read_text())
    facts["first"]["name"], facts["second"]["name"] = (
        str(record / one / "x.png") for one in ("before", "after")
    )
    file.write_text(json.dumps(facts))
    assert page(record)[0] == 0
    for name in ("before", "after"):
        (record / name / "x.png").unlink()
        shutil.copy(pictures / name / "x.png", record / name / "x.png")
    assert page(record)[0] == 1


@pytest.mark.parametrize("what", ["map", "mask"])
def test_maps_and_masks_elsewhere_are_not_read(what: str, record, pictures) -> None:
    secret = pictures.parent / "secret.npy"
    if what == "map":
        (record / "x.map.npy").rename(secret)
        (record / "x.map.npy").symlink_to(secret)
    else:
        facts = json.loads((record / "x.json").read_text())
        facts["options"]["mask"] = str(secret)
        (record / "x.json").write_text(json.dumps(facts))
    pictured, text = page(record, root=[pictures])
    assert pictured == 0
    assert NOT_READ in text


@pytest.mark.parametrize("kind", ["record", "run", "study"])
def test_the_viewer_reads_the_same_folders(kind: str, request, pictures) -> None:
    pytest.importorskip("starlette")
    from difference_finder.cli.view_command import _of_folder

    source = request.getfixturevalue(kind)
    refused = _of_folder(source, ())
    document = refused.document()
    errors = [row["cause"] for row in document["errors"]]
    if kind == "study":
        errors = refused.entry(document["entries"][0]["id"])["errors"]
    assert NOT_READ in " ".join(errors)
    album = _of_folder(source, (str(pictures),))
    entry = album.entry(album.document()["entries"][0]["id"])
    assert not entry["errors"]
    assert sum(layer["kind"] == "image" for layer in entry["layers"]) == 2


def test_figures_of_a_study_that_are_links_are_not_read(study, pictures) -> None:
    (study / "figure.png").symlink_to(pictures / "before" / "x.png")
    with pytest.raises(ReadError, match=NOT_READ):
        report(study, "page.html")
    assert page(study, root=[pictures])[0] == 1


def test_the_command_names_what_it_needs(run, pictures) -> None:
    assert call("report", run, "-o", "page.html") == 0
    text = Path("page.html").read_text(encoding="utf-8")
    named = re.findall(r"--root ([\w/.-]+)", text)
    assert set(named) == {str(pictures / "before"), str(pictures / "after")}
    assert (
        call("report", run, "-o", "page.html", *(word for one in set(named) for word in ("--root", one))) == 0
    )
    assert NOT_READ not in Path("page.html").read_text(encoding="utf-8")


def test_a_root_that_is_not_a_folder_is_refused(record) -> None:
    with pytest.raises(InputError, match="root 'no such folder' is not a folder"):
        report(record, "page.html", root=["no such folder"])


def test_roots_are_of_no_use_for_two_images(pictures, capsys) -> None:
    pytest.importorskip("starlette")
    first, second = pictures / "before/x.png", pictures / "after/x.png"
    assert call("view", first, second, "--root", pictures, "--no-browser") == 2
    assert "--root is for a single folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("memory://bucket/run/a.png", True),
        ("memory://bucket/running/a.png", False),
        ("memory://bucket/run/../a.png", False),
        ("memory://other/a.png", False),
        ("out/../../secret.png", False),
        ("out/a.png", True),
        ("\0", False),
    ],
)
def test_paths_below_roots(path: str, inside: bool) -> None:
    pytest.importorskip("fsspec")
    found = Roots("out", ["memory://bucket/run"])
    if inside:
        found.check([path])
    else:
        with pytest.raises(ReadError, match=NOT_READ):
            found.check([path])

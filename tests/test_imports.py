"""What importing and starting the program loads."""

import subprocess
import sys
from pathlib import Path

import pytest

import difference_finder
from difference_finder.arrays.native import native


def loaded(code: str) -> set[str]:
    """Return the top-level modules that are loaded after running ``code`` in a fresh interpreter."""
    script = f"import sys\n{code}\nprint('\\n'.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_package_loads_neither_numpy_nor_torch() -> None:
    assert not {"numpy", "torch", "scipy", "PIL", "rich"} & loaded("import difference_finder")


def test_statistics_load_no_more_than_they_need() -> None:
    opened = "from difference_finder.study.statistics.verdicts import verdict"
    assert not {"numpy", "torch", "scipy"} & loaded(opened)
    judged = (
        f"{opened}\nverdict({{'m': [[1, 2], [2, 4]]}}, ['a', 'b'], ours='a', higher_is_better={{'m': True}})"
    )
    # scipy.stats takes twice as long to import as scipy.special.
    slow = f"{judged}\nassert not {{'scipy.stats', 'torch', 'pandas'}} & set(sys.modules)"
    assert "numpy" in loaded(slow)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["list"],
        ["diff", "--help"],
        ["rank", "--help"],
        ["figure", "--help"],
        ["report", "--help"],
        ["view", "--help"],
        ["weights", "--help"],
    ],
)
def test_help_and_list_load_nothing_heavy(arguments: list[str]) -> None:
    code = f"from difference_finder.cli import main\ntry: main({arguments!r})\nexcept SystemExit: pass"
    assert not {"numpy", "torch", "scipy", "PIL", "rich", "matplotlib", "starlette"} & loaded(code)


HEAVY = {"torch", "scipy", "matplotlib", "rich", "tifffile", "array_api_compat", "pandas", "email"}


@pytest.mark.skipif(native() is None, reason="without kernels scipy computes")
@pytest.mark.parametrize(
    ("options", "unneeded"), [([], set()), (["--write", "map,json"], {"PIL"}), (["--json"], {"PIL"})]
)
def test_diff_of_png_loads_what_it_needs(tmp_path, photo_pair, save, options, unneeded) -> None:
    files = [str(save(image, f"{name}.png")) for image, name in zip(photo_pair, "ab", strict=True)]
    output = [] if "--json" in options else ["-o", str(tmp_path / "out")]
    arguments = ["diff", *files, *output, *options]
    code = (
        "import contextlib, io\nfrom difference_finder.cli import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()):\n try: main({arguments!r})\n"
        " except SystemExit as stop: assert stop.code == 0"
    )
    found = loaded(code)
    assert {"numpy", "imagecodecs"} <= found
    assert not (HEAVY | unneeded) & found


def test_every_public_name_opens() -> None:
    for name in difference_finder.__all__:
        assert getattr(difference_finder, name) is not None
    assert set(difference_finder.__all__) <= set(dir(difference_finder))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = difference_finder.nothing


def test_public_names_are_these() -> None:
    assert difference_finder.__all__ == [
        "Comparison",
        "DifferenceFinderError",
        "DifferenceMap",
        "FailedPair",
        "Finder",
        "Image",
        "Pair",
        "Region",
        "Study",
        "__version__",
        "assert_same",
        "gradient",
        "local_map",
        "metric",
        "postprocessor",
        "preprocessor",
        "rank",
        "reader",
        "reporter",
        "score",
        "score_many",
        "strategy",
    ]


def test_the_command_works_where_torch_raises_on_import(tmp_path: Path, photo_pair, save) -> None:
    (tmp_path / "torch.py").write_text("raise RuntimeError('poisoned')")
    first, second = (save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True))
    for strategy in ("difference", "gradient"):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "difference_finder",
                "diff",
                first,
                second,
                "--strategy",
                strategy,
                "-o",
                "out",
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "out" / "a_vs_b.panel.png").is_file()

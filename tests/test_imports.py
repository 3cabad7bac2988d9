"""What importing and starting the program loads."""

import os
import signal
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
        ["plot", "--help"],
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


READERS, REPORTERS = {"png"}, {"heatmap", "json", "map", "panel"}
METRICS, STRATEGIES = {"mae", "mse", "psnr", "ssim"}, {"consensus", "difference"}
"""The parts that a diff of two PNG files uses: the default ones, and those that they share."""

UNUSED = {
    *("difference_finder." + name for name in ("study", "report", "viewer", "notebook", "weights")),
    *("difference_finder.pipeline." + name for name in ("data_set", "folders", "pages", "sampled_pairs")),
    *("difference_finder.cli." + name for name in ("_junit", "_pairing_summary", "_shared_scale", "_table")),
    *("difference_finder.storage." + name for name in ("listing", "matching", "naming", "unread")),
    *("scipy", "numpy.ma", "csv", "html", "importlib.metadata", "lzma", "tempfile", "zipfile"),
}
"""Modules for studies, pages, folders, other formats, and errors."""


def loaded_by_diff(*arguments: str) -> set[str]:
    """Return all modules that ``diff`` loads in a fresh interpreter."""
    code = (
        "import contextlib, io, sys\nfrom difference_finder.cli import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()):\n try: main(['diff', *{arguments!r}])\n"
        " except SystemExit as stop: assert stop.code == 0\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def parts_in(folder: str, modules: set[str]) -> set[str]:
    """Return the public modules of a folder with parts, among others."""
    start = f"difference_finder.{folder}."
    names = {name.removeprefix(start) for name in modules if name.startswith(start)}
    return {name for name in names if not name.startswith("_")}


@pytest.mark.skipif(native() is None, reason="without kernels scipy computes")
def test_diff_of_two_png_loads_only_the_parts_that_it_uses(tmp_path, photo_pair, save) -> None:
    files = [str(save(image, f"{name}.png")) for image, name in zip(photo_pair, "ab", strict=True)]
    found = loaded_by_diff(*files, "-o", str(tmp_path / "out"))
    assert parts_in("readers", found) == READERS
    assert parts_in("reporters", found) == REPORTERS
    assert parts_in("metrics", found) == METRICS
    assert parts_in("strategies", found) == STRATEGIES
    assert parts_in("preprocessors", found) == {"identity"}
    assert parts_in("postprocessors", found) == {"identity", "regions"}
    assert not UNUSED & found


def test_diff_of_two_png_for_a_heatmap_loads_no_other_reporter(tmp_path, photo_pair, save) -> None:
    files = [str(save(image, f"{name}.png")) for image, name in zip(photo_pair, "ab", strict=True)]
    found = loaded_by_diff(*files, "-o", str(tmp_path / "out"), "--write", "heatmap")
    assert parts_in("reporters", found) == {"heatmap", "json"}  # the record is also what is printed


def test_frequent_suffixes_load_only_the_reader_of_their_format(tmp_path, photo_pair, save) -> None:
    for suffix, format in (("jpg", "jpeg"), ("JPG", "jpeg"), ("tif", "tiff"), ("bmp", "bmp")):
        files = [str(save(image, f"{name}.{suffix}")) for image, name in zip(photo_pair, "ab", strict=True)]
        assert parts_in("readers", loaded_by_diff(*files, "--json")) == {format}


SETTINGS = "print(gc.get_threshold()[0], os.environ.get('OPENBLAS_THREAD_TIMEOUT'))"


@pytest.mark.parametrize(
    ("call", "given", "expected"),
    [
        ("main()", None, "50000 20"),
        ("main()", "5", "50000 5"),
        ("main(['--version'])", None, "700 None"),  # a part of a process that is not the command
    ],
)
def test_only_the_command_itself_sets_the_collector_and_the_threads(call, given, expected) -> None:
    code = (
        "import gc, os, sys\nfrom difference_finder.cli import main\nsys.argv[1:] = ['--version']\n"
        f"gc.set_threshold(700)\ntry: {call}\nexcept SystemExit: {SETTINGS}"
    )
    environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_THREAD_TIMEOUT"}
    environment |= {} if given is None else {"OPENBLAS_THREAD_TIMEOUT": given}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.splitlines()[-1] == expected


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="Windows has no SIGPIPE")
@pytest.mark.parametrize(("call", "ends"), [("main()", True), ("main(['--version'])", False)])
def test_only_the_command_itself_ends_when_a_pipe_is_closed(call: str, ends: bool) -> None:
    """A server in the process of a caller survives that its client closes the connection."""
    script = (
        "import os, sys\nfrom difference_finder.cli import main\nsys.argv[1:] = ['--version']\n"
        f"try: {call}\nexcept SystemExit: pass\n"
        "reader, writer = os.pipe()\nos.close(reader)\n"
        "try: os.write(writer, b'x')\nexcept BrokenPipeError: pass"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE if ends else 0, "")


@pytest.mark.parametrize(("call", "default"), [("main()", "False"), ("main(['--version'])", "True")])
def test_only_the_command_itself_handles_the_signal_to_end(call: str, default: str) -> None:
    script = (
        "import signal, sys\nfrom difference_finder.cli import main\nsys.argv[1:] = ['--version']\n"
        f"try: {call}\nexcept SystemExit: print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == default


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
        "Transform",
        "__version__",
        "assert_same",
        "gradient",
        "kind",
        "local_map",
        "metric",
        "postprocessor",
        "preprocessor",
        "rank",
        "rank_data_sets",
        "reader",
        "reporter",
        "score",
        "score_many",
        "strategy",
        "transform",
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

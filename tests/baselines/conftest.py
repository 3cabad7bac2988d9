"""Projects with tests that use the plug-in."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from _pytest.pytester import SysModulesSnapshot
from PIL import Image

import difference_finder

CONFTEST = """
import numpy as np, pytest

@pytest.fixture
def picture(request):
    return np.load(request.config.rootpath / "shown.npy")
"""


class Project:
    """A project with a picture, and tests that use it."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester, self.root = pytester, pytester.path
        pytester.makeini("[pytest]\n")
        pytester.makeconftest(CONFTEST)
        self.baselines, self.results = self.root / "image-baselines", self.root / "image-results"

    def show(self, picture: np.ndarray) -> None:
        np.save(self.root / "shown.npy", picture)

    def keep(self, picture: np.ndarray, name: str = "test_plot") -> None:
        """Write a baseline, as ``--image-update`` does."""
        path = self.baselines / "test_it" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path)

    def write(self, **files: str) -> None:
        for name, code in files.items():
            path = self.root / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"import pytest\n{code}")

    def run(self, *arguments: str, fresh: bool = False) -> pytest.RunResult:
        plugin = ("-p", "difference_finder.pytest_plugin", "-p", "no:cacheprovider")
        # The plug-in may already be loaded in this process, for example by doctest.
        strict = ("-W", "error", "-W", "ignore::pytest.PytestAssertRewriteWarning")
        given = (*plugin, *strict, "-p", "no:hypothesispytest", *arguments)
        if fresh:
            return self.pytester.runpytest_subprocess(*given)
        return self.pytester.runpytest_inprocess(*given)

    def files(self, folder: str) -> list[str]:
        root = self.root / folder
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.fixture
def kept_modules(tmp_path_factory, monkeypatch) -> None:
    """Keep the modules that a run in this process imports, except the modules of its project.

    pytester forgets all of them at the end of a run. Compiled modules cannot be imported twice: the second
    import fails, or breaks the process later.
    """
    projects = str(tmp_path_factory.getbasetemp())

    def is_kept(name: str) -> bool:
        return not (getattr(sys.modules[name], "__file__", None) or "").startswith(projects)

    class Snapshot(SysModulesSnapshot):
        def __init__(self, preserve: Callable[[str], bool] | None = None) -> None:
            super().__init__(is_kept)

    monkeypatch.setattr("_pytest.pytester.SysModulesSnapshot", Snapshot)


@pytest.fixture
def project(kept_modules, pytester: pytest.Pytester, photo_pair, monkeypatch) -> Project:
    source = Path(difference_finder.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")]))
    made = Project(pytester)
    made.show(photo_pair[0])
    return made


@pytest.fixture
def plain(project: Project) -> Callable[..., pytest.RunResult]:
    """Return a function that runs one test with a call of the fixture."""

    def run(call: str, *arguments: str) -> pytest.RunResult:
        project.write(test_it=f"def test_plot(image_difference, picture):\n    {call}\n")
        return project.run(*arguments)

    return run

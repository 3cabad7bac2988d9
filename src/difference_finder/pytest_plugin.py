"""A pytest plug-in that guards the pictures of tests: the fixture ``image_difference``.

::

    def test_plot(image_difference):
        image_difference(draw())

The picture is compared with its baseline, a file named after the test; without a baseline the test fails.
``pytest --image-update`` makes what the tests give the baselines.

Neither numpy nor anything that compares is loaded before a test uses the fixture.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any, cast

import pytest

from difference_finder.baselines.run import BAD, RUN, Run
from difference_finder.errors import InputError

__all__ = ["ImageDifference", "image_difference"]

BASELINES, RESULTS = "image-baselines", "image-results"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("image differences")
    group.addoption(
        "--image-update",
        action="store_true",
        help="make the pictures that tests give to image_difference the baselines where they differ",
    )
    group.addoption("--image-baselines", metavar="DIR", help=f"folder of the baselines [{BASELINES}]")
    group.addoption(
        "--image-results", metavar="DIR", help=f"folder for pictures that are not their baselines [{RESULTS}]"
    )
    group.addoption(
        "--image-stale", action="store_true", help="list the baselines that no test of a full run used"
    )
    parser.addini(
        "image_baselines", "folder of the baselines, from the root of the project", default=BASELINES
    )
    parser.addini(
        "image_results", "folder for pictures that are not their baselines, likewise", default=RESULTS
    )


def pytest_configure(config: pytest.Config) -> None:
    """Note what becomes of pictures; refuse folders that lie in each other, as results are no baselines."""
    baselines, results = folder_of(config, "image_baselines"), folder_of(config, "image_results")
    if baselines.is_relative_to(results) or results.is_relative_to(baselines):
        raise pytest.UsageError(
            f"the baselines in '{baselines}' and the results in '{results}' must be in folders of their own"
        )
    config.pluginmanager.register(Run(config, baselines), RUN)


def folder_of(config: pytest.Config, name: str) -> Path:
    """Return a folder: of the option, from where pytest was called, or of the ini file, from the root."""
    given = config.getoption(name)
    if given:
        return Path(os.path.normpath(config.invocation_params.dir / given))
    return Path(os.path.normpath(config.rootpath / str(config.getini(name))))


@pytest.fixture
def image_difference(request: pytest.FixtureRequest) -> ImageDifference:
    """Compare a picture with its baseline; see :meth:`ImageDifference.__call__`."""
    return ImageDifference(request.node)


class ImageDifference:
    """What a test calls with each of its pictures.

    Parameters
    ----------
    item
        The test.
    """

    def __init__(self, item: pytest.Item) -> None:
        self._item = item
        self._run = cast(Run, item.config.pluginmanager.get_plugin(RUN))
        self._names: list[str] = []
        self._unnamed = 0
        self._file = item.nodeid.partition("::")[0]
        classes = [node.name for node in item.listchain() if isinstance(node, pytest.Class)]
        # Not the rest of the id, to which pytest-xdist appends the group of a test.
        self._parts = (*classes, item.name)

    @property
    def test(self) -> str:
        """What the command line calls the test."""
        return "::".join((self._file, *self._parts))

    def __call__(
        self,
        picture: Any,
        *,
        name: str | None = None,
        metric: Any = None,
        fail_above: float | None = None,
        fail_below: float | None = None,
        strategy: Any = "difference",
        mask: Any = None,
        ignore: Any = (),
        pre_processor: Any = "identity",
        post_processor: Any = "identity",
        reduce: str | None = None,
        data_range: float | None = None,
        protocol: Any = None,
    ) -> None:
        """Fail the test unless a picture is its baseline.

        Parameters
        ----------
        picture
            The path of an image, the bytes of a PNG or JPEG, an array, a tensor, an image of Pillow, or a
            figure of matplotlib.
        name
            What its baseline is called, instead of the name of the test; a second picture without name has 2
            after it, and so on.
        metric
            What the limits are about: its name, with settings if need be. None: the mean absolute error, 0 to
            1 of the range, or what the strategy is about.
        fail_above, fail_below
            Fail when the score is above or below; of a metric that is better when higher give the latter.
            Without a limit no difference is allowed: the score must be that of identical images, and the map
            zero.
        strategy, mask, ignore, pre_processor, post_processor, reduce, data_range, protocol
            As for :class:`~difference_finder.finder.Finder`.

        Raises
        ------
        AssertionError
            If the picture is not its baseline, or there is no baseline.
        DifferenceFinderError
            If the picture or an option is impossible, or another test uses the same baseline.
        """
        __tracebackhide__ = True
        from difference_finder.baselines.check import Guard
        from difference_finder.baselines.verdict import Judge

        path = self._path(name)
        judge = Judge(
            metric,
            strategy,
            fail_above,
            fail_below,
            mask=mask,
            ignore=ignore,
            pre_processor=pre_processor,
            post_processor=post_processor,
            reduce=reduce,
            data_range=data_range,
            protocol=protocol,
            # The processes of pytest-xdist share the cores already.
            workers=1 if hasattr(self._item.config, "workerinput") else None,
        )
        config = self._item.config
        folders = folder_of(config, "image_baselines"), folder_of(config, "image_results")
        outcome = Guard(*folders, update=config.getoption("image_update")).check(picture, path, judge)
        facts = {
            "test": self.test,
            "name": path,
            "status": outcome.status,
            "baseline": self._shown(outcome.baseline),
            "why": outcome.why,
            "files": [self._shown(file) for file in outcome.files],
        }
        self._run.add(self._item, facts)
        if outcome.status in BAD:
            raise AssertionError(self._message(facts))

    def _path(self, name: str | None) -> str:
        """Return the path of a baseline below the folder of all, without suffix."""
        from difference_finder.baselines.names import file_name, folder_name

        if name is None:
            self._unnamed += 1
            number = f".{self._unnamed}" if self._unnamed > 1 else ""
            path = f"{folder_name(self._file)}/{file_name('.'.join(self._parts) + number)}"
        else:
            path = f"{folder_name(self._file)}/{file_name(name)}"
        owner = self._run.take(path, self.test)
        if path.casefold() in self._names or owner is not None:
            who = "this test" if owner is None else f"'{owner}'"
            raise InputError(f"{who} has a picture with the baseline '{path}' already; give another name")
        self._names.append(path.casefold())
        return path

    def _shown(self, path: Path) -> str:
        """Return a path as a reader of the output sees it."""
        here = self._item.config.invocation_params.dir
        return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)

    def _message(self, facts: dict[str, Any]) -> str:
        if facts["status"] == "missing":
            lines = [f"no baseline '{facts['baseline']}'"]
        else:
            first, *more = facts["why"]
            lines = [f"picture is not its baseline '{facts['baseline']}': {first}", *more]
        lines += [f"see {file}" for file in facts["files"]]
        return "\n".join([*lines, f"to make the picture the baseline: {self._command()}"])

    def _command(self) -> str:
        given = self._item.config.getoption("image_baselines")
        folder = ["--image-baselines", given] if given else []
        return shlex.join(["pytest", self.test, "--image-update", *folder])

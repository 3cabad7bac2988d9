"""A pytest plug-in that compares pictures of tests with baselines: the fixture ``image_difference``.

::

    def test_plot(image_difference):
        image_difference(draw())

Each picture is compared with its baseline, a file named after the test. Without a baseline the test fails;
``pytest --image-update`` turns the pictures of the tests into baselines.

numpy and the code that compares are loaded only when a test uses the fixture.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any, cast

import pytest

from difference_finder.baselines.names import file_name, folder_name
from difference_finder.baselines.outcomes import BAD
from difference_finder.baselines.run import FIXTURE, RUN, Run, classes_of, first_name, folder_arguments
from difference_finder.errors import InputError

__all__ = ["ImageDifference", "image_difference"]

BASELINES, RESULTS = "image-baselines", "image-results"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("image differences")
    group.addoption(
        "--image-update",
        action="store_true",
        help="replace baselines by the pictures that tests pass to image_difference, where they differ",
    )
    group.addoption("--image-baselines", metavar="DIR", help=f"folder of the baselines [{BASELINES}]")
    group.addoption(
        "--image-results",
        metavar="DIR",
        help=f"folder for pictures that differ from their baselines [{RESULTS}]",
    )
    group.addoption(
        "--image-stale", action="store_true", help="list the baselines that no test of a full run used"
    )
    parser.addini(
        "image_baselines", "folder of the baselines, relative to the root of the project", default=BASELINES
    )
    parser.addini(
        "image_results",
        "folder for pictures that differ from their baselines, relative to the root of the project",
        default=RESULTS,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the plug-in of the run; refuse nested folders, since results are not baselines."""
    baselines, results = folder_of(config, "image_baselines"), folder_of(config, "image_results")
    if baselines.is_relative_to(results) or results.is_relative_to(baselines):
        raise pytest.UsageError(
            f"the folder of baselines '{baselines}' and the folder of results '{results}' must not"
            " contain each other"
        )
    config.pluginmanager.register(Run(config, baselines, results), RUN)


def folder_of(config: pytest.Config, name: str) -> Path:
    """Return a folder: an option is relative to the working directory, the ini file to the project root."""
    given = config.getoption(name)
    if given:
        return Path(os.path.normpath(config.invocation_params.dir / given))
    return Path(os.path.normpath(config.rootpath / str(config.getini(name))))


@pytest.fixture(name=FIXTURE)
def image_difference(request: pytest.FixtureRequest) -> ImageDifference:
    """Compare a picture with its baseline; see :meth:`ImageDifference.__call__`."""
    return ImageDifference(request.node)


class ImageDifference:
    """The function that a test calls with each of its pictures.

    Parameters
    ----------
    item
        Test that uses the fixture.
    """

    def __init__(self, item: pytest.Item) -> None:
        self._item = item
        self._run = cast(Run, item.config.pluginmanager.get_plugin(RUN))
        self._names: list[str] = []
        self._unnamed = 0
        self._file = item.nodeid.partition("::")[0]
        self._parts = (*classes_of(item), item.name)

    @property
    def test(self) -> str:
        """The id of the test on the command line."""
        return "::".join((self._file, *self._parts))

    def __call__(
        self,
        picture: Any,
        *,
        name: str | None = None,
        metric: Any = None,
        fail_above: float | None = None,
        fail_below: float | None = None,
        max_changed: int | str | None = None,
        max_cluster: int | None = None,
        threshold: float | None = None,
        antialiasing: str | None = None,
        strategy: Any = None,
        mask: Any = None,
        ignore: Any = (),
        pre_processor: Any = "identity",
        post_processor: Any = "identity",
        reduce: str | None = None,
        data_range: Any = None,
        protocol: Any = None,
        pages: str | int = "all",
        bands: str | int | None = None,
        nan: str = "report",
        allow: Any = (),
        fit: str | None = None,
    ) -> None:
        """Fail the test if a picture differs from its baseline.

        Parameters
        ----------
        picture
            The path of an image, the bytes of a PNG or JPEG, an array, a tensor, a Pillow image, or a
            matplotlib figure. Files with several pages or frames are compared page by page.
        name
            Name of the baseline. By default it is named after the test; a number follows from the second
            picture on.
        metric
            Metric of the limits: its name, optionally with settings. None stands for the score of the
            strategy; the default strategy has the mean absolute error, as a share of the data range.
        fail_above, fail_below
            Limit of the score; use ``fail_below`` for metrics where higher is better. Without a limit no
            difference is allowed: the score must equal the score of identical images, and the map must be
            zero. With a tolerance (``strategy="difference:tolerance=1"``) and no metric, a picture matches if
            nothing is left beyond the tolerance.
        max_changed
            The greatest number of pixels that a person would call changed (the metric ``changed``), or their
            share as a text: "0.1%". The edges of text that was drawn otherwise do not count.
        max_cluster
            The greatest number of changed pixels that touch each other.
        threshold, antialiasing
            Settings of the metric ``changed``: the colour distance that counts, and "ignore" or "count" for
            edges that were drawn otherwise.
        strategy
            Strategy of the map. By default "difference", or with ``max_changed`` or ``max_cluster`` alone
            "local", whose map shows the changed pixels.
        mask, ignore, pre_processor, post_processor, reduce, data_range, protocol
            See :class:`~difference_finder.finder.Finder`.
        pages, bands, nan, allow
            See :class:`~difference_finder.finder.Finder`.
        fit
            Treatment of pictures of another size than the baseline, as of
            :class:`~difference_finder.finder.Finder`: None for "pad" if changed pixels are limited, which
            finds inserted rows and columns, otherwise "error". Another size never passes, unless allowed.

        Raises
        ------
        AssertionError
            If the picture differs from its baseline, or there is no baseline.
        DifferenceFinderError
            If the picture or an option is invalid, or another picture has the same baseline.
        """
        __tracebackhide__ = True
        from difference_finder.baselines.check import BaselineChecker, failure_message
        from difference_finder.baselines.criteria import Criteria

        path = self._path(name)
        criteria = Criteria(
            metric,
            strategy,
            fail_above,
            fail_below,
            max_changed=max_changed,
            max_cluster=max_cluster,
            threshold=threshold,
            antialiasing=antialiasing,
            mask=mask,
            ignore=ignore,
            pre_processor=pre_processor,
            post_processor=post_processor,
            reduce=reduce,
            data_range=data_range,
            protocol=protocol,
            pages=pages,
            bands=bands,
            nan=nan,
            allow=allow,
            fit=fit,
            # The workers of pytest-xdist share the cores already.
            workers=1 if hasattr(self._item.config, "workerinput") else None,
        )
        config = self._item.config
        folders = folder_of(config, "image_baselines"), folder_of(config, "image_results")
        checker = BaselineChecker(*folders, update=config.getoption("image_update"))
        outcome = checker.check(picture, path, criteria)
        facts = {
            "test": self.test,
            "name": path,
            "status": outcome.status,
            "state": outcome.state,
            "baseline": self._relative(outcome.baseline),
            "why": outcome.why,
            "files": [self._relative(file) for file in outcome.files],
        }
        self._run.add(self._item, facts)
        if outcome.status in BAD:
            raise AssertionError(
                failure_message(facts, f"to accept the picture as the baseline: {self._command()}")
            )

    def _path(self, name: str | None) -> str:
        """Return the path of a baseline relative to the folder of baselines, without suffix."""
        if name is None:
            self._unnamed += 1
            number = f".{self._unnamed}" if self._unnamed > 1 else ""
            path = f"{folder_name(self._file)}/{first_name(self._item)}{number}"
        else:
            path = f"{folder_name(self._file)}/{file_name(name)}"
        owner = self._run.claim(path, self.test)
        if path.casefold() in self._names or owner is not None:
            who = "this test" if owner is None else f"'{owner}'"
            raise InputError(f"{who} already has a picture with the baseline '{path}'; pass another name")
        self._names.append(path.casefold())
        return path

    def _relative(self, path: Path) -> str:
        """Return a path relative to the working directory, if it lies inside."""
        here = self._item.config.invocation_params.dir
        return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)

    def _command(self) -> str:
        folder = folder_arguments(self._item.config)
        return shlex.join(["pytest", self.test, "--image-update", *folder])

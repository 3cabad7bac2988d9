"""From folders to a study: the function ``rank``."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import StudyError
from difference_finder.pipeline.protocol import Protocol
from difference_finder.storage.paths import as_path
from difference_finder.study.crops.finder import SIZES
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.plan.measurement import Measurement
from difference_finder.study.plan.planning import plan_study
from difference_finder.study.run.store import Store
from difference_finder.study.study import Study

if TYPE_CHECKING:
    from difference_finder.study.engines import Engine

__all__ = ["rank", "run_study"]


def rank(
    reference: str | Path,
    methods: Mapping[str, str | Path],
    metrics: Any = ("psnr", "ssim"),
    protocol: str | Protocol | None = None,
    output: str | Path | None = None,
    *,
    workers: int | None = None,
    group: str | None = None,
    pairing: str = "auto",
    data_range: float | None = None,
    fit: str = "error",
    background: str = "white",
    max_pixels: int | None = None,
    mask: str | Path | None = None,
    ignore: Any = (),
    device: str = "cpu",
    timeout: float | None = None,
    shard_size: int | None = None,
    engine: Any = None,
    ours: str | None = None,
    crops: str | None = "mse",
    crop_sizes: Sequence[int] = SIZES,
    crop_border: int = 8,
    seed: int = 0,
) -> Study:
    """Score several methods against a reference, image by image, and say which is better, and where.

    Parameters
    ----------
    reference
        The folder of what all methods are measured against.
    methods
        For each method its folder. Images are matched by their path below it, without suffix.
    metrics
        A name ("ssim"), a name with settings ("ssim:sigma=2"), or a list of these.
    protocol
        A measuring convention by name ("basicsr-y"), or by name with settings ("basicsr-y:crop_border=4").
    output
        The folder for ``scores.csv``, ``inputs.csv``, ``study.json``, and what is done so far: the same call
        goes on where an earlier one was stopped. None: nothing is kept.
    workers
        How many processes work, each with one thread; None: one for each core. Results do not depend on it.
        With Slurm, how many in each job; None: one.
    group
        The unit of statistics that images belong to, such as a volume: "parent", their folder; or a regular
        expression that is searched in the name, of which the groups in brackets count, or else all of it.
    pairing
        How files are matched: "name", "order", or "auto".
    data_range, fit, background, max_pixels, ignore, device
        As for :class:`~difference_finder.finder.Finder`.
    mask
        A file whose pixels that are zero do not count, or a folder of such files, matched by name.
    timeout
        How many seconds one image may take, with all methods and metrics; None for 600.
    shard_size
        How many images are one piece of the work; None: up to 32.
    engine
        Who does the work: "local", processes on this machine, which None stands for; "ray"
        ("ray:address=10.0.0.1:6379"); "slurm" ("slurm:partition=cpu,time=60"); any
        ``concurrent.futures.Executor``; or an engine of :mod:`difference_finder.study.engines`.
    ours
        The method that the study is about: the others are its rivals. By default the first.
    crops
        The metric by whose local map the places to show are chosen ("mse", "ssim"), which may be another than
        those that are reported; None for no crops.
    crop_sizes
        Sides of these places in pixels.
    crop_border
        How many pixels at each side of an image no place has.
    seed
        What resampling and random crops depend on.

    Returns
    -------
    Study
        Its ``scores`` are a table, (methods, images) for each metric. What could not be scored is NaN there,
        and an error row in ``errors``. Its ``verdicts`` say whether ours is better, its ``crops`` where.

    Raises
    ------
    PairingError
        If names are missing somewhere; all are listed before the work begins.
    InputError, UnknownNameError, MissingDependencyError, WeightsError
        If an option cannot be.
    StudyError
        If ``output`` holds a study of other images or options.
    StoppedError
        If the work cannot go on, because the disk is full for instance.

    Notes
    -----
    The work is done in processes of its own, so that an image that brings one down costs only its own score.
    They import the program that calls: a script must do so under ``if __name__ == "__main__":``.

    Examples
    --------
    >>> import numpy as np
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as root:
    ...     for name, value in {"GT": 0.0, "ours": 0.1, "edsr": 0.2}.items():
    ...         Path(root, name).mkdir()
    ...         np.save(Path(root, name, "cat.npy"), np.full((8, 8), value))
    ...     study = rank(f"{root}/GT", {name: f"{root}/{name}" for name in ("ours", "edsr")}, "psnr")
    >>> study.scores.of("psnr", "ours").tolist()
    [20.0]
    >>> [mean.method for mean in study.means if mean.best]
    ['ours']
    >>> study.verdicts.outcomes[0].word
    'no difference shown'
    """
    from difference_finder.study.engines import get_engine

    runs = get_engine(engine, workers, timeout)
    measurement = Measurement.checked(
        metrics,
        protocol,
        data_range=data_range,
        fit=fit,
        background=background,
        max_pixels=max_pixels,
        mask=mask,
        ignore=ignore,
        device=device,
    )
    manifest = plan_study(
        reference,
        methods,
        measurement,
        group=group,
        pairing=pairing,
        shard_size=shard_size,
        ours=ours,
        seed=seed,
        crops=crops,
        crop_sizes=crop_sizes,
        crop_border=crop_border,
    )
    return run_study(manifest, output, runs)


def run_study(
    manifest: Manifest,
    output: str | Path | None,
    engine: Engine,
    step: Callable[[str], None] | None = None,
) -> Study:
    """Do what is left of a study, and return it.

    Parameters
    ----------
    manifest
        What it consists of.
    output
        Its folder; None for one that is deleted afterwards.
    engine
        What runs the shards.
    step
        Told the name of each image that is done, those of earlier runs included.
    """
    with _folder(manifest, output) as folder:
        store = Store(folder, manifest)
        pending = store.pending()
        if step is not None:
            for number in sorted(set(range(store.manifest.shards)).difference(pending)):
                for image in store.manifest.shard(number).images:
                    step(image.name)
        engine.run(store.manifest, pending, store.shard_folder, step)
        return Study.of(store.finish())


@contextlib.contextmanager
def _folder(manifest: Manifest, output: str | Path | None) -> Iterator[Path]:
    if output is None:
        with tempfile.TemporaryDirectory(prefix="difference-finder-") as folder:
            yield Path(folder)
        return
    wanted = as_path(output).resolve()
    for folder in manifest.folders[: len(manifest.methods) + 1]:
        if as_path(folder).resolve() in (wanted, *wanted.parents):
            raise StudyError(
                f"output '{output}' lies in the input folder '{folder}', where pictures of the study would"
                " count as images; choose another folder"
            )
    yield as_path(output)

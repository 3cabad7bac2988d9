"""The function ``rank``, which runs a study of folders."""

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
from difference_finder.study.plan.measurement_settings import MeasurementSettings
from difference_finder.study.plan.planning import plan_study
from difference_finder.study.run.store import Store
from difference_finder.study.statistics.intervals import check_over
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
    unmatched: str = "error",
    data_range: Any = None,
    fit: str = "error",
    background: str = "white",
    max_pixels: int | None = None,
    mask: str | Path | None = None,
    ignore: Any = (),
    pages: str | int = "all",
    bands: str | int | None = None,
    nan: str = "report",
    axes: str | None = None,
    device: str = "cpu",
    timeout: float | None = None,
    shard_size: int | None = None,
    engine: Any = None,
    ours: str | None = None,
    crops: str | None = "mse",
    crop_sizes: Sequence[int] = SIZES,
    crop_border: int = 8,
    kinds: bool = False,
    seed: int = 0,
    level: float = 0.05,
    draws: int = 9999,
    correction: str = "max-t",
    primary: str | Sequence[str] = (),
    relevant: Mapping[str, float] | None = None,
    over: str = "images",
    post_hoc: str | None = None,
) -> Study:
    """Score several methods against a reference, and test where and whether one is better.

    Parameters
    ----------
    reference
        Folder of the reference images.
    methods
        Folder of each method. Images are matched by their path below it, without suffix.
    metrics
        Name ("ssim"), name with settings ("ssim:sigma=2"), either of them with a protocol
        ("psnr@basicsr-y:crop_border=4"), or a list of these.
    protocol
        Measuring convention by name ("basicsr-y"), or by name with settings ("basicsr-y:crop_border=4"), of
        crops and of the metrics that carry none. A network for colour images is measured on whole images in
        all their colours, with a note, if this protocol converts colours or leaves out a border.
    output
        Folder for ``scores.csv``, ``inputs.csv``, ``difficulty.csv``, ``study.json`` and intermediate
        results; the same call resumes an interrupted study. None keeps nothing.
    workers
        Number of processes with one thread each; None for one for each core. Results do not depend on it.
        With Slurm, the number in each job; None for one.
    group
        Rule that gives the statistical unit of an image, such as a volume: "parent", its folder; or a regular
        expression that is searched in its name, of which the capture groups count, or the whole match if it
        has none.
    pairing
        Rule that matches files: "name", "order", or "auto"; see :class:`~difference_finder.finder.Finder`.
    unmatched
        Treatment of images that a folder lacks, and of ambiguous names: "error"; "report", as error rows of
        the methods that lack a file, and in ``study.record["unmatched"]``; "ignore" leaves these images out.
    data_range, fit, background, max_pixels, ignore, pages, bands, axes, device
        See :class:`~difference_finder.finder.Finder`.
        ``fit="resize-reference"`` brings the reference to the size of smaller images instead, with a note.
    mask
        Mask file, or folder of mask files matched by name; pixels that are zero do not count.
    nan
        Pixels that are not finite in the reference or in any method: "report" leaves them out for all methods
        of that image, so that all are scored on the same pixels; "mask" leaves them out for each method by
        itself.
    timeout
        Time that one image may take with all methods and metrics, in seconds; None for 600.
    shard_size
        Number of images in a shard, the unit of work; None for up to 32.
    engine
        Engine that runs the shards: None or "local" for processes on this machine; "ray"
        ("ray:address=10.0.0.1:6379"); "slurm" ("slurm:partition=cpu,time=60"); any
        ``concurrent.futures.Executor``; or an engine of :mod:`difference_finder.study.engines`.
    ours
        Method that the study is about, whose rivals are the others; by default the first.
    crops
        Metric whose local map selects the crops ("mse", "ssim"), which may differ from the reported metrics;
        None for no crops.
    crop_sizes
        Side lengths of the crops in pixels.
    crop_border
        Width of the frame of each image that no crop includes, in pixels.
    kinds
        Whether to measure what changed from ours to each rival: the kinds of change in the regions of each
        image where their errors differ most, counted over all images in ``Study.kinds``. Scoring then takes
        several times as long.
    seed
        Seed of resampling and of random crops.
    level
        Family-wise significance level over all rivals and metrics.
    draws
        Number of bootstrap resamples and of random sign assignments.
    correction
        Correction for several comparisons: "max-t" (Westfall and Young) or "holm".
    primary
        Metrics that are tested first; the others are secondary, and are tested only if all primary
        comparisons are significant.
    relevant
        Smallest relevant difference in some metrics, such as ``{"psnr": 0.05}``; their verdicts are "better",
        "worse", "equivalent" or "undecided".
    over
        What intervals hold for, in a study of several data sets: "images" of these data sets, or other
        "data-sets".
    post_hoc
        Test of all pairs of methods, "nemenyi" or "conover", for the summary and the record; None for none.

    Returns
    -------
    Study
        Scores as a table (methods, images) for each metric, in ``scores``. A missing score is NaN there, and
        an error row in ``errors``. ``verdicts`` compares ours with its rivals, and ``crops`` shows where they
        differ.

    Raises
    ------
    PairingError
        If names are missing in a folder; the message lists them before the work starts.
    InputError, UnknownNameError, MissingDependencyError, WeightsError
        If an option is invalid, or lacks a package or weights.
    StudyError
        If ``output`` holds a study of other images or options.
    StoppedError
        If the work cannot continue, for example because the disk is full.

    Notes
    -----
    Worker processes compute the scores, so that an image that crashes a process costs only its own score.
    They import the calling program: a script must call ``rank`` under ``if __name__ == "__main__":``.

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

    check_over(over, None)
    runner = get_engine(engine, workers, timeout)
    measurement = MeasurementSettings.checked(
        metrics,
        protocol,
        data_range=data_range,
        fit=fit,
        background=background,
        max_pixels=max_pixels,
        mask=mask,
        ignore=ignore,
        pages=pages,
        bands=bands,
        nan=nan,
        axes=axes,
        device=device,
    )
    manifest = plan_study(
        reference,
        methods,
        measurement,
        group=group,
        pairing=pairing,
        unmatched=unmatched,
        shard_size=shard_size,
        ours=ours,
        seed=seed,
        crops=crops,
        crop_sizes=crop_sizes,
        crop_border=crop_border,
        kinds=kinds,
        statistics={
            "level": level,
            "draws": draws,
            "correction": correction,
            "primary": primary,
            "relevant": relevant,
            "over": over,
            "post_hoc": post_hoc,
        },
    )
    return run_study(manifest, output, runner)


def run_study(
    manifest: Manifest,
    output: str | Path | None,
    engine: Engine,
    step: Callable[[str], None] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Study:
    """Run the remaining shards of a study, and return the study.

    Parameters
    ----------
    manifest
        Manifest of the study.
    output
        Folder of the study; None for a temporary one.
    engine
        Engine that runs the shards.
    step
        Function called with the name of each finished image, including images of earlier runs.
    labels
        Displayed names of methods, for the record.
    """
    with _folder(manifest, output) as folder:
        store = Store(folder, manifest)
        pending = store.pending()
        if step is not None:
            for number in sorted(set(range(store.manifest.shards)).difference(pending)):
                for image in store.manifest.shard(number).images:
                    step(image.name)
        engine.run(store.manifest, pending, store.shard_folder, step)
        return Study.of(store.finish(labels))


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
                f"output '{output}' lies in the input folder '{folder}', where images of the study would"
                f" count as"
                " inputs; choose another folder"
            )
    yield as_path(output)

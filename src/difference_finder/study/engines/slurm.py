"""Slurm: shards become the jobs of an array, and their part-files on a shared disk are the result.

A job works through many shards in processes of its own, as it is done on the machine of the user: what a pair
does to its process costs that pair. A job that fails or runs out of time has its shards sent once more, each
in a job of its own, and then the pairs of those that fail again.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, MissingDependencyError, StoppedError
from difference_finder.storage.paths import Remote, refuse_private
from difference_finder.study.engines._loop import LostError, Report, run_tasks
from difference_finder.study.engines._task import Task
from difference_finder.study.engines.local import LocalEngine
from difference_finder.study.plan.manifest import Manifest

__all__ = ["SlurmEngine"]

LOGS = "slurm"
"""The folder of jobs and their logs, within that of the study."""

CLUSTERS = ("slurm", "local", "debug")

SHARDS = 20
"""How many shards a job takes for each of its processes: at 32 images a shard and 0.1 to 1 s an image that is
one to ten minutes."""

MINUTES = 60
"""How long a job may take, unless ``time`` says otherwise."""

PAUSES = (0.1, 10.0)
"""How many seconds there are between two looks at the jobs: shorter ones at first."""


class SlurmEngine:
    """Run shards as jobs of Slurm.

    Parameters
    ----------
    workers
        How many processes in each job, which is also the number of cores that it asks for; None: one.
    timeout
        How many seconds one image may take, with all methods and metrics; None for 600.
    shards_per_job
        How many shards are one job, which should take minutes; None: 20 for each process.
    jobs
        How many jobs are queued or run at once.
    cluster
        "slurm"; "local" for jobs that are processes of this machine, to try it out; "debug" for jobs that run
        within this process, one after the other.
    logs
        The folder for jobs and their logs; None for ``slurm`` in that of the study. All machines must see it.
    **options
        What ``sbatch`` is told, by the names of submitit: ``partition``, ``time`` (minutes, or "1:30:00"; 60
        unless given), ``account``, ``qos``, ``mem``, ``constraint``, and so on.

    Raises
    ------
    InputError
        If an argument cannot be.
    MissingDependencyError
        If submitit is not installed.

    Notes
    -----
    The machines of the cluster need this package, and the images and the folder of the study under the same
    paths.
    """

    def __init__(
        self,
        workers: int | None = None,
        timeout: float | None = None,
        shards_per_job: int | None = None,
        jobs: int = 256,
        cluster: str = "slurm",
        logs: str | Path | None = None,
        **options: Any,
    ) -> None:
        self.timeout = LocalEngine(workers, timeout).timeout
        self.workers = workers or 1
        self.shards_per_job = SHARDS * self.workers if shards_per_job is None else shards_per_job
        for name, value in (("shards_per_job", self.shards_per_job), ("jobs", jobs)):
            if type(value) is not int or value < 1:
                raise InputError(f"{name} must be a whole number, at least 1, not {value!r}")
        if cluster not in CLUSTERS:
            raise InputError(f"cluster must be one of {', '.join(CLUSTERS)}, not {cluster!r}")
        self.jobs, self.cluster, self.options = jobs, cluster, options
        self.logs = None if logs is None else Path(logs).absolute()
        _import_submitit()

    def run(
        self,
        manifest: Manifest,
        numbers: Sequence[int],
        parts: Path,
        step: Callable[[str], None] | None = None,
    ) -> None:
        """Have shards written into a folder, as :meth:`difference_finder.study.engines.Engine.run` says."""
        if not numbers:
            return
        refuse_private([*manifest.folders, parts])
        logs = parts.parent / LOGS if self.logs is None else self.logs
        if isinstance(logs, Remote):
            raise InputError(
                f"jobs and their logs cannot be in '{logs}'; give logs=DIR, on a disk that all share"
            )
        run_tasks(_Crew(self, logs), manifest, numbers, parts, step)

    def executor(self, folder: Path) -> Any:
        """Return what submits jobs, with their files in a folder.

        Raises
        ------
        InputError
            If an option is none of Slurm.
        StoppedError
            If there is no Slurm here.
        """
        try:
            made = _import_submitit().AutoExecutor(folder, cluster=self.cluster)
            made.update_parameters(
                name="difference-finder",
                cpus_per_task=self.workers,
                timeout_min=MINUTES,
                slurm_array_parallelism=self.jobs,
                **{f"slurm_{name}": value for name, value in self.options.items()},
            )
        except (NameError, ValueError, AssertionError) as error:
            raise InputError(f"engine 'slurm' cannot be set up: {_line(error)}") from error
        except RuntimeError as error:
            raise StoppedError(
                f"no job can be submitted: {_line(error)}; start the command on a machine of the cluster"
            ) from error
        return made


class _Crew:
    """Sends tasks as jobs, as :class:`difference_finder.study.engines._loop.Crew` says."""

    isolates = True

    def __init__(self, engine: SlurmEngine, folder: Path) -> None:
        self.executor = engine.executor(folder)
        self.at_once, self.size = engine.jobs, engine.shards_per_job
        self.workers, self.timeout = engine.workers, engine.timeout
        self.submitit = _import_submitit()

    def send(self, batches: list[list[Task]], parts: Path) -> Iterator[Any]:
        from difference_finder.study.engines._remote import in_processes

        try:
            with self.executor.batch():
                jobs = [
                    self.executor.submit(
                        in_processes, [task.order for task in tasks], parts, self.timeout, self.workers
                    )
                    for tasks in batches
                ]
        except (OSError, RuntimeError) as error:
            raise StoppedError(f"no job can be submitted: {_line(error)}") from error
        yield from jobs

    def wait(self, sent: Collection[Any]) -> Iterable[Any]:
        pause, longest = PAUSES
        while not (done := [job for job in sent if job.done()]):
            time.sleep(pause)
            pause = min(1.5 * pause, longest)
        return done

    def result(self, one: Any) -> Report:
        try:
            report: Report = one.result()
        except self.submitit.core.utils.UncompletedJobError as error:
            raise LostError(
                f"the job that scored it failed; its log is in '{one.paths.folder.name}'"
            ) from error
        for path in (one.paths.submitted_pickle, one.paths.result_pickle):  # the logs stay
            path.unlink(missing_ok=True)
        return report

    def drop(self, sent: Collection[Any]) -> None:
        if not sent:
            return
        try:
            for job in sent:
                job.cancel()
        except Exception as error:  # noqa: BLE001  whatever scancel, or what calls it, has to say
            names = ", ".join(str(job.job_id) for job in sent)
            warnings.warn(f"jobs go on ({names}) that cannot be cancelled: {_line(error)}", stacklevel=2)
        else:
            warnings.warn(f"{len(sent)} job{'s' * (len(sent) != 1)} cancelled", stacklevel=2)


def _import_submitit() -> Any:
    try:
        import submitit
        import submitit.core.utils
    except ImportError as error:
        raise MissingDependencyError.for_extra("engine 'slurm'", "submitit", "slurm") from error
    return submitit


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__

"""The engine that uses Slurm: shards become jobs of an array, whose results are files on a shared disk.

A job scores many shards in processes of its own, as the local engine does, so that a pair that crashes its
process costs only its own score. The shards of a job that fails or runs out of time are retried once, each as
a job of its own; then their pairs are sent.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, MissingDependencyError, StoppedError
from difference_finder.storage.paths import RemotePath, check_shared
from difference_finder.study.engines._loop import LostError, Report, run_tasks
from difference_finder.study.engines._task import Task
from difference_finder.study.engines.local import LocalEngine
from difference_finder.study.plan.manifest import Manifest
from difference_finder.text import error_line, setting

__all__ = ["SlurmEngine"]

LOGS = "slurm"
"""Name of the folder for jobs and their logs, within the folder of the study."""

CLUSTERS = ("slurm", "local", "debug")

SHARDS = 20
"""Number of shards in a job for each of its processes: with 32 images a shard and 0.1 to 1 s an image, a job
takes one to ten minutes."""

MINUTES = 60
"""Time limit of a job in minutes, unless ``time`` is given."""

PAUSES = (0.1, 10.0)
"""Shortest and longest time between two queries of the jobs, in seconds."""


class SlurmEngine:
    """Run shards as jobs of Slurm.

    Parameters
    ----------
    workers
        Number of processes in each job, and of the cores that it requests; None for one.
    timeout
        Time that one image may take with all methods and metrics, in seconds; None for 600.
    shards_per_job
        Number of shards in a job, which should take minutes; None for 20 for each process.
    jobs
        Number of jobs that are queued or running at once.
    cluster
        "slurm"; "local" for jobs that are processes of this machine, as a trial; "debug" for jobs that run
        within this process, one after the other.
    logs
        Folder for jobs and their logs, which all machines must see; None for ``slurm`` in the folder of the
        study.
    **options
        Options of ``sbatch``, under the names of submitit: ``partition``, ``time`` (minutes, or "1:30:00"; 60
        unless given), ``account``, ``qos``, ``mem``, ``constraint``, and so on.

    Raises
    ------
    InputError
        If an argument is invalid.
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
        shard_folder: Path,
        step: Callable[[str], None] | None = None,
    ) -> None:
        """Score shards and write their result files; see :class:`difference_finder.study.engines.Engine`."""
        if not numbers:
            return
        check_shared([*manifest.folders, shard_folder])
        logs = shard_folder.parent / LOGS if self.logs is None else self.logs
        if isinstance(logs, RemotePath):
            raise InputError(
                f"jobs and their logs cannot be in '{logs}'; pass the setting logs of the engine"
                f" ({setting('slurm', 'logs', '/shared/logs')}), a folder on a disk that all machines share"
            )
        run_tasks(_Dispatcher(self, logs), manifest, numbers, shard_folder, step)

    def executor(self, folder: Path) -> Any:
        """Return the submitit executor whose jobs have their files in a folder.

        Raises
        ------
        InputError
            If Slurm does not know an option.
        StoppedError
            If Slurm is not installed on this machine.
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
            raise InputError(f"engine 'slurm' cannot be set up: {error_line(error)}") from error
        except RuntimeError as error:
            raise StoppedError(
                f"no job can be submitted: {error_line(error)}; run the command on a machine of the cluster"
            ) from error
        return made


class _Dispatcher:
    """Sends tasks as jobs; see :class:`difference_finder.study.engines._loop.Dispatcher`."""

    isolates = True

    def __init__(self, engine: SlurmEngine, folder: Path) -> None:
        self.executor = engine.executor(folder)
        self.at_once, self.size = engine.jobs, engine.shards_per_job
        self.workers, self.timeout = engine.workers, engine.timeout
        self.submitit = _import_submitit()

    def send(self, batches: list[list[Task]], shard_folder: Path) -> Iterator[Any]:
        from difference_finder.study.engines._remote import in_processes

        try:
            with self.executor.batch():
                jobs = [
                    self.executor.submit(
                        in_processes, [task.order for task in tasks], shard_folder, self.timeout, self.workers
                    )
                    for tasks in batches
                ]
        except (OSError, RuntimeError) as error:
            raise StoppedError(f"no job can be submitted: {error_line(error)}") from error
        yield from jobs

    def wait(self, sent: Collection[Any]) -> Iterable[Any]:
        pause, longest = PAUSES
        while not (done := [job for job in sent if job.done()]):
            time.sleep(pause)
            pause = min(1.5 * pause, longest)
        return done

    def result(self, handle: Any) -> Report:
        try:
            report: Report = handle.result()
        except self.submitit.core.utils.UncompletedJobError as error:
            raise LostError(
                f"the job that scored it failed; its log is in '{handle.paths.folder.name}'"
            ) from error
        for path in (handle.paths.submitted_pickle, handle.paths.result_pickle):  # the logs are kept
            path.unlink(missing_ok=True)
        return report

    def drop(self, sent: Collection[Any]) -> None:
        if not sent:
            return
        try:
            for job in sent:
                job.cancel()
        except Exception as error:  # noqa: BLE001  any error of scancel or its caller
            names = ", ".join(str(job.job_id) for job in sent)
            warnings.warn(
                f"jobs {names} are still running and cannot be cancelled: {error_line(error)}", stacklevel=2
            )
        else:
            warnings.warn(f"{len(sent)} job{'s' * (len(sent) != 1)} cancelled", stacklevel=2)


def _import_submitit() -> Any:
    try:
        import submitit
        import submitit.core.utils
    except ImportError as error:
        raise MissingDependencyError.for_extra("engine 'slurm'", "submitit", "slurm") from error
    return submitit

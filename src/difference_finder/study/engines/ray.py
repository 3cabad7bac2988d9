"""Ray: shards are its tasks, on this machine or on a cluster.

A worker that is lost costs its shard one retry; then its pairs are scored in processes of their own, by which
the guilty pair is found and becomes an error row.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import threading
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, MissingDependencyError, StoppedError
from difference_finder.storage.paths import refuse_private
from difference_finder.study.engines._loop import LostError, Report, run_tasks
from difference_finder.study.engines._process import environment, one_thread
from difference_finder.study.engines._task import Task
from difference_finder.study.engines.local import LocalEngine
from difference_finder.study.plan.manifest import Manifest
from difference_finder.threads import worker_count

__all__ = ["RayEngine"]

AHEAD = 2
"""How many shards are on their way for each core, so that none waits for the next one."""

ANSWER_SECONDS = 10.0
"""How long an address may take to answer."""

OBJECTS = 100_000_000
"""Bytes of shared memory for Ray where this program starts it: shards and answers are some kilobytes."""

SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_worker_niceness": "0",
}
"""No numbers about the user are sent anywhere; Ray warns of nothing that its users here could change; its
workers are not behind all else that the machine does."""


class RayEngine:
    """Run shards as tasks of Ray.

    Parameters
    ----------
    address
        Of the cluster, as Ray takes it: "10.0.0.1:6379", or "auto" for the one that this machine belongs to.
        None: the one that this program is connected to; else Ray is started on this machine, and ended
        afterwards. Its machines need this package, the images and the folder of the study under the same
        paths.
    workers
        How many shards at once; None: one for each core that Ray has.
    timeout
        How many seconds one image may take, with all methods and metrics; None for 600.

    Raises
    ------
    InputError
        If an argument cannot be.
    MissingDependencyError
        If Ray is not installed.
    """

    def __init__(
        self, address: str | None = None, workers: int | None = None, timeout: float | None = None
    ) -> None:
        if address is not None and (not isinstance(address, str) or not address.strip()):
            raise InputError(f"address of Ray must be a text such as '10.0.0.1:6379', not {address!r}")
        self.address, self.workers = address, workers
        self.timeout = LocalEngine(workers, timeout).timeout
        _import_ray()

    def run(
        self,
        manifest: Manifest,
        numbers: Sequence[int],
        parts: Path,
        step: Callable[[str], None] | None = None,
    ) -> None:
        """Have shards written into a folder, as :meth:`difference_finder.study.engines.Engine.run` says."""
        if numbers:
            refuse_private([*manifest.folders, parts])
            with _connected(self.address, self.workers) as (ray, owned):
                run_tasks(_Crew(ray, owned, self.workers, self.timeout), manifest, numbers, parts, step)


class _Crew:
    """Sends each task to Ray, as :class:`difference_finder.study.engines._loop.Crew` says."""

    size, isolates = 1, True

    def __init__(self, ray: Any, owned: bool, workers: int | None, timeout: float) -> None:
        from difference_finder.study.engines._remote import in_this_process

        self.ray, self.owned, self.timeout = ray, owned, timeout
        self.at_once = workers or AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
        # Retries are ours: Ray's would try a pair that brings down its process again and again.
        self.work = ray.remote(num_cpus=1, max_retries=0)(in_this_process)

    def send(self, batches: list[list[Task]], parts: Path) -> Iterator[Any]:
        for (task,) in batches:
            yield self.work.remote(task.order, parts, self.timeout)

    def wait(self, sent: Collection[Any]) -> Iterable[Any]:
        done: list[Any] = self.ray.wait(list(sent), num_returns=1)[0]
        return done

    def result(self, one: Any) -> Report:
        errors = self.ray.exceptions
        try:
            report: Report = self.ray.get(one)
        except errors.RayTaskError as error:
            raise (error.cause or error) from None
        except errors.RayError as error:
            if not self.ray.is_initialized():
                raise StoppedError("Ray has ended; the same call goes on") from error
            raise LostError("the worker of Ray that scored it was lost") from error
        return report

    def drop(self, sent: Collection[Any]) -> None:
        if self.owned:  # it is ended now, with all that it does
            return
        for one in sent:
            with contextlib.suppress(self.ray.exceptions.RayError):  # it has just ended, or Ray has
                # With force, Ray 2.60 brings down this program where the task ends meanwhile.
                self.ray.cancel(one)


def _import_ray() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", FutureWarning)
            import ray
            import ray.exceptions
    except ImportError as error:
        raise MissingDependencyError.for_extra("engine 'ray'", "Ray", "ray") from error
    return ray


@contextlib.contextmanager
def _connected(address: str | None, workers: int | None) -> Iterator[tuple[Any, bool]]:
    """Connect to Ray, or start it; afterwards leave it as it was found. Tell whether it was started here."""
    ray = _import_ray()
    if ray.is_initialized():
        if address is not None:
            raise InputError(
                f"this program is connected to Ray already; leave address={address!r} out, or call"
                " ray.shutdown() before"
            )
        yield ray, False
        return
    log = logging.getLogger("ray")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with environment(SETTINGS), one_thread(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about Ray's own future
            ended = signal.getsignal(signal.SIGTERM)
            _start(ray, address, workers)
            if threading.current_thread() is threading.main_thread() and ended is not None:
                signal.signal(signal.SIGTERM, ended)  # Ray puts its own in its place
        yield ray, address is None
    finally:
        ray.shutdown()
        log.setLevel(level)


def _start(ray: Any, address: str | None, workers: int | None) -> None:
    quiet = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": False}
    try:
        if address is not None:
            _check_reachable(address)
            ray.init(address=address, **quiet)
        else:
            ray.init(
                address="local",
                num_cpus=worker_count(workers),
                object_store_memory=OBJECTS,
                include_dashboard=False,
                **quiet,
            )
    except (OSError, RuntimeError, ValueError, TimeoutError) as error:
        where = "on this machine" if address is None else f"at '{address}'"
        raise StoppedError(f"Ray cannot be reached {where}: {' '.join(str(error).split())}") from error


def _check_reachable(address: str) -> None:
    """Refuse an address where nobody answers; Ray would try for ten minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit() and "/" not in host:
        with socket.create_connection((host.strip("[]"), int(port)), ANSWER_SECONDS):
            pass

"""The engine that uses Ray: each shard is a task, on this machine or on a cluster.

A shard whose worker is lost is retried once; then its pairs are scored in processes of their own, and a pair
that crashes or blocks its process becomes an error row.
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
from difference_finder.storage.paths import check_shared
from difference_finder.study.engines._loop import LostError, Report, run_tasks
from difference_finder.study.engines._process import one_thread, set_environment
from difference_finder.study.engines._task import Task
from difference_finder.study.engines.local import LocalEngine
from difference_finder.study.plan.manifest import Manifest
from difference_finder.text import error_line, setting
from difference_finder.threads import worker_count

__all__ = ["RayEngine"]

AHEAD = 2
"""Number of shards in flight for each core, so that no core waits for work."""

ANSWER_SECONDS = 10.0
"""Time that an address may take to answer, in seconds."""

OBJECTS = 100_000_000
"""Bytes of shared memory for a Ray that this program starts: shards and results take some kilobytes."""

SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_worker_niceness": "0",
}
"""Environment variables for Ray: no usage statistics, no warning about accelerators, and workers of normal
priority."""


class RayEngine:
    """Run shards as tasks of Ray.

    Parameters
    ----------
    address
        Address of the cluster, as Ray takes it: "10.0.0.1:6379", or "auto" for the cluster that this machine
        belongs to. None uses the cluster that this program is connected to, or starts Ray on this machine and
        stops it afterwards. The machines need this package, and the images and the folder of the study under
        the same paths.
    workers
        Number of shards in flight; None for two for each core that Ray has.
    timeout
        Time that one image may take with all methods and metrics, in seconds; None for 600.

    Raises
    ------
    InputError
        If an argument is invalid.
    MissingDependencyError
        If Ray is not installed.
    """

    def __init__(
        self, address: str | None = None, workers: int | None = None, timeout: float | None = None
    ) -> None:
        if address is not None and (not isinstance(address, str) or not address.strip()):
            raise InputError(f"address of Ray must be a string such as '10.0.0.1:6379', not {address!r}")
        self.address, self.workers = address, workers
        self.timeout = LocalEngine(workers, timeout).timeout
        _import_ray()

    def run(
        self,
        manifest: Manifest,
        numbers: Sequence[int],
        shard_folder: Path,
        step: Callable[[str], None] | None = None,
    ) -> None:
        """Score shards and write their result files; see :class:`difference_finder.study.engines.Engine`."""
        if numbers:
            check_shared([*manifest.folders, shard_folder])
            with _connected(self.address, self.workers) as (ray, owned):
                run_tasks(
                    _Dispatcher(ray, owned, self.workers, self.timeout), manifest, numbers, shard_folder, step
                )


class _Dispatcher:
    """Sends each task to Ray; see :class:`difference_finder.study.engines._loop.Dispatcher`."""

    size, isolates = 1, True

    def __init__(self, ray: Any, owned: bool, workers: int | None, timeout: float) -> None:
        from difference_finder.study.engines._remote import in_this_process

        self.ray, self.owned, self.timeout = ray, owned, timeout
        self.at_once = workers or AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
        # run_tasks retries; Ray would retry a pair that crashes its process again and again.
        self.work = ray.remote(num_cpus=1, max_retries=0)(in_this_process)

    def send(self, batches: list[list[Task]], shard_folder: Path) -> Iterator[Any]:
        for (task,) in batches:
            yield self.work.remote(task.order, shard_folder, self.timeout)

    def wait(self, sent: Collection[Any]) -> Iterable[Any]:
        done: list[Any] = self.ray.wait(list(sent), num_returns=1)[0]
        return done

    def result(self, handle: Any) -> Report:
        errors = self.ray.exceptions
        try:
            report: Report = self.ray.get(handle)
        except errors.RayTaskError as error:
            raise (error.cause or error) from None
        except errors.RayError as error:
            if not self.ray.is_initialized():
                raise StoppedError("Ray has stopped; run the same call again to resume") from error
            raise LostError("the worker of Ray that scored it was lost") from error
        return report

    def drop(self, sent: Collection[Any]) -> None:
        if self.owned:  # Ray is stopped next, with all its tasks
            return
        for one in sent:
            with contextlib.suppress(self.ray.exceptions.RayError):  # the task or Ray has just ended
                # With force, Ray 2.60 crashes this program if the task ends meanwhile.
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
    """Connect to Ray or start it; yield Ray and whether it was started here. Restore its state afterwards."""
    ray = _import_ray()
    if ray.is_initialized():
        if address is not None:
            raise InputError(
                f"this program is already connected to Ray; leave"
                f" {setting('ray', 'address', address)} out, or call ray.shutdown() first"
            )
        yield ray, False
        return
    log = logging.getLogger("ray")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with set_environment(SETTINGS), one_thread(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations within Ray
            handler = signal.getsignal(signal.SIGTERM)
            _start(ray, address, workers)
            if threading.current_thread() is threading.main_thread() and handler is not None:
                signal.signal(signal.SIGTERM, handler)  # Ray replaces the handler
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
        raise StoppedError(f"Ray cannot be reached {where}: {error_line(error)}") from error


def _check_reachable(address: str) -> None:
    """Raise an error if an address does not answer; Ray would try for ten minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit() and "/" not in host:
        with socket.create_connection((host.strip("[]"), int(port)), ANSWER_SECONDS):
            pass

"""The machine and the versions behind the numbers."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from peers import ancestor, dists_pytorch, lpips, npm, piq

PACKAGES = (
    "numpy", "scipy", "pillow", "imagecodecs", "torch", "pytorch-msssim", "torchmetrics", "scikit-image",
    "flip-evaluator", "blazediff", "pixelmatch",
)  # fmt: skip


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def keep_to(threads: int) -> None:
    """Restrict this process and its children to a number of cores, for programs without such an option."""
    if threads < cores():
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def free_memory() -> int:
    """Return the free memory in bytes."""
    found = re.search(r"MemAvailable:\s+(\d+)", _read("/proc/meminfo"))
    return 1024 * int(found[1]) if found else 1 << 62


def facts() -> dict[str, str]:
    """Return a description of the machine."""
    cpu = _read("/proc/cpuinfo")
    model = re.search(r"model name\s*:\s*(.*)", cpu)
    flags = re.search(r"flags\s*:\s*(.*)", cpu)
    wide = [flag for flag in ("avx2", "fma", "avx512f") if flags and flag in flags[1].split()]
    memory = re.search(r"MemTotal:\s+(\d+)", _read("/proc/meminfo"))
    name = model[1] if model else platform.processor()
    return {
        "processor": f"{name} ({', '.join(wide) or platform.machine()})",
        "instruction set of our kernels": _instruction_set(),
        "cores": str(cores()),
        "memory": f"{int(memory[1]) / 1e6:.0f} GB" if memory else "unknown",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
    }


def _instruction_set() -> str:
    """Return the instruction set that our kernels use."""
    try:
        from difference_finder.arrays.native import instruction_set
    except ImportError:
        return "unknown"
    level = instruction_set()
    return (
        "none, without compiled kernels"
        if level is None
        else f"x86-64-{level}".replace("x86-64-base", "base")
    )


def load() -> str:
    """Return the load average of the last minutes."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def versions() -> dict[str, str]:
    """Return the versions of all installed packages that are compared."""
    found = {"difference-finder": _own_version()}
    for package in PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            found[package] = version(package)
    learned = {peer.NAME: peer.VERSION for peer in (lpips, dists_pytorch)}
    apart = {**learned, f"{piq.NAME}": piq.VERSION, f"{ancestor.NAME} (the first)": ancestor.VERSION}
    node = {
        f"{package} (npm)": npm.installed(package)
        for package in ("odiff-bin", "pixelmatch", "playwright-core")
    }
    return {**found, **apart, **{name: number for name, number in node.items() if number}}


def _own_version() -> str:
    try:
        import difference_finder
    except ImportError:
        return "not installed"
    here = Path(difference_finder.__file__).is_relative_to(Path(__file__).resolve().parents[1])
    return f"{difference_finder.__version__}{_commit() if here else ', installed'}"


def _commit() -> str:
    arguments = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    with contextlib.suppress(OSError):
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        return f" ({done.stdout.strip()})" if done.returncode == 0 else ""
    return ""


def _read(path: str) -> str:
    return Path(path).read_text() if Path(path).exists() else ""

"""The kernels, compiled for a GPU that need not be there.

``python gpu_compiled.py 90``, for compute capability 9.0, prints a JSON document with the registers of each
kernel, and the bytes that do not fit into these.
"""

import json
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
import triton
from triton.backends.compiler import GPUTarget

from difference_finder.arrays.gpu._launch import OPTIONS
from difference_finder.parts.registry import metrics
from gpu_cases import HOSTS, Case, images, mask_of, settings_of

CASES = [
    Case("mse", (1, 3, 64, 100)),
    Case("mae", (2, 3, 33, 41), masked=True, kind="bfloat16", layout="cropped"),
    Case("gmsd", (1, 3, 64, 100)),
    Case("gmsd", (2, 1, 33, 41), masked=True, kind="float16"),
    Case("ssim", (1, 3, 64, 100)),
    Case("ssim:padding=same", (1, 1, 33, 41), masked=True, kind="uint8", layout="channels last"),
    Case("ssim:window=uniform,window_size=15", (1, 1, 33, 41)),
    Case("ms-ssim:scales=2", (1, 3, 64, 64)),
    Case("ms-ssim:scales=2", (2, 1, 33, 41), masked=True, kind="bfloat16"),
]


class Driver:
    """What Triton asks of the driver of a GPU before it compiles."""

    def get_current_target(self) -> GPUTarget:
        return GPUTarget("cuda", int(sys.argv[1]), 32)

    def get_current_device(self) -> int:
        return 0

    def get_current_stream(self, device: int) -> int:
        return 0


def resources(binary: bytes) -> tuple[int, int]:
    """Return the registers of a thread, and the bytes of its values that lie in memory instead."""
    tool = Path(triton.__file__).parent / "backends" / "nvidia" / "bin" / "cuobjdump"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "kernel.cubin")
        path.write_bytes(binary)
        text = subprocess.run([tool, "-res-usage", path], capture_output=True, text=True, check=True).stdout
    registers, local = re.search(r"REG:(\d+).* LOCAL:(\d+)", text).groups()
    return int(registers), int(local)


def main() -> None:
    triton.runtime.driver.set_active(Driver())
    compiled: dict[str, dict[str, Any]] = {}

    def launch(kernel: Any, programs: int, like: torch.Tensor, *arguments: Any, **constants: Any) -> None:
        made = kernel.warmup(*arguments, grid=(programs,), **constants, **OPTIONS)
        if made.hash not in compiled:
            registers, spilled = resources(made.asm["cubin"])
            name = kernel.__name__
            compiled[made.hash] = {"kernel": name, "registers": registers, "spilled": spilled, **constants}

    for name in HOSTS:
        import_module(f"difference_finder.arrays.gpu.{name}").launch = launch
    for case in CASES:
        part = metrics.get(case.spec)
        for function in (part.function, part.gradient_function, part.local_function):
            if function is not None:
                function(*images(case), mask=mask_of(case), **settings_of(part, case))
    sys.stdout.write(json.dumps({"compiled": list(compiled.values())}))


if __name__ == "__main__":
    main()

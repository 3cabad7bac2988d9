"""Run difference-finder 0.0.4 on folders, one request a line: the process behind ``peers/ancestor.py``.

Its own files are unchanged. It needs only ``ToTensor`` of torchvision, and imports lpips without using it;
this file replaces both, so that neither must be installed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch


class ToTensor:
    """Convert a picture to a tensor (C, H, W) in [0, 1], with the same steps as torchvision."""

    def __call__(self, picture: Any) -> torch.Tensor:
        pixels = torch.from_numpy(np.array(picture, copy=True))
        return pixels.permute(2, 0, 1).contiguous().to(torch.get_default_dtype()).div(255)


def main(folder: str, threads: str) -> None:
    torch.set_num_threads(int(threads))
    transforms = ModuleType("torchvision.transforms")
    transforms.ToTensor = ToTensor  # type: ignore[attr-defined]
    for module in (ModuleType("torchvision"), transforms, ModuleType("lpips")):
        sys.modules[module.__name__] = module
    sys.path.insert(0, folder)
    # An editable installation of ours would be found before its folder.
    sys.meta_path[:] = [finder for finder in sys.meta_path if "Redirecting" not in type(finder).__name__]
    try:
        from difference_finder import finder as module

        if not str(module.__file__).startswith(folder):
            raise ImportError(f"{module.__file__} is not version 0.0.4")
        finders = {name: module.Finder(strategy=name, metric="ssim") for name in ("gradient", "difference")}
    except ImportError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        maps = finders[request["strategy"]].run(*(Path(path) for path in request["folders"]))
        if request["save"]:
            np.save(request["save"], np.stack(maps))
        print(json.dumps({"pairs": len(maps)}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Images with known answers. Developers have them beside the repository, in ``../shared/data``."""

from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"
REASON = "needs known answers of developers (../shared/data)"


def files(pattern: str) -> list[Any]:
    """Return the files as parameters of a test, or one parameter that is skipped where there are none."""
    found = [path for path in sorted(FOLDER.rglob(pattern)) if path.is_file()]
    if not found:
        return [pytest.param(None, id=pattern, marks=pytest.mark.skip(reason=REASON))]
    return [pytest.param(path, id=str(path.relative_to(FOLDER))) for path in found]


def folder() -> Path:
    """Return the folder of the images, or skip the test where there is none."""
    if not FOLDER.is_dir():
        pytest.skip(REASON)
    return FOLDER

"""``difference-finder demo``: two photographs that look the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PHOTOGRAPH = Path(__file__).parents[1] / "data" / "cat.jpg"


class Retouch(NamedTuple):
    """A disc that was changed, and a description of the change."""

    description: str
    x: int
    y: int
    radius: int


RETOUCHES = (
    Retouch("texture of the fur lost", 245, 60, 24),
    Retouch("nose 10 levels brighter", 262, 238, 18),
    Retouch("whiskers at the left moved", 60, 255, 20),
)


@click.command("demo")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    default="demo",
    show_default=True,
    help="Folder for the two photographs and the results.",
)
def command(output: str) -> int:
    """Make two photographs that look the same, and find the differences.

    The second photograph is a copy of the first, compressed again and retouched in three places. Compression
    changes nearly every pixel a little; only the three retouched places should be found as regions.
    """
    from difference_finder.cli._text import format_pair
    from difference_finder.finder import Finder

    folder = Path(output)
    paths = make_pair(folder)
    comparison = Finder(strategy="consensus", also=("psnr", "ssim")).compare(*paths, name="cat")
    written = comparison.save(folder / "cat")
    record = comparison.to_dict()
    click.echo(f"{paths[0]} and {paths[1]} look the same, but the second is retouched.\n")
    click.echo(format_pair(record, written))
    click.echo("\nRetouched places, and whether they were found:")
    for retouch in RETOUCHES:
        found = next((i for i, region in enumerate(record["regions"], 1) if _covers(region, retouch)), None)
        outcome = f"found, region {found}" if found else "not found"
        click.echo(f"  {retouch.description:<32} around x={retouch.x}, y={retouch.y}: {outcome}")
    click.echo(f"\nLook at {folder / 'cat.panel.png'}")
    return 0


def make_pair(folder: Path) -> tuple[Path, Path]:
    """Write the photograph and its retouched copy, and return their paths."""
    import io

    import numpy as np
    from PIL import Image

    from difference_finder.storage.atomic import make_folder, write_whole

    with Image.open(PHOTOGRAPH) as photograph:
        original = photograph.convert("RGB")
    compressed = io.BytesIO()
    original.save(compressed, "JPEG", quality=90)
    with Image.open(compressed) as reopened:
        pixels = np.asarray(reopened.convert("RGB"), dtype=np.float32)
    for number, retouch in enumerate(RETOUCHES):
        pixels = _apply_retouch(pixels, retouch, number)
    make_folder(folder)
    paths = folder / "original.png", folder / "retouched.png"
    for path, image in zip(
        paths, (original, Image.fromarray(np.round(pixels).astype(np.uint8))), strict=True
    ):
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        write_whole(path, buffer.getvalue())
    return paths


def _apply_retouch(pixels: NDArray[np.float32], retouch: Retouch, number: int) -> NDArray[np.float32]:
    """Blend the change of a retouch into its disc, with a soft edge."""
    import numpy as np
    from scipy.ndimage import gaussian_filter

    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    distance = np.hypot(rows - retouch.y, columns - retouch.x)
    weight = np.clip((retouch.radius - distance) / 4 + 0.5, 0, 1)[..., None]
    changes: tuple[Any, ...] = (
        lambda: gaussian_filter(pixels, (1.2, 1.2, 0)),
        lambda: np.minimum(pixels + 10, 255),
        lambda: np.roll(pixels, (-26, 8), axis=(0, 1)),
    )
    blended: NDArray[np.float32] = weight * changes[number]() + (1 - weight) * pixels
    return blended


def _covers(region: dict[str, Any], retouch: Retouch) -> bool:
    return bool(
        region["x"] <= retouch.x < region["x"] + region["width"]
        and region["y"] <= retouch.y < region["y"] + region["height"]
    )

"""``difference-finder demo``: images to try the program on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli._command import Command

if TYPE_CHECKING:
    from difference_finder.cli._demo_images import Retouch


@click.command("demo", cls=Command)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    default="demo",
    show_default=True,
    help="Folder for the two photographs and the results.",
)
@click.option("--folders", is_flag=True, help="Write folders of images instead, to try diff and rank on.")
def command(output: str, folders: bool) -> int:
    """Make two photographs that look the same, and find the differences.

    The second photograph is a copy of the first, compressed again and retouched in three places. Compression
    changes nearly every pixel a little; only the three retouched places should be found as regions.

    With --folders, write drawn pages before and after a change, and the results of three methods with their
    truth.
    """
    return _write_folders(Path(output)) if folders else _find_retouches(Path(output))


def _write_folders(folder: Path) -> int:
    from difference_finder.cli._demo_images import make_folders

    before, after, truth, *methods = make_folders(folder)
    named = " ".join(f"{path.name}={path}" for path in methods)
    click.echo(f"wrote {', '.join(map(str, (before, after, truth, *methods)))}")
    click.echo("\nPages before and after a change:")
    click.echo(f"  difference-finder diff {before} {after} --max-changed 0 --unmatched report")
    click.echo("Three ways to enlarge a photograph twice, with the original:")
    click.echo(f"  difference-finder rank --reference {truth} {named}")
    return 0


def _find_retouches(folder: Path) -> int:
    from difference_finder.cli._demo_images import RETOUCHES, make_pair
    from difference_finder.cli._text import format_pair
    from difference_finder.finder import Finder

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


def _covers(region: dict[str, Any], retouch: Retouch) -> bool:
    return bool(
        region["x"] <= retouch.x < region["x"] + region["width"]
        and region["y"] <= retouch.y < region["y"] + region["height"]
    )

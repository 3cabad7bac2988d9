"""Write a page for each command from the commands of click: the pages say the same as ``--help``."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
from sphinx.application import Sphinx

from difference_finder.cli import group

PROGRAM = "difference-finder"


def write_pages(app: Sphinx) -> None:
    """Write ``commands/index.rst`` and one page for each command into the folder of the sources."""
    folder = Path(app.srcdir) / "commands"
    folder.mkdir(exist_ok=True)
    context = click.Context(group, info_name=PROGRAM)
    names = group.list_commands(context)
    for name in names:
        command = group.get_command(context, name)
        _write(folder / f"{name}.rst", "\n".join(_page(command, context, name, "=")))
    _write(folder / "index.rst", "\n".join(_index(context, names)))


def _write(path: Path, text: str) -> None:
    """Write a page if it differs, so that Sphinx reads only pages that changed."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _index(context: click.Context, names: list[str]) -> Iterator[str]:
    yield from _title("Command line", "=")
    yield from _paragraphs(group.help or "")
    yield from ("These pages are made from the program, and say the same as ``--help``.", "")
    for name in names:
        yield from (
            f":doc:`{name}`",
            f"    {_inline(group.get_command(context, name).get_short_help_str(200))}",
        )
    yield from ("", *_options(group, context, PROGRAM))
    yield from (".. toctree::", "    :hidden:", "", *(f"    {name}" for name in names), "")


def _page(command: click.Command, parent: click.Context, name: str, line: str) -> Iterator[str]:
    """Yield the lines of the page of a command, and of its own commands."""
    context = click.Context(command, info_name=name, parent=parent)
    yield from _title(name, line)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (".. code-block:: text", "", f"    {context.command_path} {usage}", "")
    yield from _paragraphs(command.help or "")
    yield from _options(command, context, context.command_path)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _page(command.get_command(context, inner), context, inner, "-")


def _title(text: str, line: str) -> tuple[str, ...]:
    return (text, line * len(text), "")


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text."""
    for paragraph in re.split(r"\n\s*\n", text.partition("\f")[0].strip()):
        yield from (_inline(" ".join(paragraph.replace("\b", "").split())), "")


def _options(command: click.Command, context: click.Context, program: str) -> Iterator[str]:
    """Yield the options of a command, each with an anchor."""
    yield from (f".. program:: {program}", "")
    for parameter in command.get_params(context):
        record = None if isinstance(parameter, click.Argument) else parameter.get_help_record(context)
        if record is None:  # the usage names the arguments
            continue
        names, text = record
        yield from (f".. option:: {names}", "", f"    {_inline(' '.join(text.split()))}", "")


def _inline(text: str) -> str:
    """Return a text of the program in reStructuredText, with its options as code."""
    text = re.sub(r"(?<![\w`-])(--?[a-z][a-z-]*(?:=\w+)?)(?![^`]*`[^`]*$)", r"`\1`", text)
    parts = re.split(r"`([^`]+)`", text)
    return "".join(
        f"``{part}``" if odd % 2 else re.sub(r"([\\*_|<>])", r"\\\1", part) for odd, part in enumerate(parts)
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

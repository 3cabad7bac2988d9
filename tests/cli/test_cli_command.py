"""Options that take one value are given once."""

from __future__ import annotations

import click
import pytest

from difference_finder.cli import COMMANDS, group, main
from difference_finder.cli._command import Command, CommandGroup


def commands() -> list[tuple[str, click.Command]]:
    """Return all commands and subcommands with their names."""
    context, found = click.Context(group), []
    for name in COMMANDS:
        command = group.get_command(context, name)
        inner = command.commands.values() if isinstance(command, click.Group) else [command]
        found += [(f"{name} {one.name}", one) for one in inner]
        if isinstance(command, click.Group):
            assert isinstance(command, CommandGroup)
    return found


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_refuses_repeated_options(name, command) -> None:
    assert isinstance(command, Command)
    for option in command.params:
        if not isinstance(option, click.Option) or option.is_flag or option.multiple or option.count:
            continue
        flag, count = max(option.opts, key=len), option.nargs
        given = [flag, *["1"] * count] * 2
        with pytest.raises(click.UsageError, match=f"{flag} is given 2 times, and takes one value; keep one"):
            command.make_context(name, given)


def test_the_last_of_two_values_is_not_taken_silently(capsys) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["rank", "--reference", "GT", "--reference", "HR", "ours=ours", "rival=rival"])
    assert stop.value.code == 2
    assert "--reference is given 2 times" in capsys.readouterr().err


def test_lists_and_flags_may_be_repeated() -> None:
    context = click.Context(group)
    command = group.get_command(context, "diff")
    given = [__file__, __file__, "--metric", "psnr", "--metric", "ssim", "--quiet", "--quiet"]
    parsed = command.make_context("diff", given)
    assert list(parsed.params["chosen"]) == ["psnr", "ssim"]

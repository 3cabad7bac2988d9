"""The class of all commands."""

from __future__ import annotations

from collections import Counter

import click

__all__ = ["Command", "CommandGroup"]


class Command(click.Command):
    """A command that refuses an option that takes one value and is given twice."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse arguments.

        Raises
        ------
        click.UsageError
            If an option is given twice that takes one value; click alone would use the last.
        """
        if not ctx.resilient_parsing:
            _, _, given = self.make_parser(ctx).parse_args(args=list(args))
            for parameter, times in Counter(given).items():
                if times > 1 and isinstance(parameter, click.Option) and _takes_one(parameter):
                    name = max(parameter.opts, key=len)
                    raise click.UsageError(
                        f"{name} is given {times} times, and takes one value; keep one", ctx
                    )
        return super().parse_args(ctx, args)


class CommandGroup(click.Group):
    """A group of such commands."""

    command_class = Command


def _takes_one(option: click.Option) -> bool:
    return not (option.multiple or option.is_flag or option.count)

"""The option ``--label`` of several commands."""

from __future__ import annotations

import click

__all__ = ["parse_labels"]


def parse_labels(given: tuple[str, ...]) -> dict[str, str]:
    """Return displayed names from texts NAME=TEXT.

    Raises
    ------
    click.UsageError
        If a text has no name, or a name is there twice.

    Examples
    --------
    >>> parse_labels(("ours=Ours (2 M)",))
    {'ours': 'Ours (2 M)'}
    """
    labels: dict[str, str] = {}
    for label in given:
        name, equals, text = label.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--label is NAME=TEXT, not '{label}'")
        if name in labels:
            raise click.UsageError(f"--label names '{name}' twice; give one text")
        labels[name] = text
    return labels

"""``difference-finder list``: show all parts."""

from __future__ import annotations

import json
from typing import Any

import click

KINDS = ("metrics", "strategies", "preprocessors", "postprocessors", "readers", "reporters", "protocols")


@click.command("list")
@click.argument("kinds", nargs=-1, type=click.Choice(KINDS))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(kinds: tuple[str, ...], as_json: bool) -> None:
    """List the parts of the given KINDS (default: all) with their settings and what they do.

    A setting is given after the name: highpass_filter:factor=0.2
    """
    tables = {kind: _rows(kind) for kind in kinds or KINDS}
    if as_json:
        click.echo(json.dumps(tables, indent=2, ensure_ascii=False, default=str))
        return
    blocks = []
    for kind, rows in tables.items():
        lines = [click.style(kind, bold=True)]
        for row in rows:
            settings = ", ".join(f"{key}={value}" for key, value in row["settings"].items())
            lines.append(f"  {row['name']:<18} {row['summary']}")
            lines += [f"  {'':<18}   settings: {settings}"] if settings else []
        blocks.append("\n".join(lines))
    click.echo("\n\n".join(blocks))


def _rows(kind: str) -> list[dict[str, Any]]:
    from difference_finder import registry
    from difference_finder.protocol import PROTOCOLS

    if kind == "protocols":
        return [{"name": p.name, "summary": p.summary, "settings": {}} for p in PROTOCOLS.values()]
    parts: registry.Registry[Any] = getattr(registry, kind)
    found = [parts.get(name) for name in parts.names()]
    return [{"name": part.name, "summary": part.summary, "settings": part.settings} for part in found]

"""``difference-finder list``: list all parts."""

from __future__ import annotations

import json
from typing import Any

import click

from difference_finder.cli import _options
from difference_finder.cli._command import Command

KINDS = (
    "metrics",
    "strategies",
    "preprocessors",
    "postprocessors",
    "readers",
    "reporters",
    "transforms",
    "kinds",
    "plots",
    "protocols",
)


@click.command("list", cls=Command)
@click.argument("kinds", nargs=-1, type=click.Choice(KINDS))
@click.option(
    "--native",
    is_flag=True,
    help="List the compiled kernels and their instruction set instead.",
)
@_options.AS_JSON
def command(kinds: tuple[str, ...], native: bool, as_json: bool) -> None:
    """List parts, of all kinds or of the given kinds, with their settings and a summary.

    Settings follow the name of a part: highpass_filter:factor=0.2
    """
    if native:
        if kinds:
            raise click.UsageError(f"--native lists kernels, not parts; omit --native or {' '.join(kinds)}")
        facts = _kernels()
        click.echo(json.dumps(facts, indent=2) if as_json else _format_kernels(facts))
        return
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
            lines += [f"  {'':<18}   other names: {', '.join(row['aliases'])}"] if row.get("aliases") else []
            lines += [f"  {'':<18}   source: {row['source']}"] if row.get("source") else []
        blocks.append("\n".join(lines))
    click.echo("\n\n".join(blocks))


def _rows(kind: str) -> list[dict[str, Any]]:
    from difference_finder.parts import registry
    from difference_finder.pipeline.protocol import PROTOCOLS
    from difference_finder.study.plots import list_plots

    if kind == "protocols":
        return [{**p.to_dict(), "settings": p.settings} for p in PROTOCOLS.values()]
    if kind == "plots":
        return [{"name": one.name, "summary": one.summary, "settings": one.options} for one in list_plots()]
    parts: registry.Registry[Any] = getattr(registry, kind)
    found = [parts.get(name) for name in parts.names()]
    rows: list[dict[str, Any]] = [
        {"name": part.name, "aliases": list(part.aliases), "summary": part.summary, "settings": part.settings}
        for part in found
    ]
    others = parts.prefixes().items()
    adapted = [
        {"name": f"{prefix}:NAME", "aliases": [], "summary": line, "settings": {}} for prefix, line in others
    ]
    return rows + adapted


def _kernels() -> dict[str, Any]:
    """Return the facts about kernels: instruction set, number of threads, names."""
    from difference_finder.arrays.native import instruction_set, native
    from difference_finder.parts.registry import metrics
    from difference_finder.threads import worker_count

    level = instruction_set()
    module = None if level is None else native()
    names = [] if module is None else [name for name in dir(module) if callable(getattr(module, name))]
    with_kernel = [name for name in metrics.names() if metrics.get(name).kernel_function is not None]
    return {
        "instruction_set": level,
        "vector_bits": None if module is None else 8 * module.vector_bytes,
        "threads": worker_count(None),
        "kernels": names,
        "metrics": with_kernel if names else [],
    }


def _format_kernels(facts: dict[str, Any]) -> str:
    """Return the facts about kernels as lines."""
    from difference_finder.arrays.native import FORCED, reason_without_kernels

    level = facts["instruction_set"]
    if level is None:
        return f"no compiled kernels: {reason_without_kernels()}"
    lines = [
        f"instruction set  {level} ({facts['vector_bits']}-bit vectors); {FORCED} chooses another",
        f"threads          {facts['threads']}",
        f"kernels          {', '.join(facts['kernels'])}",
        f"metrics          {', '.join(facts['metrics'])}",
    ]
    return "\n".join(lines)

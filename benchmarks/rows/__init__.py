"""The lines of the tables, by subject."""

from __future__ import annotations

from _rows import Row


def all_rows() -> list[Row]:
    """Return all rows, in the order of the tables."""
    from rows import (
        accuracy,
        alone,
        arrays,
        candidates,
        commands,
        costs,
        files,
        growth,
        learned,
        limit,
        memory,
        screenshots,
        serve,
        traffic,
    )

    in_memory = [*arrays.rows(), *traffic.rows(), *candidates.rows(), *learned.rows()]
    contests = [*in_memory, *files.rows(), *commands.rows(), *screenshots.rows()]
    ours = [*serve.rows(), *memory.rows(contests), *growth.rows(), *costs.rows(), *alone.rows()]
    return [*contests, *limit.rows(), *accuracy.rows(), *ours]

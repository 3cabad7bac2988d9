"""Measure the page in a headless Chromium: reports, the viewer, and the table of a large study.

In an environment of its own, from the top of the repository:

    pip install '.[view]' playwright scikit-image -c constraints.txt
    python benchmarks/page.py                       # everything; writes its section of benchmarks/RESULTS.md
    python benchmarks/page.py view-8k report        # some cases, printed only
    python benchmarks/page.py table                 # the table of 100,000 images

Pictures are made from photographs of scikit-image; ``--folder`` keeps them for the next time.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import _page_cases as cases
from _page_frames import TASKS, Frames, record
from _page_rows import Row, frame_row, section, time_row
from _sections import write_section
from playwright.async_api import async_playwright

RESULTS = Path(__file__).with_name("RESULTS.md")

STAGE = """document.querySelector("difference-page")?.shadowRoot?.querySelector("difference-stage")
  ?.shadowRoot"""

PREPARED = 1.0
"""Seconds after opening a table until it is sorted; meanwhile the page sorts the names in slices of time."""

TURNS = 3
"""How often a pair is opened in the viewer; the fastest time is reported, which other load changes least."""

SHOWN = f"""(count) => {{
  const panes = [...({STAGE}?.querySelectorAll("difference-pane") ?? [])].map((pane) => pane.shadowRoot);
  return panes.filter((pane) => pane.querySelector("canvas") && !pane.querySelector("p")).length >= count;
}}"""
"""Whether panes show their pictures, of any resolution."""

LOADED = """() => {
  const pictures = [...(document.querySelector("difference-page")?.library?.pictures?.values() ?? [])];
  const stores = pictures.flatMap((picture) => [picture.tiles, picture.stored.tiles]);
  return stores.every((store) => [...store.values()].every((one) => one.tile || one.failed));
}"""
"""Whether all tiles that panes have asked for are there."""

COMPLETE = """() => {
  const { entries } = document.querySelector("difference-page").document;
  return entries.every((one) => !one.load && !one.opening);
}"""
"""Whether the server has sent all of the entries."""

CHANGES = """async () => {
  const page = document.querySelector("difference-page");
  page.change({ tab: "images", lists: true });
  await page.updateComplete;
  const table = page.shadowRoot.querySelector("difference-table");
  const taken = {};
  for (const change of [{ sort: "0" }, { sort: "name", down: true }, { search: "0999" }, { search: "" }]) {
    const begin = performance.now();
    page.change(change);
    await page.updateComplete;
    await table.updateComplete;
    taken[JSON.stringify(change)] = performance.now() - begin;
  }
  return taken;
}"""


@dataclass(frozen=True)
class Visit:
    """A page in a browser."""

    chromium: Any
    page: Any
    begin: float

    async def until(self, condition: str, argument: Any = None) -> float:
        """Wait for a condition; return the seconds since the visit began."""
        await self.page.wait_for_function(condition, arg=argument, polling=20, timeout=180_000)
        return time.perf_counter() - self.begin

    async def middle(self, selector: str) -> tuple[float, float, float]:
        """Return the middle of an element, and its width."""
        box = await self.page.locator(selector).first.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"]

    async def call(self, work: str) -> None:
        """Do something with the page, and wait until it is drawn."""
        await self.page.evaluate(
            f"() => {{ const page = document.querySelector('difference-page'); {work} }}"
        )
        await asyncio.sleep(0.5)
        await self.until(LOADED)
        await asyncio.sleep(0.5)


@asynccontextmanager
async def browser() -> AsyncIterator[Any]:
    """Return a headless Chromium: the installed one, otherwise the one of playwright."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield opened
        await opened.close()


@asynccontextmanager
async def visit(chromium: Any, address: str | None, begin: float | None = None) -> AsyncIterator[Visit]:
    """Open an address in a new window; time counts from ``begin``, or from now."""
    page = await chromium.new_page(viewport={"width": 1440, "height": 900})
    begin = time.perf_counter() if begin is None else begin
    if address is not None:
        await page.goto(address, wait_until="commit")
    yield Visit(chromium, page, begin)
    await page.close()


async def drag(on: Visit, selector: str, across: float, along: float) -> Frames:
    """Drag an element to and fro by shares of the window; return what the frames cost."""
    x, y, _ = await on.middle(selector)
    mouse = on.page.mouse
    await mouse.move(x, y)
    await mouse.down()
    move = lambda n: mouse.move(x + across * math.sin(n / 15), y + along * math.cos(n / 15))  # noqa: E731
    frames = await record(on.chromium, on.page, move)
    await mouse.up()
    return frames


async def gestures(on: Visit, case: str) -> list[Row]:
    """Measure gain, zoom, pan and slider."""
    mouse, canvas = on.page.mouse, "difference-pane canvas"
    _, _, width = await on.middle("[data-control=gain]")
    rows = [frame_row(case, "gain", await drag(on, "[data-control=gain]", 0.4 * width, 0))]
    x, y, _ = await on.middle(canvas)
    await mouse.move(x, y)
    wheel: Callable[[int], Awaitable[Any]] = lambda n: mouse.wheel(0, -60 if n // 40 % 2 == 0 else 60)  # noqa: E731
    rows.append(frame_row(case, "zoom", await record(on.chromium, on.page, wheel)))
    await on.call("page.viewport.fit()")
    rows.append(frame_row(case, "pan, whole image", await drag(on, canvas, 100, 60)))
    await on.call("page.viewport.zoomTo(1)")
    rows.append(frame_row(case, "pan, 1:1", await drag(on, canvas, 100, 60)))
    await on.call("page.viewport.fit(); page.change({ mode: 'slider' })")
    _, _, width = await on.middle(canvas)
    rows.append(frame_row(case, "slider", await drag(on, "button.handle", 0.4 * width, 0)))
    return rows


async def inline(chromium: Any, folder: Path, _: argparse.Namespace) -> tuple[list[Row], list[Row]]:
    """Measure a 4K pair in one file."""
    case, page = "4K pair, one file", cases.inline_page(folder)
    async with visit(chromium, None) as waiting:
        await waiting.page.add_init_script(TASKS)
        on = replace(waiting, begin=time.perf_counter())
        await on.page.goto(page.as_uri(), wait_until="commit")
        times = [time_row(case, "first picture", await on.until(SHOWN, 1), None)]
        times.append(time_row(case, "all pictures", await on.until(SHOWN, 3), None))
        await on.call("")
        longest = await on.page.evaluate("Math.max(0, ...window.tasks)")
        times.append(time_row(case, "longest task of the main thread", longest, None, "ms"))
        return await gestures(on, case), times


async def viewed(
    chromium: Any, paths: list[Path], case: str, budgets: tuple[float | None, float | None]
) -> tuple[list[Row], list[Row]]:
    """Measure a pair in the viewer, from the start of the command; the window is open before."""
    turns = [await opening(chromium, paths) for _ in range(TURNS)]
    works = ("first picture", "visible tiles of the first map", "map by `consensus`, scores, regions")
    measured = zip(works, zip(*turns, strict=True), (*budgets, None), strict=True)
    times = [time_row(case, work, min(taken), budget) for work, taken, budget in measured]
    async with visit(chromium, None) as on:
        with cases.viewer(paths) as address:
            await on.page.goto(address, wait_until="commit")
            await on.until(SHOWN, 3)
            await on.until(COMPLETE)
            await on.call("")
            return await gestures(on, case), times


async def opening(chromium: Any, paths: list[Path]) -> tuple[float, float, float]:
    """Return the seconds until the first picture, the visible tiles of a map, and all of the entry."""
    async with visit(chromium, None) as waiting:
        on = replace(waiting, begin=time.perf_counter())
        with cases.viewer(paths) as address:
            await on.page.goto(address, wait_until="commit")
            first = await on.until(SHOWN, 1)
            await on.until(SHOWN, 3)
            tiles = await on.until(LOADED)
            return first, tiles, await on.until(COMPLETE)


async def view_4k(chromium: Any, folder: Path, _: argparse.Namespace) -> tuple[list[Row], list[Row]]:
    """Measure a 4K pair in the viewer."""
    return await viewed(chromium, cases.pair(folder, 3840, 2160), "4K pair, `view`", (None, None))


async def view_8k(chromium: Any, folder: Path, _: argparse.Namespace) -> tuple[list[Row], list[Row]]:
    """Measure a pair of 8192x8192 in the viewer."""
    return await viewed(chromium, cases.pair(folder, 8192, 8192), "8192x8192 pair, `view`", (2, 4))


async def report(chromium: Any, folder: Path, options: argparse.Namespace) -> tuple[list[Row], list[Row]]:
    """Measure the report of a study, and the memory of its page while 200 images are opened."""
    case = f"report of {options.images:,} images, {len(cases.METHODS)} methods"
    async with visit(chromium, cases.study_report(folder, options.images).as_uri()) as on:
        times = [time_row(case, "pictures", await on.until(SHOWN, len(cases.METHODS) + 1), None)]
        await on.call("page.change({ errors: true })")
        frames = await gestures(on, case)
        await on.call("page.viewport.fit(); page.change({ mode: 'side', tab: 'images', lists: true })")
        x, y, _ = await on.middle("difference-table")
        await on.page.mouse.move(x, y)
        scroll: Callable[[int], Awaitable[Any]] = lambda _: on.page.mouse.wheel(0, 90)  # noqa: E731
        frames.append(frame_row(case, "scroll the table", await record(chromium, on.page, scroll)))
        sizes = [await opened(on, count) for count in (20, min(180, options.images - 20))]
        megabytes, growth = sizes[0] / 1e6, sizes[1] / sizes[0]
        times.append(time_row(case, "JavaScript memory after 20 images", megabytes, None, "MB"))
        times.append(time_row(case, "the same after 200 images, relative to it", growth, 1.1, ""))
        return frames, times


async def opened(on: Visit, count: int) -> float:
    """Open further images, and return the bytes of the memory of JavaScript without garbage."""
    for _ in range(count):
        await on.page.evaluate("() => document.querySelector('difference-page').other(1)")
        await on.until(SHOWN, len(cases.METHODS) + 1)
        await on.until(LOADED)
    session = await on.page.context.new_cdp_session(on.page)
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    used = await session.send("Runtime.getHeapUsage")
    return float(used["usedSize"] + used.get("backingStorageSize", 0))


async def table(chromium: Any, folder: Path, options: argparse.Namespace) -> tuple[list[Row], list[Row]]:
    """Measure the table of a study without pictures."""
    async with visit(chromium, cases.long_table(folder, options.rows).as_uri()) as on:
        await on.page.wait_for_selector(".row[data-at]")
        await asyncio.sleep(PREPARED)
        taken = await on.page.evaluate(CHANGES)
    case = f"table of {options.rows:,} images"
    return [], [time_row(case, f"`{change}`", each, 100, "ms") for change, each in taken.items()]


CASES = {"inline": inline, "view-4k": view_4k, "view-8k": view_8k, "report": report, "table": table}


async def measure(options: argparse.Namespace, folder: Path) -> None:
    """Measure the chosen cases."""
    frames, times = [], []
    for name in options.cases or CASES:
        async with browser() as chromium:
            more = await CASES[name](chromium, folder, options)
        frames += more[0]
        times += more[1]
    text = section(frames, times)
    if options.cases:
        print(f"\n{text}")
    else:
        write_section(RESULTS, text)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"{', '.join(CASES)} [all]")
    parser.add_argument("--images", type=int, default=2000, help="of the report [2000]")
    parser.add_argument("--rows", type=int, default=100_000, help="of the table [100000]")
    parser.add_argument("--folder", type=Path, help="keeps the pictures [a temporary folder]")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no case {', '.join(sorted(unknown))}; choose from {', '.join(CASES)}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(measure(options, folder))


if __name__ == "__main__":
    main()

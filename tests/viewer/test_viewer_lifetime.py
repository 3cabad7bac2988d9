"""The lifetime of the viewer, with a clock that the test controls."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from difference_finder.viewer import lifetime
from difference_finder.viewer.lifetime import OpenPages


class Viewer:
    """A watched server, and pages that open and close."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        patch.setattr(lifetime, "time", SimpleNamespace(monotonic=lambda: self.now))
        patch.setattr(lifetime, "TICK", 0.5)
        patch.setattr(lifetime.asyncio, "sleep", self._tick)
        self.pages = OpenPages(grace=1.0)
        self.server = SimpleNamespace(should_exit=False)
        self.sent: list[bytes] = []
        self._turn = asyncio.Event()

    async def _tick(self, _: float) -> None:
        await self._turn.wait()
        self._turn.clear()

    async def passes(self, seconds: float) -> bool:
        """Advance the clock in steps of half a second; return whether the viewer still runs."""
        for _ in range(round(seconds / 0.5)):
            self.now += 0.5
            await self.turns()
        return not self.server.should_exit

    async def turns(self) -> None:
        """Let the viewer check the clock once."""
        self._turn.set()
        await settled()

    @contextmanager
    def page(self) -> Iterator[None]:
        """Open a page within the block."""
        gone = asyncio.Event()

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            self.sent.append(message.get("body", b""))

        self.open = asyncio.ensure_future(self.pages({"method": "GET"}, receive, send))
        yield
        gone.set()


async def settled() -> None:
    """Run all tasks that are ready."""
    for _ in range(20):
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_result, None)
        await future


def run(monkeypatch, story) -> None:
    async def watched() -> None:
        viewer = Viewer(monkeypatch)
        watch = asyncio.ensure_future(viewer.pages.watch(viewer.server))
        await settled()
        await story(viewer)
        viewer.server.should_exit = True
        await viewer.turns()
        await watch

    asyncio.run(watched())


def test_it_waits_for_the_first_page(monkeypatch) -> None:
    async def story(viewer: Viewer) -> None:
        assert await viewer.passes(60)

    run(monkeypatch, story)


def test_a_reloaded_page_keeps_it_running(monkeypatch) -> None:
    async def story(viewer: Viewer) -> None:
        with viewer.page():
            assert await viewer.passes(60)
        await settled()
        assert await viewer.passes(1)
        with viewer.page():
            assert await viewer.passes(60)
        await settled()
        assert await viewer.passes(1)
        assert not await viewer.passes(0.5)

    run(monkeypatch, story)


def test_one_page_of_two_keeps_it_running(monkeypatch) -> None:
    async def story(viewer: Viewer) -> None:
        with viewer.page():
            with viewer.page():
                assert await viewer.passes(2)
            await settled()
            assert await viewer.passes(60)
        await settled()
        assert not await viewer.passes(1.5)

    run(monkeypatch, story)


def test_a_jump_of_the_clock_restarts_the_grace_period(monkeypatch) -> None:
    async def story(viewer: Viewer) -> None:
        with viewer.page():
            await settled()
        await settled()
        viewer.now += 3600  # the machine was suspended
        await viewer.turns()
        assert await viewer.passes(1)
        assert not await viewer.passes(0.5)

    run(monkeypatch, story)


def test_pages_are_notified_of_the_end(monkeypatch) -> None:
    async def story(viewer: Viewer) -> None:
        with viewer.page():
            await viewer.passes(1)
            viewer.server.should_exit = True
            await viewer.turns()
            await viewer.open
        assert viewer.sent == [b"", b": here\n\n", b"event: end\ndata:\n\n"]

    run(monkeypatch, story)

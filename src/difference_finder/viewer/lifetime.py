"""The lifetime of the viewer: every open page holds a connection, and the server stops after the last one."""

from __future__ import annotations

import asyncio
import time
from typing import Any

__all__ = ["GRACE", "OpenPages"]

GRACE = 5.0
"""Seconds between the end of the last connection and the stop of the viewer; a reload takes less."""

TICK = 0.5


class OpenPages:
    """An ASGI application that counts open pages by their connections.

    Parameters
    ----------
    grace
        Seconds that the viewer waits for a page to return.

    Notes
    -----
    Pages send nothing, so that hidden pages, the timers of which browsers suspend, still count as open.
    Connections survive a suspended machine; if the clock jumps, the grace period starts again.
    """

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._pages = 0
        self._left: float | None = None
        self._closing = asyncio.Event()
        self._changed = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with a stream that ends when the page closes or the viewer stops."""
        head = (b"content-type", b"text/event-stream")
        await send({"type": "http.response.start", "status": 200, "headers": [head]})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        self._pages += 1
        gone = asyncio.ensure_future(self._disconnected(receive))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
            while await self._has_changed(gone, closing):
                await send(
                    {"type": "http.response.body", "body": b"event: change\ndata:\n\n", "more_body": True}
                )
            if self._closing.is_set():
                await send({"type": "http.response.body", "body": b"event: end\ndata:\n\n"})
        finally:
            gone.cancel()
            closing.cancel()
            self._pages -= 1
            self._left = time.monotonic()

    async def _has_changed(self, *ends: asyncio.Future[Any]) -> bool:
        """Wait for a change of the album, or the end of a page; return whether it is a change."""
        changed = asyncio.ensure_future(self._changed.wait())
        await asyncio.wait({changed, *ends}, return_when=asyncio.FIRST_COMPLETED)
        changed.cancel()
        return not any(end.done() for end in ends)

    def announce(self) -> None:
        """Tell all open pages that the album has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    @staticmethod
    async def _disconnected(receive: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def watch(self, server: Any) -> None:
        """Stop a server after its last page has been closed for a while; end the streams when it stops."""
        last = time.monotonic()
        while not server.should_exit:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            if self._left is not None and now - last > 4 * TICK:  # the machine was suspended or overloaded
                self._left = now
            last = now
            if self._pages == 0 and self._left is not None and now - self._left > self._grace:
                server.should_exit = True
        self._closing.set()  # otherwise the server would wait for the pages, and the pages for the server

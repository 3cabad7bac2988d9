"""Whether a page is open: each holds a connection, which the browser closes with it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

__all__ = ["GRACE", "Presence"]

GRACE = 5.0
"""How many seconds after the last page the viewer stops: a page that is loaded anew is back in less."""

TICK = 0.5


class Presence:
    """An ASGI application that answers as long as the page is there.

    Parameters
    ----------
    grace
        How many seconds a page may be gone.

    Notes
    -----
    The page sends nothing, so that one whose timers stand still, as those of hidden pages do, is there all
    the same. While the machine sleeps its own connections stay; where the clock leapt, counting begins anew.
    """

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._pages = 0
        self._left: float | None = None
        self._closing = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with a stream that ends with the page, or with the viewer."""
        head = (b"content-type", b"text/event-stream")
        await send({"type": "http.response.start", "status": 200, "headers": [head]})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        self._pages += 1
        gone = asyncio.ensure_future(self._gone(receive))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
            await asyncio.wait({gone, closing}, return_when=asyncio.FIRST_COMPLETED)
            if self._closing.is_set():
                await send({"type": "http.response.body", "body": b"event: end\ndata:\n\n"})
        finally:
            gone.cancel()
            closing.cancel()
            self._pages -= 1
            self._left = time.monotonic()

    @staticmethod
    async def _gone(receive: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def watch(self, server: Any) -> None:
        """Stop a server when there was a page and none is left for a while; end its streams when it stops."""
        last = time.monotonic()
        while not server.should_exit:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            if self._left is not None and now - last > 4 * TICK:  # the machine slept, or had no time for us
                self._left = now
            last = now
            if self._pages == 0 and self._left is not None and now - self._left > self._grace:
                server.should_exit = True
        self._closing.set()  # or the server would wait for the pages, which wait for it

"""Bounds on the connections of the viewer, so that nobody without the token keeps its owner out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

__all__ = ["BACKLOG", "IDLE_SECONDS", "KNOWN", "Connections", "protocol_of"]

UNKNOWN = 64
"""The most connections that have not sent a request with the token."""

KNOWN = 256
"""The most connections in addition, which have sent one; a browser opens six and keeps one for each page."""

HEAD_SECONDS = 10.0
"""Seconds in which the head of a request must arrive; browsers open connections in advance and wait less."""

IDLE_SECONDS = 5
"""Seconds after which a connection without a request is closed."""

BACKLOG = 128
"""Connections that wait to be accepted. As many are accepted at once, and count as open files."""


@dataclass
class Connections:
    """The connections without a request with the token, the oldest first.

    Parameters
    ----------
    most
        Most connections of this kind.
    head_seconds
        Seconds in which the head of a request must arrive.

    Notes
    -----
    One too many closes the oldest of them. To refuse the newest instead would let idle connections keep the
    owner of the token out.
    """

    most: int = UNKNOWN
    head_seconds: float = HEAD_SECONDS
    unknown: dict[Any, None] = field(default_factory=dict)

    def add(self, connection: Any) -> None:
        """Add a new connection; close the oldest if there are too many."""
        self.unknown[connection] = None
        if len(self.unknown) > self.most:
            oldest = next(iter(self.unknown))
            self.discard(oldest)
            oldest.transport.abort()

    def discard(self, connection: Any) -> None:
        """Forget a connection that is closed, or has sent the token."""
        self.unknown.pop(connection, None)


def protocol_of(connections: Connections) -> type:
    """Return uvicorn's protocol of HTTP/1.1 with bounds on connections and on the time of heads.

    The scope of a request contains its connection in ``state["connection"]``, the method ``know`` of which is
    called when the request has the token.
    """
    import h11
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class BoundedProtocol(H11Protocol):  # type: ignore[misc]
        app_state: dict[str, Any]
        _waiting: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self.app_state = {**self.app_state, "connection": self}
            connections.add(self)
            self._watch_head()

        def know(self) -> None:
            connections.discard(self)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch_head()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            connections.discard(self)
            super().connection_lost(exc)

        def _watch_head(self) -> None:
            """Wait for the rest of a head; the time runs from its first byte, whatever arrives later."""
            if self.conn.their_state is not h11.IDLE:
                self._stop_waiting()
            elif self._waiting is None:
                self._waiting = self.loop.call_later(connections.head_seconds, self.transport.abort)

        def _stop_waiting(self) -> None:
            if self._waiting is not None:
                self._waiting.cancel()
                self._waiting = None

    return BoundedProtocol

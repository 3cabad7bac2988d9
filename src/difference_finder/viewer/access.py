"""Access control of the viewer, and the security headers of its responses.

Every program and every web page on this machine can reach a loopback address. Therefore every request needs
the token as the first part of its path; the Host header must name this machine, because a foreign name could
resolve to 127.0.0.1 (DNS rebinding); and requests from pages of other origins are refused.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

__all__ = ["HEADERS", "AccessControl"]

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "connect-src": "'self'",
    "worker-src": "blob:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

METHODS = ("GET", "HEAD")

LOOPBACK_HOST = re.compile(r"(127\.0\.0\.1|localhost)(:[0-9]{1,5})?")


class AccessControl:
    """An ASGI application that forwards authorised requests to another.

    Parameters
    ----------
    app
        Application that receives the requests, with paths without the token.
    token
        First part of every path.
    writable
        Start of the paths, after the token, that accept POST; None if the viewer is read-only.

    Notes
    -----
    ``/?token=TOKEN`` redirects to ``/TOKEN/``, so that relative addresses carry the token. All refused
    requests get the same answer, 403, whatever their path, and their connection is closed. The Host header
    may have any port, since a tunnel changes the port; foreign pages are recognised by their name or origin.
    POST must state its origin, which browsers always do; there is no CORS, so that pages of other origins can
    send nothing.
    """

    def __init__(self, app: App, token: str, writable: str | None = None) -> None:
        self._app, self._token, self._writable = app, token, writable
        self._tickets: set[str] = set()

    def ticket(self) -> str:
        """Return a token that opens the page once.

        It is passed to the browser, the arguments of which every user of this machine can read.
        """
        self._tickets.add(ticket := secrets.token_urlsafe(32))
        return ticket

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if (
            scope["type"] != "http"
        ):  # a websocket is closed before it opens, which the server answers with 403
            await send({"type": "websocket.close", "code": 1008})
            return
        send = _with_headers(send)
        path = self._path(scope) if self._is_local(scope) else None
        writes = path is not None and self._is_writable(scope, path)
        if path is not None and "connection" in (state := scope.get("state") or {}):
            state["connection"].know()
        if path is None or (writes and not _states_origin(scope)):
            text, closed = b"forbidden: open the address that the viewer printed\n", (b"connection", b"close")
            await _answer(send, 403, text, closed)
        elif scope["method"] not in METHODS and not writes:
            await _answer(send, 405, b"the viewer is read-only\n", (b"allow", b"GET, HEAD"))
        elif path == "":
            await _answer(send, 303, b"", (b"location", f"/{self._token}/".encode()))
        else:
            await self._app(
                {**scope, "path": path, "raw_path": path.encode(), "root_path": ""}, receive, send
            )

    def _path(self, scope: Scope) -> str | None:
        """Return the path after the token; "" if the token is in the query, None if it is missing."""
        first, slash, rest = str(scope["path"]).removeprefix("/").partition("/")
        if scope["path"] == "/":
            tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
            return "" if len(tokens) == 1 and (self._is_token(tokens[0]) or self._redeem(tokens[0])) else None
        if not scope["path"].startswith("/") or not self._is_token(first):
            return None
        return f"/{rest}" if slash else ""

    def _is_writable(self, scope: Scope, path: str) -> bool:
        return self._writable is not None and scope["method"] == "POST" and path.startswith(self._writable)

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), self._token.encode())

    def _redeem(self, ticket: str) -> bool:
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        return known

    def _is_local(self, scope: Scope) -> bool:
        found: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            found.setdefault(name.lower(), []).append(value.decode("latin-1"))
        hosts, origins = found.get(b"host", []), found.get(b"origin", [])
        if len(hosts) != 1 or not LOOPBACK_HOST.fullmatch(hosts[0]):
            return False
        if any(origin != f"http://{hosts[0]}" for origin in origins):
            return False
        # Links with the token may be followed from any page; all other requests must have the same origin.
        site, mode = found.get(b"sec-fetch-site", []), found.get(b"sec-fetch-mode", [])
        return all(one in ("same-origin", "none") for one in site) or mode == ["navigate"]


def _states_origin(scope: Scope) -> bool:
    return any(name.lower() == b"origin" for name, _ in scope["headers"])


def _with_headers(send: Any) -> Any:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            message["headers"] = [*message.get("headers", []), *own]
        await send(message)

    return sending


async def _answer(send: Any, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", str(len(body)).encode())
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, length, *headers]})
    await send({"type": "http.response.body", "body": body})

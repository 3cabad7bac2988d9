"""The server of an album, on a loopback address."""

from __future__ import annotations

import asyncio
import secrets
import signal
import socket
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, MissingDependencyError
from difference_finder.viewer.watching import WatchedAlbum

if TYPE_CHECKING:
    from difference_finder.viewer.album import Album
    from difference_finder.viewer.lifetime import OpenPages

__all__ = ["HOST", "serve"]

HOST = "127.0.0.1"


def check_ready() -> None:
    """Check that the packages of the server and the bundle of the page are installed.

    Raises
    ------
    MissingDependencyError
        If a package or the bundle is missing.
    """
    for package in ("uvicorn", "starlette"):
        try:
            __import__(package)
        except ImportError as error:
            raise MissingDependencyError.for_extra("the viewer", package, "view") from error
    from difference_finder.page.shell import bundle

    bundle()


def serve(
    album: Album | WatchedAlbum,
    *,
    port: int = 0,
    tell: Callable[[str], Any] = print,
    browse: Callable[[str], Any] | None = None,
    grace: float | None = None,
) -> None:
    """Serve an album until its page is closed or a signal arrives.

    Parameters
    ----------
    album
        Scenes to show.
    port
        Port of 127.0.0.1; 0 for any free port.
    tell
        Function that receives the address with its token.
    browse
        Function that opens a browser at an address that works once; None for no browser.
    grace
        Seconds between the close of the last page and the stop of the viewer; None for the default.

    Raises
    ------
    MissingDependencyError
        If the extra ``view`` is not installed.
    InputError
        If the port is in use.
    """
    check_ready()
    bound = _bound(port)
    with bound:
        asyncio.run(_serve(album, bound, tell, browse, grace))


async def _serve(
    album: Album | WatchedAlbum,
    bound: socket.socket,
    tell: Callable[[str], Any],
    browse: Callable[[str], Any] | None,
    grace: float | None,
) -> None:
    import uvicorn

    from difference_finder.viewer import connections
    from difference_finder.viewer.app import guarded_app
    from difference_finder.viewer.lifetime import GRACE, OpenPages

    pages = OpenPages(GRACE if grace is None else grace)
    token = secrets.token_urlsafe(32)
    access = guarded_app(album, pages, token)
    bounds = connections.Connections()
    server = uvicorn.Server(
        uvicorn.Config(
            access,
            http=connections.protocol_of(bounds),
            ws="none",
            lifespan="off",
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
            timeout_keep_alive=connections.IDLE_SECONDS,
            limit_concurrency=bounds.most + connections.KNOWN,
            backlog=connections.BACKLOG,
        )
    )
    address = f"http://{HOST}:{bound.getsockname()[1]}/?token="
    tell(f"{address}{token}")
    Thread(target=album.warm, daemon=True).start()
    if browse is not None:
        Thread(target=browse, args=(f"{address}{access.ticket()}",), daemon=True).start()
    if hasattr(signal, "SIGPIPE"):  # a browser that aborts a request must not end the viewer
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    tasks = [asyncio.ensure_future(pages.watch(server))]
    if isinstance(album, WatchedAlbum):
        tasks.append(asyncio.ensure_future(_follow(album, pages)))
    await server.serve(sockets=[bound])
    for task in tasks:
        task.cancel()


async def _follow(album: WatchedAlbum, pages: OpenPages) -> None:
    """Look at the folder of an album now and then, and tell the pages when it has changed."""
    while True:
        await asyncio.sleep(album.period)
        if await asyncio.to_thread(album.refresh):
            pages.announce()


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # on Windows, no other program may listen on the port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        raise InputError(
            f"cannot listen on port {port} of {HOST}: {error.strerror}; choose another port,"
            " or 0 for any free port"
        ) from error
    return bound

"""The routes of the viewer: the page, the document, entries, tiles and values."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from difference_finder.errors import DifferenceFinderError, UnknownNameError
from difference_finder.page.shell import bundle
from difference_finder.text import to_jsonable
from difference_finder.viewer.access import AccessControl

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from difference_finder.viewer.album import Album
    from difference_finder.viewer.decisions import Decisions
    from difference_finder.viewer.lifetime import OpenPages
    from difference_finder.viewer.watching import WatchedAlbum

__all__ = ["app_of", "guarded_app"]

FOLDER = Path(__file__).parent

FILES = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/viewer.js": ("viewer.js", "text/javascript; charset=utf-8"),
    "/viewer.css": ("viewer.css", "text/css; charset=utf-8"),
}
"""The files of the page, except its bundle."""

TILE_NAME = re.compile(r"([0-9]{1,6})_([0-9]{1,6})\.(png|bin)")

DECISIONS = "/decision/"
"""The start of the paths that decisions are sent to: the only ones that accept POST."""

MOST_SENT = 4096
"""The most bytes of a decision."""

NUMBER = re.compile(r"[0-9]{1,9}")


def guarded_app(album: Album | WatchedAlbum, pages: OpenPages, token: str) -> AccessControl:
    """Return the application behind its access control; only decisions about a run accept POST.

    Parameters
    ----------
    album
        Scenes to show.
    pages
        Endpoint that pages stay connected to.
    token
        First part of every path.
    """
    return AccessControl(app_of(album, pages), token, None if album.decisions is None else DECISIONS)


def app_of(album: Album | WatchedAlbum, pages: OpenPages) -> Starlette:
    """Return the application, to be wrapped in :class:`~difference_finder.viewer.access.AccessControl`.

    Parameters
    ----------
    album
        Scenes to show.
    pages
        Endpoint that pages stay connected to.

    Raises
    ------
    MissingDependencyError
        If the installation lacks the bundle of the page.
    """

    async def entry(request: Request) -> Response:
        return await _json(lambda: album.entry(request.path_params["id"], request.path_params.get("step", 0)))

    async def document(_: Request) -> Response:
        return await _json(album.document)

    routes = [
        *(Route(path, _file((FOLDER / name).read_bytes(), kind)) for path, (name, kind) in FILES.items()),
        Route("/bundle.js", _file(bundle().encode(), "text/javascript; charset=utf-8")),
        Route("/document.json", document),
        Route("/entry/{id}.json", entry),
        Route("/entry/{id}/{step:int}.json", entry),
        Route("/thumbnail/{id}.jpg", _thumbnail(album)),
        Route("/layer/{id}/values", _values(album)),
        Route("/layer/{id}/{level}/{tile}", _tile(album, "png")),
        Route("/layer/{id}/stored/{level}/{tile}", _tile(album, "bin")),
        Route("/alive", pages, methods=["GET"]),
    ]
    if album.decisions is not None:
        routes.append(Route(f"{DECISIONS}{{id}}", _decision(album.decisions), methods=["POST"]))
    handlers: dict[Any, Any] = {UnknownNameError: _unknown, DifferenceFinderError: _failed}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return app


def _decision(decisions: Decisions) -> Any:
    async def endpoint(request: Request) -> Response:
        # A page of another origin cannot send this type without asking first, which is refused.
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return PlainTextResponse("send JSON\n", 415)
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_SENT:
                return PlainTextResponse("the request is too large\n", 413)
        try:
            facts = json.loads(body)
            decision, digest = facts["decision"], facts.get("digest")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return PlainTextResponse("send a JSON object with a decision\n", 400)
        return await _json(lambda: decisions.decide(request.path_params["id"], decision, digest))

    return endpoint


def _thumbnail(album: Album | WatchedAlbum) -> Any:
    async def endpoint(request: Request) -> Response:
        content = await run_in_threadpool(lambda: album.thumbnail(request.path_params["id"]))
        return Response(content, media_type="image/jpeg")

    return endpoint


def _file(content: bytes, kind: str) -> Any:
    async def endpoint(_: Request) -> Response:
        return Response(content, media_type=kind)

    return endpoint


def _tile(album: Album | WatchedAlbum, suffix: str) -> Any:
    """Return the endpoint of pictures (png), or of stored values (bin)."""
    kind = {"png": "image/png", "bin": "application/octet-stream"}[suffix]

    async def endpoint(request: Request) -> Response:
        level, name = request.path_params["level"], TILE_NAME.fullmatch(request.path_params["tile"])
        if name is None or name[3] != suffix or not NUMBER.fullmatch(level):
            return _missing("tile")
        at = int(level), int(name[1]), int(name[2])

        def make() -> bytes | None:
            pyramid = album.layer(request.path_params["id"])
            return pyramid.tile(*at) if suffix == "png" else pyramid.stored(*at)

        content = await run_in_threadpool(make)
        return _missing("tile") if content is None else Response(content, media_type=kind)

    return endpoint


def _values(album: Album | WatchedAlbum) -> Any:
    async def endpoint(request: Request) -> Response:
        given = [request.query_params.get(axis, "") for axis in "xy"]
        if not all(NUMBER.fullmatch(number) for number in given):
            return PlainTextResponse("pass x and y as integers\n", 400)
        x, y = (int(number) for number in given)
        values = await run_in_threadpool(lambda: album.layer(request.path_params["id"]).values(x, y))
        return _missing("pixel") if values is None else JSONResponse(to_jsonable(values))

    return endpoint


async def _json(make: Callable[[], Any]) -> Response:
    def content() -> bytes:
        # File names that are not UTF-8 contain surrogates, which JSON can only represent in ASCII.
        return json.dumps(make(), allow_nan=False, separators=(",", ":")).encode()

    return Response(await run_in_threadpool(content), media_type="application/json")


def _missing(what: str) -> Response:
    return PlainTextResponse(f"{what} not found\n", 404)


async def _unknown(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 404)


async def _failed(_: Request, error: Exception) -> Response:
    """Answer a request for a layer that cannot be shown, for example because its file was removed."""
    return PlainTextResponse(f"{error}\n".encode(errors="backslashreplace").decode(), 409)

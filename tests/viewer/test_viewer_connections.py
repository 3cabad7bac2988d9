"""Connections that send nothing, or too slowly, keep nobody out."""

import asyncio
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from viewer.conftest import TOKEN
from viewer.test_viewer_server import OpenPage, ask, pair  # noqa: F401
from waiting import LONG, until

HEAD = f"GET /{TOKEN}/document.json HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def run_bounded(client, **bounds) -> list[object]:
    """Run a client against a server with bounds, in one process; return the requests that reached it."""
    import uvicorn

    from difference_finder.viewer.access import AccessControl
    from difference_finder.viewer.connections import Connections, protocol_of

    reached = []

    async def app(scope, receive, send) -> None:
        reached.append(scope["path"])
        if scope["path"] == "/alive":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def running() -> None:
        connections = Connections(**bounds)
        config = uvicorn.Config(
            AccessControl(app, TOKEN), http=protocol_of(connections), ws="none", lifespan="off",
            log_level="critical", timeout_graceful_shutdown=1,
        )  # fmt: skip
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as bound:
            serving = asyncio.ensure_future(server.serve(sockets=[bound]))
            try:
                await asyncio.wait_for(client(bound.getsockname()[1], connections), LONG)
            finally:
                server.should_exit = True
                await serving

    asyncio.run(running())
    return reached


async def answered(reader, writer, path: str = "document.json") -> bytes:
    """Send a request with the token; return the first line of the answer."""
    writer.write(f"GET /{TOKEN}/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    first, *_ = (await reader.readuntil(b"\r\n\r\n")).splitlines()
    return first


def test_the_oldest_connection_without_the_token_makes_room() -> None:
    async def client(port: int, connections) -> None:
        known = await asyncio.open_connection("127.0.0.1", port)
        assert await answered(*known) == b"HTTP/1.1 200 OK"
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
        for reader, _ in idle[:5]:
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
        assert len(connections.unknown) == 3
        assert await answered(*known) == b"HTTP/1.1 200 OK"
        for _, writer in (known, *idle):
            writer.close()

    assert run_bounded(client, most=3) == ["/document.json"] * 2


@pytest.mark.parametrize("head", ["", "GET /", HEAD])
def test_a_head_that_does_not_end_is_cut_off(head: str) -> None:
    async def client(port: int, connections) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode())
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        while connections.unknown:
            await asyncio.sleep(0)

    assert run_bounded(client, head_seconds=0.2) == []


def test_bytes_now_and_then_do_not_prolong_a_head() -> None:
    async def client(port: int, connections) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD.encode())
        with pytest.raises(ConnectionError):
            while True:
                writer.write(b"X-More: 1\r\n")
                await writer.drain()
                if reader.at_eof():
                    raise ConnectionResetError
                await asyncio.sleep(0.02)
        writer.close()

    assert run_bounded(client, head_seconds=0.2) == []


def test_an_open_page_outlives_the_limit_of_heads() -> None:
    async def client(port: int, connections) -> None:
        page = await asyncio.open_connection("127.0.0.1", port)
        assert await answered(*page, path="alive") == b"HTTP/1.1 200 OK"
        idle = await asyncio.open_connection("127.0.0.1", port)
        with suppress(ConnectionResetError):
            await idle[0].read()  # until the limit of this connection, which is younger
        assert not page[0].at_eof()
        for _, writer in (page, idle):
            writer.close()

    assert run_bounded(client, head_seconds=0.2) == ["/alive"]


def test_a_refused_request_ends_its_connection() -> None:
    async def client(port: int, connections) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /wrong/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 3)
        answer = await reader.read()
        assert answer.count(b"HTTP/1.1 403") == 1
        assert b"connection: close" in answer
        writer.close()

    assert run_bounded(client) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")
def test_two_thousand_idle_connections_keep_nobody_out(pair, viewing) -> None:  # noqa: F811
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4096:
        pytest.skip("needs 4,096 open files: raise ulimit -n")
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, hard))
    try:
        with viewing(*pair) as viewer, ExitStack() as stack:
            page = OpenPage(viewer)
            for number in range(2000):
                idle = stack.enter_context(socket.create_connection(("127.0.0.1", viewer.port), LONG))
                if number % 2:
                    idle.sendall(b"GET / HTTP/1.1\r\n")
                if number % 500 == 0:
                    assert b"entries" in ask(viewer, "document.json")
            assert b"entries" in ask(viewer, "document.json")
            until(lambda: sockets_of(viewer.process.pid) < 64 + 20)
            page.close()
            assert viewer.ends(LONG) == 0, viewer.log.read_text()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def sockets_of(process: int) -> int:
    """Return the number of open sockets of a process."""
    found = 0
    for entry in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):  # closed since it was listed
            found += str(entry.readlink()).startswith("socket:")
    return found

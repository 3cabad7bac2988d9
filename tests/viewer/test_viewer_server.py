"""The real server: its memory and its lifetime."""

import http.client
import json
import signal
import socket
import struct
import time
from pathlib import Path

import numpy as np
import pytest

from difference_finder.viewer.cache import Cache
from waiting import LONG


def ask(viewer, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", viewer.port, timeout=LONG)
    try:
        connection.request("GET", f"/{viewer.token}/{path.removeprefix('./')}")
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content
        return content
    finally:
        connection.close()


class OpenPage:
    """An open page: a persistent connection."""

    def __init__(self, viewer) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", viewer.port, timeout=LONG)
        self.connection.request("GET", f"/{viewer.token}/alive")
        self.answer = self.connection.getresponse()
        assert self.answer.readline() == b": here\n"

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


@pytest.fixture
def pair(photo_pair, save):
    return [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]


@pytest.mark.slow
def test_it_ends_with_the_page(pair, viewing) -> None:
    with viewing(*pair) as viewer:
        first, second = OpenPage(viewer), OpenPage(viewer)
        first.close()
        assert viewer.ends(2) is None  # the other page is open
        second.close()
        assert viewer.ends(LONG) == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_the_viewer_and_notifies_its_page(pair, viewing, number, code) -> None:
    with viewing(*pair) as viewer:
        page = OpenPage(viewer)
        viewer.process.send_signal(number)
        assert b"event: end" in page.answer.read()
        page.close()
        assert viewer.ends(LONG) == code
        assert "Traceback" not in viewer.log.read_text()


def test_an_aborted_request_does_not_stop_the_viewer(pair, viewing) -> None:
    with viewing(*pair) as viewer:
        layer = json.loads(ask(viewer, "document.json"))["entries"][0]["layers"][0]
        for _ in range(20):
            connection = socket.create_connection(("127.0.0.1", viewer.port))
            # Closing sends a reset, so that writing fails.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            path = f"/{viewer.token}/{layer['source']['base'][2:]}0/0_0.png"
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
            connection.sendall(request * 10)
            connection.close()
        time.sleep(0.5)
        assert ask(viewer, "document.json")
        assert "Traceback" not in viewer.log.read_text()


def test_a_port_in_use_is_an_error(pair, viewing) -> None:
    from difference_finder.errors import InputError
    from difference_finder.viewer.serving import _bound

    with (
        viewing(*pair) as viewer,
        pytest.raises(InputError, match=f"cannot listen on port {viewer.port} of 127.0.0.1"),
    ):
        _bound(viewer.port)


def _peak(process) -> float:
    """Return the most memory that a process held, in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


@pytest.mark.nightly
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="needs /proc")
def test_memory_is_bounded_over_many_images(tmp_path, viewing) -> None:
    """Twenty pairs of 24 megapixels take 2.9 GB when decoded; at most 1 GiB is kept."""
    image = np.zeros((4000, 6000, 3), np.uint8)
    image[::7] = 90
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        np.save(tmp_path / folder / "00.npy", image)
        for number in range(1, 20):
            (tmp_path / folder / f"{number:02}.npy").symlink_to(tmp_path / folder / "00.npy")
    with viewing(tmp_path / "a", tmp_path / "b", "--strategy", "difference") as viewer:
        before = _peak(viewer.process)
        for entry in json.loads(ask(viewer, "document.json"))["entries"]:
            for layer in json.loads(ask(viewer, entry["load"]))["layers"]:
                assert ask(viewer, f"{layer['source']['base']}2/0_0.png")
        peak = _peak(viewer.process)
    # The current pair and the memory of its comparison come on top of the cache.
    assert peak - before < 1024 + 1000, (before, peak)


def test_recently_used_values_are_kept() -> None:
    cache, made = Cache(capacity=100), []

    def get(name: str, size: int = 5):
        def make():
            made.append(name)
            return np.zeros(size)

        return cache.get(name, make)

    get("a"), get("b"), get("a"), get("c")
    assert ("a" in cache, "b" in cache, "c" in cache) == (True, False, True)
    get("huge", 1000)
    assert cache.nbytes == 8000  # the value exceeds the capacity, but is in use
    get("a")
    assert made == ["a", "b", "c", "huge", "a"]
    assert cache.nbytes == 40


def test_nothing_is_made_twice_at_once_and_errors_are_not_kept() -> None:
    from concurrent.futures import ThreadPoolExecutor

    cache, made = Cache(), []

    def slow():
        time.sleep(0.1)
        made.append(1)
        return np.zeros(3)

    def broken():
        raise OSError("gone")

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: cache.get("a", slow), range(8)))
    assert len(made) == 1
    assert all(one is results[0] for one in results)
    with pytest.raises(OSError, match="gone"):
        cache.get("b", broken)
    assert cache.get("b", lambda: np.zeros(1)).size == 1

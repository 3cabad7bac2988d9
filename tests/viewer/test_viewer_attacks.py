"""Requests without the token, from foreign hosts and pages, and paths that try to reach files."""

import http.client
import socket

import pytest
from PIL import Image

from pictures import photograph_pair
from viewer.conftest import TOKEN
from waiting import LONG

SECRET = b"a secret that lies beside the images"

PATHS = [
    "/etc/passwd",
    "/../../etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/%252e%252e%252fetc%252fpasswd",
    "/..%5c..%5csecret.txt",
    "/..%c0%af..%c0%afetc/passwd",
    "/..%ef%bc%8f..%ef%bc%8fetc/passwd",
    "/....//....//etc/passwd",
    "/.%00./secret.txt",
    "/secret.txt",
    "/secret.txt%00.png",
    "//etc/passwd",
    "/file:///etc/passwd",
    "/bundle.js/../../secret.txt",
    "/bundle.js%00",
    "/layer/../secret.txt",
    "/layer/..%2f..%2fsecret.txt/0/0_0.png",
    "/layer/%2e%2e/0/0_0.png",
    "/layer/{id}/../../secret.txt",
    "/layer/{id}/0/..%2fsecret.txt",
    "/layer/{id}/0/0_0.png/../secret.txt",
    "/layer/{id}/0/0_0.png%00",
    "/layer/{id}/0/-1_0.png",
    "/layer/{id}/0/0_-1.png",
    "/layer/{id}/-1/0_0.png",
    "/layer/{id}/99/0_0.png",
    "/layer/{id}/0/999999_0.png",
    "/layer/{id}/0/1_0.png",
    "/layer/{id}/0/99999999999999999999999999_0.png",
    "/layer/{id}/" + "9" * 5000 + "/0_0.png",
    "/layer/{id}/1e1/0_0.png",
    "/layer/{id}/0/\u0661_0.png",
    "/layer/{id}/0x0/0_0.png",
    "/layer/unknown/0/0_0.png",
    "/layer/unknown/values?x=0&y=0",
    "/layer/{id}/values?x=999999999&y=0",
    "/entry/..%2f..%2fsecret.txt.json",
    "/entry/unknown.json",
    "/entry/.json",
    "/document.json/",
    "/document.json%2f..",
]
"""Paths that must not reach a file, with or without the token; ``{id}`` is the id of a layer."""

QUERIES = [
    "x=-1&y=0",
    "x=a&y=0",
    "x=0",
    "",
    "x=1e3&y=0",
    "x=" + "9" * 5000 + "&y=0",
    "x=%00&y=0",
    "x=\u0661&y=0",
]


@pytest.fixture(scope="module")
def page(tmp_path_factory, page_of_pair):
    folder = tmp_path_factory.mktemp("pair")
    (folder / "secret.txt").write_bytes(SECRET)
    for image, name in zip(photograph_pair(), "ab", strict=True):
        Image.fromarray(image).save(folder / f"{name}.png")
    return page_of_pair(folder / "a.png", folder / "b.png")


@pytest.fixture(scope="module")
def layer(page) -> str:
    return page.document()["entries"][0]["layers"][0]["id"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", ["", "/wrong", "/" + TOKEN[:-1], "/" + TOKEN + "x", "/" + TOKEN.upper()])
def test_nothing_is_answered_without_the_token(page, layer, path, token) -> None:
    answer = page.ask("GET", token + path.replace("{id}", layer))
    assert answer.status_code == 403
    assert answer.text == "forbidden: open the address that the viewer printed\n"


@pytest.mark.parametrize("path", PATHS)
def test_no_path_reaches_a_file(page, layer, path) -> None:
    answer = page.ask("GET", f"/{TOKEN}{path.replace('{id}', layer)}")
    assert answer.status_code in (403, 404)  # httpx removes the token if ".." leads above it
    assert SECRET not in answer.content
    assert b"root:" not in answer.content


@pytest.mark.parametrize("query", QUERIES)
def test_values_take_only_integers(page, layer, query) -> None:
    assert page.get(f"layer/{layer}/values?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?token=",
        "?token=wrong",
        f"?token={TOKEN}&token={TOKEN}",
        f"?Token={TOKEN}",
        f"?x={TOKEN}",
        "?" + "a&" * 99,
    ],
)
def test_the_address_needs_the_token(page, query) -> None:
    assert page.ask("GET", f"/{query}").status_code in (400, 403)


def test_the_address_redirects_to_the_page(page) -> None:
    answer = page.ask("GET", f"/?token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{TOKEN}/")
    assert page.ask("GET", f"/{TOKEN}").headers["location"] == f"/{TOKEN}/"
    assert "<difference-page>" in page.get("").text


def test_a_ticket_opens_the_page_once(page) -> None:
    ticket = page.access.ticket()
    assert page.ask("GET", f"/{ticket}/document.json").status_code == 403
    assert page.ask("GET", f"/?token={ticket}").headers["location"] == f"/{TOKEN}/"
    assert page.ask("GET", f"/?token={ticket}").status_code == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:1234", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.2",
     "0.0.0.0", "", "[::1]", "127.0.0.1:80:80", "127.0.0.1@evil.example", "2130706433", "localhost\t"],
)  # fmt: skip
def test_another_host_is_refused(page, host) -> None:
    assert page.get("document.json", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:1234", "localhost:1234", "localhost:8888", "127.0.0.1"])
def test_this_host_is_answered(page, host) -> None:
    assert page.get("document.json", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", "http://127.0.0.1:4321", "https://127.0.0.1:1234", "http://localhost:1234",
     "http://127.0.0.1:1234.evil.example", "file://"],
)  # fmt: skip
def test_another_origin_is_refused(page, origin) -> None:
    assert page.get("document.json", headers={"Origin": origin}).status_code == 403


def test_the_page_itself_is_answered(page) -> None:
    own = {"Origin": "http://127.0.0.1:1234", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    assert page.get("document.json", headers=own).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_only_links_come_from_elsewhere(page, site) -> None:
    for mode, status in (("no-cors", 403), ("cors", 403), ("navigate", 200)):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
        assert page.get("document.json", headers=headers).status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"])
def test_it_is_read_only(page, layer, method) -> None:
    for path in ("", "document.json", f"layer/{layer}/0/0_0.png", "alive"):
        answer = page.ask(method, f"/{TOKEN}/{path}") if method != "get" else None
        if answer is not None:
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
        assert page.ask(method.upper(), f"/wrong/{path}").status_code == 403


def test_head_has_no_body(page) -> None:
    for path in ("", "document.json", "bundle.js", "viewer.js", "viewer.css", "alive"):
        answer = page.ask("HEAD", f"/{TOKEN}/{path}")
        assert (answer.status_code, answer.content) == (200, b""), path


def test_every_answer_has_the_headers(page, layer) -> None:
    answers = [
        page.get(""), page.get("document.json"), page.get("bundle.js"), page.get("viewer.js"),
        page.get("nothing"), page.get(f"layer/{layer}/0/0_0.png"),
        page.get(f"layer/{layer}/values?x=0&y=0"), page.ask("GET", "/"),
        page.ask("POST", f"/{TOKEN}/"), page.ask("GET", f"/?token={TOKEN}"),
        page.get("", headers={"Host": "evil.example"}),
    ]  # fmt: skip
    for answer in answers:
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers
        assert "set-cookie" not in headers


def test_ids_tell_nothing_and_differ(page, page_of_pair, photo_pair, save) -> None:
    first, second = (save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True))
    other = page_of_pair(first, second)
    ids = [layer["id"] for one in (page, other) for layer in one.entry()["layers"]]
    assert len(set(ids)) == len(ids)
    assert all(len(name) >= 16 and "." not in name and "/" not in name for name in ids)


def raw(port: int, request: bytes) -> bytes:
    """Send raw bytes, and return the whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_attacks_on_the_real_server(photo_pair, save, tmp_path, viewing) -> None:
    (tmp_path / "secret.txt").write_bytes(SECRET)
    paths = [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]
    with viewing(*paths) as viewer:
        host = f"Host: 127.0.0.1:{viewer.port}\r\n"
        close = "Connection: close\r\n\r\n"
        token = viewer.token
        for start in ("", f"/{token}"):
            for path in PATHS:
                target = f"{start}{path}".replace("{id}", "unknown")
                answer = raw(viewer.port, f"GET {target} HTTP/1.1\r\n{host}{close}".encode())
                status = int(answer.split(b" ")[1])
                assert status in ((400, 404) if start else (400, 403)), (target, answer)
                assert SECRET not in answer
                assert b"root:" not in answer
        page = f"/{token}/document.json"
        refused = [
            f"GET {page} HTTP/1.1\r\n{close}",
            f"GET {page} HTTP/1.0\r\n\r\n",
            f"GET {page} HTTP/1.1\r\nHost: evil.example\r\n{close}",
            f"GET {page} HTTP/1.1\r\n{host}Host: evil.example\r\n{close}",
            f"GET {page} HTTP/1.1\r\n{host}Origin: http://evil.example\r\n{close}",
            f"GET {page} HTTP/1.1\r\n{host}X-Forwarded-Host: 127.0.0.1\r\nOrigin: null\r\n{close}",
            f"GET http://evil.example{page} HTTP/1.1\r\nHost: evil.example\r\n{close}",
            f"GET http://127.0.0.1:{viewer.port}{page} HTTP/1.1\r\nHost: evil.example\r\n{close}",
            f"GET /%0d%0aX-Injected:%20yes/ HTTP/1.1\r\n{host}{close}",
            f"GET /?token=x%0d%0aX-Injected:%20yes HTTP/1.1\r\n{host}{close}",
            f"GET {page} HTTP/1.1\r\nHost: 127.0.0.1\x00.evil.example\r\n{close}",
            f"GET {page} HTTP/1.1\r\n{host}Host : evil.example\r\n{close}",
            f"POST {page} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n{close}",
            f"CONNECT 127.0.0.1:22 HTTP/1.1\r\n{host}{close}",
            f"GET * HTTP/1.1\r\n{host}{close}",
            "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
            "GET " + "a" * 100_000 + f" HTTP/1.1\r\n{host}{close}",
            f"GET / HTTP/1.1\r\n{host}Connection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        ]
        for request in refused:
            answer = raw(viewer.port, request.encode("latin-1"))
            assert int(answer.split(b" ")[1]) in (400, 403), (request[:200], answer[:200])
            assert b"x-injected" not in answer.lower()
            assert b'"schema"' not in answer
        assert b'"schema"' in raw(viewer.port, f"GET {page} HTTP/1.1\r\n{host}{close}".encode())
        assert viewer.process.poll() is None


def test_only_this_machine_can_reach_it(photo_pair, save, viewing) -> None:
    paths = [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]
    with viewing(*paths) as viewer:
        # All of 127/8 is this machine; a server that listens on all addresses would answer there too.
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", viewer.port), timeout=LONG)
        connection = http.client.HTTPConnection("127.0.0.1", viewer.port)
        connection.request("GET", "/")
        assert connection.getresponse().status == 403
        connection.close()

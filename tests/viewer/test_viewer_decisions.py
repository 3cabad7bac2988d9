"""Decisions about the rows of a run: which files they change, and what is refused."""

import csv
import json
import os
from pathlib import Path

import pytest

from difference_finder.errors import InputError
from difference_finder.pipeline.run_file import RUN
from difference_finder.viewer.outputs import album_of_records
from run_of_pairs import BROKEN, CHANGED, DELETED, FEW, LARGER, NEW, name_of
from viewer.conftest import TOKEN, Page

ALL = [*CHANGED, LARGER, BROKEN, DELETED, NEW]


@pytest.fixture
def page(run_of_few):
    return Page(album_of_records(Path("out")))


def entry_of(page, number: int) -> dict:
    return next(entry for entry in page.document()["entries"] if entry["name"] == name_of(number))


def accept(page, number: int, **changes):
    entry = entry_of(page, number)
    content = {"decision": "accept", "digest": entry["accept"]["digest"], **changes}
    return page.post(f"decision/{entry['id']}", content)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewrite(changes: dict[str, str], number: int = 7) -> None:
    """Change the row of a pair in the table, as an attacker could, and remove its record."""
    table = Path("out/summary.csv")
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["name"] == name_of(number):
            row.update(changes)
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys([*rows[0], *changes])))
        writer.writeheader()
        writer.writerows(rows)
    Path("out", f"{name_of(number)}.json").unlink()


def image(folder: str, number: int) -> Path:
    return Path(folder, f"{name_of(number)}.png")


@pytest.mark.parametrize("number", [*CHANGED, LARGER, NEW])
def test_accepting_copies_this_picture_only(page, run_of_few, number) -> None:
    before = snapshot(run_of_few)
    answer = accept(page, number)
    assert (answer.status_code, answer.json()) == (200, {"decision": "accepted"})
    changed = {str(image("before", number)): image("after", number).read_bytes()}
    assert snapshot(run_of_few) == {**before, **changed}
    entry = entry_of(page, number)
    assert entry["decision"] == "accepted"
    assert "accept" not in entry
    assert page.json(entry["load"])["decision"] == "accepted"


def test_accepting_a_deleted_picture_removes_its_baseline(page, run_of_few) -> None:
    before = snapshot(run_of_few)
    assert accept(page, DELETED).status_code == 200
    del before[str(image("before", DELETED))]
    assert snapshot(run_of_few) == before


def test_a_new_picture_gets_its_folder(page, run_of_few) -> None:
    number = next(n for n in FEW if n % 4 == 0 and n not in ALL)
    for path in Path("before").glob("sub*/*"):
        path.unlink()
    Path("before", "sub 'a'").rmdir()
    rewrite({"first": "", "ok": "False", "state": "new"}, number)
    again = Page(album_of_records(Path("out")))
    assert entry_of(again, number)["state"] == "new"
    assert accept(again, number).status_code == 200
    assert image("before", number).read_bytes() == image("after", number).read_bytes()


def test_a_confirmation_names_the_files(page, run_of_few) -> None:
    paths = [str(run_of_few / image(folder, 7)) for folder in ("after", "before")]
    facts = entry_of(page, 7)["accept"]
    assert (facts["copies"], facts["removes"]) == ([paths], [])
    facts = entry_of(page, DELETED)["accept"]
    assert (facts["copies"], facts["removes"]) == ([], [str(run_of_few / image("before", DELETED))])
    decided = [entry["name"] for entry in page.document()["entries"] if "accept" in entry]
    assert sorted(decided) == sorted(map(name_of, ALL))


def test_rejecting_changes_no_file_and_can_be_taken_back(page, run_of_few) -> None:
    before = snapshot(run_of_few)
    address = f"decision/{entry_of(page, 7)['id']}"
    assert page.post(address, {"decision": "reject"}).json()["decision"] == "rejected"
    assert entry_of(page, 7)["decision"] == "rejected"
    assert page.post(address, {"decision": "clear"}).json()["decision"] == ""
    assert snapshot(run_of_few) == before
    assert accept(page, 7).status_code == 200


def test_decisions_are_summed_up(run_of_few) -> None:
    album = album_of_records(Path("out"))
    page = Page(album)
    assert album.decisions.lines() == []
    accept(page, 7)
    for number in (40, 99):
        page.post(f"decision/{entry_of(page, number)['id']}", {"decision": "reject"})
    assert album.decisions.lines() == [
        f"accepted 1: {name_of(7)}",
        f"rejected 2: {name_of(40)}, {name_of(99)}",
    ]


def test_what_changed_since_the_confirmation_is_refused(page, run_of_few) -> None:
    for number, folder in ((7, "after"), (40, "before")):
        digest = entry_of(page, number)["accept"]["digest"]
        path = image(folder, number)
        os.utime(path, ns=(1, 1))
        answer = accept(page, number, digest=digest)
        assert answer.status_code == 409
        assert "have changed" in answer.text
    for digest in (None, "", "x" * 64, 7, [1]):
        assert accept(page, 99, digest=digest).status_code == 409
    assert image("before", 7).read_bytes() != image("after", 7).read_bytes()


def test_a_decision_is_carried_out_once(page, run_of_few) -> None:
    entry = entry_of(page, 7)
    content = {"decision": "accept", "digest": entry["accept"]["digest"]}
    assert page.post(f"decision/{entry['id']}", content).status_code == 200
    before = snapshot(run_of_few)
    for decision in ("accept", "reject", "clear"):
        answer = page.post(f"decision/{entry['id']}", {**content, "decision": decision})
        assert answer.status_code == 409
        assert "accepted already" in answer.text
    assert snapshot(run_of_few) == before


def test_a_picture_that_cannot_be_read_is_not_accepted(page, run_of_few) -> None:
    before = snapshot(run_of_few)
    answer = accept(page, BROKEN)
    assert answer.status_code == 409
    assert "truncated" in answer.text
    assert snapshot(run_of_few) == before
    assert entry_of(page, BROKEN)["decision"] == ""


@pytest.mark.parametrize(
    ("content", "status"),
    [({"decision": "delete"}, 409), ({"decision": None}, 409), ({"decision": ["accept"]}, 409),
     ({}, 400), ([], 400), ("accept", 400), ({"decision": "reject", "x": "y" * 5000}, 413)],
)  # fmt: skip
def test_other_decisions_are_refused(page, run_of_few, content, status) -> None:
    before = snapshot(run_of_few)
    assert page.post(f"decision/{entry_of(page, 7)['id']}", content).status_code == status
    assert snapshot(run_of_few) == before


def test_unknown_entries_and_same_pairs_are_refused(page, run_of_few) -> None:
    for name in ("unknown", entry_of(page, 1)["id"]):
        assert page.post(f"decision/{name}", {"decision": "accept", "digest": None}).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Host": "evil.example"},
     {"Origin": "http://127.0.0.1:4321"}, {"Origin": "http://localhost:1234"},
     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_another_origin_is_refused(page, run_of_few, headers) -> None:
    before = snapshot(run_of_few)
    entry = entry_of(page, 7)
    content = {"decision": "accept", "digest": entry["accept"]["digest"]}
    answer = page.post(f"decision/{entry['id']}", content, **headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert snapshot(run_of_few) == before


def test_only_a_post_of_json_with_token_and_origin_changes_files(page, run_of_few) -> None:
    before = snapshot(run_of_few)
    entry = entry_of(page, 7)
    content = {"decision": "accept", "digest": entry["accept"]["digest"]}
    path, own = f"decision/{entry['id']}", {"Origin": "http://127.0.0.1:1234"}
    assert page.ask("POST", f"/{TOKEN}/{path}", json=content).status_code == 403  # no origin
    for token in ("", "wrong/", TOKEN[:-1] + "/"):
        assert page.ask("POST", f"/{token}{path}", json=content, headers=own).status_code == 403
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        options = {"content": json.dumps(content).encode(), "headers": {**own, "Content-Type": kind}}
        assert page.ask("POST", f"/{TOKEN}/{path}", **options).status_code == 415
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert page.ask(method, f"/{TOKEN}/{path}", headers=own).status_code == 405
    for other in ("", "document.json", "decision", "decision/", f"decision/{entry['id']}/x", f"../{path}"):
        assert page.ask("POST", f"/{TOKEN}/{other}", json=content, headers=own).status_code in (403, 404, 405)
    assert snapshot(run_of_few) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"first": "before/../secret.png"},
        {"first": "secret.png"},
        {"first": "before/link.png"},
        {"first": "before/linked/page-001.png"},
        {"second": "after/../secret.png"},
        {"second": "after/link.png"},
        {"second": "secret.png"},
        {"first": "{root}/secret.png"},
        {"second": "{root}/secret.png"},
        {"first": "", "ok": "False", "state": "new", "target": "before/../new.png"},
        {"first": "", "ok": "False", "state": "new", "target": "new.png"},
        {"second": "", "ok": "False", "state": "deleted", "first": "before/../secret.png"},
        {"second": "", "ok": "False", "state": "deleted", "first": "before/.."},
    ],
)
def test_files_outside_the_two_folders_are_never_changed(run_of_few, changes) -> None:
    Path("secret.png").write_bytes(image("after", 1).read_bytes())
    Path("elsewhere").mkdir()
    for folder in ("before", "after"):
        Path(folder, "link.png").symlink_to(run_of_few / "secret.png")
        Path(folder, "linked").symlink_to(run_of_few / "elsewhere")
    rewrite(
        {
            "state": "changed",
            **{key: text.replace("{root}", str(run_of_few)) for key, text in changes.items()},
        }
    )
    before = snapshot(run_of_few)
    page = Page(album_of_records(Path("out")))
    entry = entry_of(page, 7)
    if "accept" in entry:
        answer = accept(page, 7)
        assert answer.status_code == 409
        assert any(words in answer.text for words in ("does not lie in", "is a link", "no suffix"))
    assert snapshot(run_of_few) == before


@pytest.mark.parametrize("path", ["before/notes.txt", "before/.bashrc", "memory://x/a.png", "before/"])
def test_only_images_can_be_replaced(run_of_few, path) -> None:
    Path("before/notes.txt").write_text("text")
    rewrite({"first": path, "state": "changed"})
    assert "accept" not in entry_of(Page(album_of_records(Path("out"))), 7)


def test_another_suffix_replaces_the_old_file(run_of_few) -> None:
    from PIL import Image

    new = image("after", 7).with_suffix(".bmp")
    Image.open(image("after", 7)).save(new)
    rewrite({"second": str(new), "state": "changed"})
    page = Page(album_of_records(Path("out")))
    facts = entry_of(page, 7)["accept"]
    assert facts["removes"] == [str(run_of_few / image("before", 7))]
    assert accept(page, 7).status_code == 200
    assert not image("before", 7).exists()
    assert image("before", 7).with_suffix(".bmp").read_bytes() == new.read_bytes()


@pytest.mark.parametrize(
    "content", [None, b"", b"{}", b"[1]", b'{"first": 1, "second": 2, "reference": 3, "arguments": []}']
)
def test_a_run_of_unknown_folders_cannot_be_accepted(run_of_few, content) -> None:
    Path("out", RUN).unlink() if content is None else Path("out", RUN).write_bytes(content)
    entries = Page(album_of_records(Path("out"))).document()["entries"]
    assert len(entries) == len(FEW)
    assert not any("accept" in entry for entry in entries)


def test_a_run_with_references_cannot_be_accepted(run_of_few) -> None:
    facts = {"first": "before", "second": "after", "reference": "before", "arguments": []}
    Path("out", RUN).write_text(json.dumps(facts))
    assert not any("accept" in entry for entry in Page(album_of_records(Path("out"))).document()["entries"])


def test_a_failed_write_leaves_the_baseline(page, run_of_few, monkeypatch) -> None:
    from difference_finder.report import acceptance

    def fail(path, content):
        raise InputError("cannot write: the disk is full")

    monkeypatch.setattr(acceptance, "write_whole", fail)
    before = snapshot(run_of_few)
    assert accept(page, 7).status_code == 409
    assert snapshot(run_of_few) == before
    assert entry_of(page, 7)["decision"] == ""


def test_thumbnails_are_small_pictures(page) -> None:
    from io import BytesIO

    from PIL import Image

    for number in (7, BROKEN, DELETED):
        answer = page.get(entry_of(page, number)["thumbnail"]["source"]["url"])
        assert answer.headers["content-type"] == "image/jpeg"
        assert Image.open(BytesIO(answer.content)).size == (40, 30)
    assert page.get("thumbnail/unknown.jpg").status_code == 404
    image("before", DELETED).unlink()
    again = Page(album_of_records(Path("out")))
    assert again.get(entry_of(again, DELETED)["thumbnail"]["source"]["url"]).status_code == 409

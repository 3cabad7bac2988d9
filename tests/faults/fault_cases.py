"""Commands that meet a fault at each of their operations on files, and what must hold afterwards."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fault_points import KIND, LOG, POINT, ROOT, operations
from PIL import Image

HERE = Path(__file__).parent

JOURNAL = "run.part.jsonl"
"""What ``diff`` keeps of runs that were interrupted; the next run takes it up."""

TABLES = ("summary.csv", "run.jsonl", "junit.xml", "index.html")
"""Tables and the page that tell which pairs failed, or which baselines a run has replaced."""

TEST = """
import numpy as np
import pytest

@pytest.mark.parametrize("number", range(2))
def test_picture(image_difference, number):
    image_difference(np.full((9, 11, 3), 20 * number + {level}, np.uint8))
"""


TIME = re.compile(rb' time(stamp)?="[^"]*"')
"""How long a comparison took, and when."""


@dataclass(frozen=True)
class Case:
    """A command.

    Parameters
    ----------
    name
        Name of the command.
    words
        The command.
    before
        Commands that ran earlier in the same folder.
    """

    name: str
    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()

    @property
    def updates(self) -> bool:
        """Whether the command replaces baselines of tests."""
        return self.words[0] == "pytest"


DIFF = (
    "diff",
    "before",
    "after",
    "-o",
    "out",
    "--workers",
    "1",
    "--fail-above",
    "0.0001",
    "--junit",
    "junit.xml",
)
RANK = (
    "rank", "--reference", "GT", "ours=ours", "edsr=edsr", "--metric", "mse", "--metric", "psnr",
    "-o", "study", "--shard-size", "1", "--workers", "1",
)  # fmt: skip
UPDATE = (
    "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", ".", "-c", "pytest.ini",
    "-p", "difference_finder.pytest_plugin", "--capture", "sys",
)  # fmt: skip
LARGE = (*UPDATE, "-p", "fault_large_page")
"""With pictures that are too large for one page."""

CASES = {
    case.name: case
    for case in (
        Case("diff", DIFF, ((*DIFF, "--strategy", "difference", "--write", "map,heatmap"),)),
        Case("rank", RANK),
        Case("report", ("report", "study", "-o", "page.html"), (RANK, ("report", "out", "-o", "page.html"))),
        Case("report folder", ("report", "study", "-o", "pages"), (RANK, ("report", "out", "-o", "pages"))),
        Case(
            "figure",
            ("figure", "study", "-o", "figure.pdf", "-o", "figure.png"),
            (RANK, ("figure", "study", "--crops", "1", "-o", "figure.pdf", "-o", "figure.png")),
        ),
        Case("update", (*UPDATE, "--image-update"), ((*UPDATE, "--image-update"), UPDATE)),
        Case("update large", (*LARGE, "--image-update"), ((*LARGE, "--image-update"), LARGE)),
    )
}
OURS = (
    "difference_finder",
    "PIL",
    "numpy",
    "scipy",
    "matplotlib",
    "imagecodecs",
    "tifffile",
    "click",
    "rich",
    "pytest",
    "_pytest",
)
"""Packages that are imported before a run."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: exit code, or the negative number of a signal, and what it printed."""

    code: int
    out: str
    err: str


class Server:
    """The process that runs commands in forks of itself."""

    def __init__(self, folder: Path) -> None:
        site = folder / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(
            "import fault_points\nfault_points.install_from_environment()\n"
        )
        places = [str(site), str(HERE), os.environ.get("PYTHONPATH", "")]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, places)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "MPLCONFIGDIR": str(folder),
            "SOURCE_DATE_EPOCH": "0",
            "COLUMNS": "80",
        }
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        environment.pop("GITHUB_ACTIONS", None)
        command = [sys.executable, str(HERE / "fault_server.py")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )

    def run(
        self, words: tuple[str, ...], folder: Path, output: Path, kill: dict | None = None, **environment: str
    ) -> Ended:
        """Run a command in a folder; ``kill`` has the seconds after which it, or all of it, is killed."""
        (folder / "tmp").mkdir(exist_ok=True)
        job = {"words": words, "folder": str(folder), "output": str(output), **(kill or {})}
        job["environment"] = {"TMPDIR": str(folder / "tmp"), **environment}
        self.process.stdin.write(f"{json.dumps(job)}\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        printed = [Path(f"{output}.{name}").read_text("utf-8", "replace") for name in ("out", "err")]
        return Ended(code, *printed)

    def load(self, modules: list[str]) -> None:
        """Import the modules that a run has imported."""
        chosen = [name for name in modules if name.split(".")[0] in OURS]
        self.process.stdin.write(f"{json.dumps({'modules': chosen})}\n")

    def end(self) -> None:
        """End the process."""
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@contextmanager
def bench(case: Case, folder: Path) -> Iterator["Bench"]:
    """Prepare a command, and end its process in the end."""
    server = Server(folder)
    try:
        yield Bench(case, folder, server)
    finally:
        server.end()


class Bench:
    """A command with its inputs, the files of an earlier run, and the files of a run without faults."""

    def __init__(self, case: Case, folder: Path, server: Server) -> None:
        self.case, self.folder, self.server = case, folder, server
        self.root, self.template, self.log = folder / "run", folder / "template", folder / "log"
        self.root.mkdir()
        write_inputs(self.root)
        earlier = [DIFF, *case.before] if case.name.startswith("report") else case.before
        for number, words in enumerate(earlier):
            write_test(self.root, level=90 + number)
            server.run(words, self.root, folder / f"before{number}")
        write_test(self.root, level=100)
        shutil.rmtree(self.root / "tmp", ignore_errors=True)
        shutil.copytree(self.root, self.template)
        self.old = files_of(self.root)
        self.run(0, "")
        server.load((folder / "printed.modules").read_text().split())
        self.whole = self.run(0, "")
        self.operations = operations(self.log)
        self.new = files_of(self.root)

    def run(self, point: int, kind: str, anew: bool = True) -> Ended:
        """Run the command, with a fault at one of its operations."""
        if anew:
            shutil.rmtree(self.root)
            shutil.copytree(self.template, self.root)
        self.log.unlink(missing_ok=True)
        faults = {ROOT: str(self.root), LOG: str(self.log), POINT: str(point), KIND: kind}
        return self.server.run(self.case.words, self.root, self.folder / "printed", **faults)

    def problems(self, point: int, kind: str) -> list[str]:
        """Run the command with a fault, and again without; return what is wrong."""
        ended = self.run(point, kind)
        removing = self.operations[point - 1].split()[1] == "remove"
        wrong = [*self._printed(ended, kind), *self._left(ended, kind, removing)]
        shards = shards_of(self.root)
        again = self.run(0, "", anew=False)
        if again != self.whole and (again.code, again.err) != (self.whole.code, self.whole.err):
            wrong.append(
                f"the rerun ends with {again.code}, not {self.whole.code}: {again.err.strip()[-300:]}"
            )
        tables = TABLES if self.case.updates else ()  # what was replaced before stays replaced
        others = [name for name in differing(files_of(self.root), self.new) if Path(name).name not in tables]
        wrong += [f"the rerun makes another '{name}'" for name in others]
        wrong += [
            f"'{name}' was computed again"
            for name in shards
            if shards_of(self.root).get(name) != shards[name]
        ]
        return [f"{self.case.name} {kind} at {point}: {text}" for text in wrong]

    def _printed(self, ended: Ended, kind: str) -> Iterator[str]:
        """Yield what is wrong with the exit code and the message."""
        text = ended.err + (ended.out if self.case.updates else "")
        if "Traceback" in text or ended.code in (70, 98, 99):
            yield f"not a message but: {text.strip()[-600:]}"
        if ended.code == self.whole.code or (kind == "kill" and ended.code == -9):
            return
        if kind == "short":
            yield f"a short write ends with {ended.code}: {text.strip()[-300:]}"
        if self.case.updates:
            if ended.code != 1:
                yield f"exit code {ended.code}"
            return
        if kind == "ENOSPC" and ended.code != 4:
            yield f"exit code {ended.code} of a full disk: {text.strip()[-300:]}"
        if kind == "ENOSPC" and (text.count("\n") != 1 or "full" not in text):
            yield f"not one line about a full disk: {text.strip()[-300:]}"
        if ended.code not in (2, 3, 4) or not text:
            yield f"exit code {ended.code}: {text.strip()[-300:]}"

    def _left(self, ended: Ended, kind: str, removing: bool) -> Iterator[str]:
        """Yield what is wrong with the files; what cannot be removed is left to the next run."""
        now = files_of(self.root)
        if removing:
            now = {name: content for name, content in now.items() if ".part" not in name}
        if ended.code == self.whole.code:
            for name in differing(now, self.new):
                if Path(name).name != JOURNAL:
                    yield f"ended well, but '{name}' is another"
            return
        for name, content in now.items():
            final = Path(name).name
            if ".part" in name and final != JOURNAL:
                if kind != "kill":
                    yield f"left '{name}'"
            elif final == JOURNAL or (ended.code in (1, 3) and final in TABLES):
                continue
            elif content not in (self.old.get(name), self.new.get(name)):
                yield f"'{name}' is neither the old nor the new file ({len(content)} bytes)"
        if ended.code != 3:  # a pair that failed loses the files that do not belong to its row
            yield from (f"lost '{name}'" for name in self.old.keys() & self.new.keys() - now.keys())


def files_of(root: Path) -> dict[str, bytes]:
    """Return the contents of the files of a folder, by their paths, and of folders that are being written."""
    found = {}
    for path in sorted(root.rglob("*")):
        if path.relative_to(root).parts[0] == "tmp":
            continue  # the system removes what is left there
        if path.is_file():
            content = path.read_bytes()
            found[path.relative_to(root).as_posix()] = (
                TIME.sub(b"", content) if path.suffix == ".xml" else content
            )
        elif ".part" in path.name:
            found[f"{path.relative_to(root).as_posix()}/"] = b""
    return found


def shards_of(root: Path) -> dict[str, tuple[int, int]]:
    """Return the numbers and times of the files of finished shards."""
    facts = {path.name: path.stat() for path in (root / "study" / "parts").glob("*.jsonl")}
    return {name: (one.st_ino, one.st_mtime_ns) for name, one in facts.items()}


def differing(ours: dict[str, bytes], theirs: dict[str, bytes]) -> list[str]:
    """Return the names of the files that two folders do not share."""
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))


def write_inputs(root: Path) -> None:
    """Write the images of all commands."""
    generator = np.random.default_rng(5)
    for number in range(3):
        base = generator.integers(40, 200, (64, 72, 3)).astype(np.uint8)
        changed = base.copy()
        changed[4:9, 5:12] += np.uint8(20 * (number != 1))
        noisy = base + generator.integers(0, 9, base.shape).astype(np.uint8)
        pictures = {"before": base, "after": changed, "GT": base, "ours": changed, "edsr": noisy}
        for folder, pixels in pictures.items():
            (root / folder).mkdir(exist_ok=True)
            Image.fromarray(pixels).save(root / folder / f"{number}.png")
    (root / "pytest.ini").write_text("[pytest]\n")
    write_test(root, level=90)


def write_test(root: Path, level: int) -> None:
    """Write a test whose pictures have a level."""
    (root / "test_pictures.py").write_text(TEST.format(level=level))

"""What reads a hostile file: each target takes the file and ends well, or with a typed error of one line."""

import contextlib
import io
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hostile_corpus import images, run_folder, study_folder, texts
from hostile_mutations import mutate

from difference_finder.errors import DifferenceFinderError


@dataclass
class Target:
    """A program that reads files.

    Parameters
    ----------
    name
        Name of the program.
    files
        Whole files, by their paths below the folder of the target.
    use
        Function that reads the changed file.
    folder
        Folder of the target, in which it is the working directory.
    """

    name: str
    files: dict[str, bytes]
    use: Callable[[Path], None]
    folder: Path = field(default_factory=Path)

    def draw(self, seed: str) -> tuple[str, bytes]:
        """Return the path and the content of a changed file."""
        source = random.Random(f"{self.name} {seed}")
        path = source.choice(list(self.files))
        return path, mutate(self.files[path], list(self.files.values()), source, Path(path).suffix)

    def check(self, path: str, content: bytes) -> str:
        """Read a changed file; return what is wrong, or "" for a result or a typed error of one line."""
        os.chdir(self.folder)
        file = self.folder / path
        file.write_bytes(content)
        try:
            self.use(file)
        except DifferenceFinderError as error:
            return "" if str(error).isprintable() else f"not one line: {str(error)!r}"
        except MemoryError:
            return "memory: MemoryError"
        except Exception as error:  # noqa: BLE001  it is what the test looks for
            return f"untyped: {type(error).__name__}: {error}"[:300]
        finally:
            if path in self.files:
                file.write_bytes(self.files[path])
            else:
                file.unlink()
        return ""


def read_image(path: Path) -> None:
    """Read all pages of an image."""
    from difference_finder.readers import open_pages

    for page in open_pages(path):
        page.pixels.sum()


def command(*words: str) -> None:
    """Run a command of the program; an exit code that stands for an error inside the program is one."""
    from difference_finder.cli import main

    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main(list(words))
    except SystemExit as stop:
        if stop.code not in (None, 0, 1, 2, 3, 4):
            raise RuntimeError(f"exit code {stop.code}: {err.getvalue().strip()[-400:]}") from stop


def report(source: str) -> None:
    """Write the page of a folder, and open it in the viewer."""
    from difference_finder.cli.view_command import _of_folder

    command("report", source, "-o", "page.html")
    album = _of_folder(Path(source), ())
    document = album.document()
    for entry in document["entries"][:4]:
        album.entry(entry["id"])
        with contextlib.suppress(DifferenceFinderError):
            album.thumbnail(entry["id"])


def read_study(_: Path) -> None:
    """Show a study in every way."""
    from difference_finder.study.plan.manifest import Manifest
    from difference_finder.study.run.shard import read_shard

    report("study")
    command("table", "study", "-o", "table.tex")
    command("figure", "study", "-o", "figure.png", "--dpi", "40")
    manifest = Manifest.load("study/manifest.jsonl")
    read_shard(manifest.shard(0), Path("study/parts"))


def targets(root: Path) -> dict[str, Target]:
    """Return all targets; each has a folder of its own."""
    found = {}
    for name in ("images", "run", "study", "study file"):
        folder = root / name.replace(" ", "-")
        folder.mkdir()
        os.chdir(folder)
        found[name] = _target(name, folder)
    return found


def _target(name: str, folder: Path) -> Target:
    if name == "images":
        return Target(name, images(folder), read_image, folder)
    if name == "run":
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in texts(run_folder(folder))}
        files |= {"out/run.part.jsonl": files["out/run.jsonl"]}
        return Target(name, files, lambda path: report("out"), folder)
    written = study_folder(folder)
    if name == "study":
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in texts(written)}
        return Target(name, files, read_study, folder)
    shutil.rmtree(written)
    files = {"study.toml": (folder / "study.toml").read_bytes()}
    return Target(name, files, lambda path: command("study", "check", "study.toml"), folder)

"""Check an installed package: its kernels are there, or are not, and it finds the differences of a pair."""

import subprocess
import sys
import tempfile
from pathlib import Path

STARTS = {"with-kernels": "instruction set", "without-kernels": "no compiled kernels"}


def main(kernels: str) -> None:
    """Run the program twice.

    Parameters
    ----------
    kernels
        "with-kernels" or "without-kernels": what the program must say about itself.
    """
    with tempfile.TemporaryDirectory() as folder:  # away from the sources
        said = _run("list", "--native", folder=folder)
        if not said.startswith(STARTS[kernels]):
            sys.exit(f"expected '{STARTS[kernels]}', but the program says:\n{said}")
        print(said.splitlines()[0])
        _run("demo", "-o", "demo", folder=folder)
        if not any(Path(folder, "demo").glob("*.panel.png")):
            sys.exit("the demo wrote no panel")


def _run(*words: str, folder: str) -> str:
    command = [sys.executable, "-m", "difference_finder", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main(sys.argv[1])

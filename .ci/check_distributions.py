"""Check built distributions, and install each into a fresh environment.

    python .ci/check_distributions.py dist

Runs ``twine check --strict``, ``check-wheel-contents`` and, on Linux where it is installed,
``auditwheel show``; compares sizes with their limits; installs the source distribution and every wheel for
this Python, and runs them.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).parent

WHEEL_MB = 6.0
"""The most megabytes of a wheel."""

BASE_MB = 360.0
"""The most megabytes of an environment with the package and what it requires, without pip. Of these, scipy
takes 140, imagecodecs 90 and numpy 65."""


def main(folder: Path) -> None:
    """Run all checks; the first failure ends the program."""
    files = sorted(folder.glob("*.whl")) + sorted(folder.glob("*.tar.gz"))
    if not any(file.suffix == ".whl" for file in files) or not any(file.suffix == ".gz" for file in files):
        sys.exit(f"'{folder}' does not contain both wheels and a source distribution")
    wheels = [file for file in files if file.suffix == ".whl"]
    run("twine", "check", "--strict", *files)
    run("check-wheel-contents", *wheels)
    for wheel in wheels:
        megabytes = wheel.stat().st_size / 1e6
        print(f"{wheel.name}: {megabytes:.1f} MB", flush=True)
        if megabytes > WHEEL_MB:
            sys.exit(f"{wheel.name} has {megabytes:.1f} MB, above {WHEEL_MB}")
        if "linux" in wheel.name and shutil.which("auditwheel"):
            run("auditwheel", "show", wheel)
    for file in files:
        install(file)


def install(file: Path) -> None:
    """Install a distribution into a fresh environment, and run it there."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        if not runs_here(file.name, python):
            return
        run(python, "-m", "pip", "install", "--quiet", file)
        run(python, "-m", "pip", "check")
        run(python, HERE / "check_install.py", expected(file.name))
        run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "pip")
        parts = sizes(Path(folder))
        largest = ", ".join(f"{name} {size:.0f}" for name, size in parts[:4])
        total = sum(size for _, size in parts)
        print(f"{file.name}: environment of {total:.0f} MB (largest: {largest})", flush=True)
        if total > BASE_MB:
            sys.exit(f"the environment has {total:.0f} MB, above {BASE_MB:.0f}")


def runs_here(name: str, python: Path) -> bool:
    """Tell whether pip would install a wheel of this name; source distributions run everywhere."""
    if name.endswith(".gz"):
        return True
    tags = subprocess.run(
        [python, "-m", "pip", "debug", "--verbose"], capture_output=True, text=True, check=True
    ).stdout.split()
    _, _, pythons, abis, platforms = name.removesuffix(".whl").split("-")
    return any(
        f"{one}-{abi}-{platform}" in tags
        for one in pythons.split(".")
        for abi in abis.split(".")
        for platform in platforms.split(".")
    )


def expected(name: str) -> str:
    """Return whether a distribution brings kernels on this machine, in the words of check_install.py."""
    pure = name.endswith("-none-any.whl")
    source = name.endswith(".gz")
    compiles = sys.platform != "win32" and (shutil.which("c++") or shutil.which("g++"))
    return "without-kernels" if pure or (source and not compiles) else "with-kernels"


def sizes(environment: Path) -> list[tuple[str, float]]:
    """Return the megabytes of each entry of site-packages, the largest first."""
    (site,) = (path for path in environment.rglob("site-packages"))
    found: dict[str, float] = {}
    for path in site.rglob("*"):
        if path.is_file():
            name = re.split(r"[-.]", path.relative_to(site).parts[0])[0]
            found[name] = found.get(name, 0) + path.stat().st_size / 1e6
    return sorted(found.items(), key=lambda item: -item[1])


def run(*words) -> None:
    """Run a command; one that fails ends the program."""
    command = [str(word) for word in words]
    print("$", " ".join(command), flush=True)
    if code := subprocess.run(command, check=False).returncode:
        sys.exit(f"{command[0]}: exit code {code}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Files of the fonts of rendered pairs: fonts of matplotlib, of Python packages and of Debian packages."""

from __future__ import annotations

import importlib.util
from pathlib import Path

PACKAGES = {
    "Roboto": "font_roboto",
    "SourceSansPro": "font_source_sans_pro",
    "SourceSerifPro": "font_source_serif_pro",
    "Lato": "font_lato",
    "Caladea": "font_caladea",
    "Manrope": "font_manrope",
    "RedHatDisplay": "font_rhd",
}
"""Python packages of families of fonts."""

DEBIAN = {
    "LiberationSans": "fonts-liberation2",
    "LiberationSerif": "fonts-liberation2",
    "LiberationMono": "fonts-liberation2",
    "OpenSans": "fonts-open-sans",
    "Carlito": "fonts-crosextra-carlito",
    "FiraCode": "fonts-firacode",
    "Inter": "fonts-inter",
}
"""Debian packages of families of fonts."""

SYSTEM = Path("/usr/share/fonts")


def font_path(name: str, system: Path = SYSTEM) -> Path:
    """Return the file of a font that a package contains.

    Parameters
    ----------
    name
        Family and style, such as Roboto-Bold.
    system
        Folder with the fonts of Debian packages.

    Raises
    ------
    FileNotFoundError
        If the package is not installed; the message states the command that installs it.
    """
    family = name.split("-", maxsplit=1)[0]
    if family in PACKAGES:
        return _of_python(name, PACKAGES[family])
    if family in DEBIAN:
        return _of_debian(name, DEBIAN[family], system)
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"


def _of_python(name: str, package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(
            f"the font {name} is not installed: pip install -r benchmarks/requirements.txt"
        )
    return Path(found.submodule_search_locations[0]) / "files" / f"{name}.ttf"


def _of_debian(name: str, package: str, system: Path) -> Path:
    for suffix in ("ttf", "otf"):
        for path in sorted(system.rglob(f"{name}.{suffix}")):
            return path
    raise FileNotFoundError(f"the font {name} is not installed: apt-get install {package}")

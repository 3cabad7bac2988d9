"""Print the oldest versions of the dependencies that pyproject.toml allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(\[[\w,-]+\])?>=(?P<version>[\d.]+)")


def oldest(project: dict) -> list[str]:
    """Return a constraint for every requirement of the package and of its extra ``test``.

    Raises
    ------
    ValueError
        If a requirement states no oldest version.
    """
    extras = project["optional-dependencies"]
    waiting, seen, lines = [*project["dependencies"], *extras["test"]], set(), []
    while waiting:
        requirement = waiting.pop(0)
        if requirement in seen:
            continue
        seen.add(requirement)
        if own := re.fullmatch(rf"{project['name']}\[([\w,-]+)\]", requirement):
            waiting += [one for name in own[1].split(",") for one in extras[name]]
            continue
        found = REQUIREMENT.match(requirement)
        if found is None:
            raise ValueError(f"'{requirement}' in pyproject.toml states no oldest version")
        # 1.26.* rather than 1.26: the last patch has wheels for more versions of Python.
        parts = found["version"].split(".")
        lines.append(f"{found['name']}=={found['version']}" + (".*" if len(parts) < 3 else ""))
    return lines


if __name__ == "__main__":
    print("\n".join(oldest(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"])))

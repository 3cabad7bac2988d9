"""Check that a tag, the version, the citation and the changelog agree; print the notes of the release.

python .ci/check_release.py v1.0.0            # exit code 1, and what disagrees
python .ci/check_release.py v1.0.0 --notes    # the part of CHANGELOG.md about this version
"""

import re
import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))
from set_address import ROOT, version

HEADING = re.compile(r"^## \[([^]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.M)


def problems(tag: str, root: Path = ROOT) -> list[str]:
    """Return what keeps a tag from being released."""
    number, found = version(root), []
    if tag != f"v{number}":
        found.append(f"the tag is {tag}, the version in _version.py {number}; tag v{number}")
    if not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", number):
        found.append(f"version {number} is not MAJOR.MINOR.PATCH, with a1, b1 or rc1 for a pre-release")
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    if str(citation.get("version")) != number:
        found.append(f"CITATION.cff has version {citation.get('version')}, _version.py {number}")
    dates = dict(HEADING.findall((root / "CHANGELOG.md").read_text(encoding="utf-8")))
    if not dates.get(number):
        found.append(f"CHANGELOG.md has no heading '## [{number}] - YYYY-MM-DD'")
    elif str(citation.get("date-released")) != dates[number]:
        date = citation.get("date-released")
        found.append(f"CITATION.cff has the date {date}, CHANGELOG.md {dates[number]} for {number}")
    return found


def notes(root: Path = ROOT) -> str:
    """Return the part of the changelog about the version."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    starts = list(HEADING.finditer(text))
    for one, following in zip(starts, [*starts[1:], None], strict=True):
        if one[1] == version(root):
            return text[one.end() : following.start() if following else None].strip() + "\n"
    raise ValueError(f"CHANGELOG.md has no heading for {version(root)}")


if __name__ == "__main__":
    if "--notes" in sys.argv:
        print(notes(), end="")
    elif wrong := problems(sys.argv[1]):
        sys.exit("\n".join(wrong))

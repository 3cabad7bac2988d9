"""The shape of the record of a study, as far as tables, figures, pages and the viewer use it."""

from __future__ import annotations

from typing import Any

from difference_finder.pipeline.shapes import (
    ANY,
    FLAG,
    NUMBER,
    SCORE,
    TEXT,
    Each,
    Fields,
    Keyed,
    Maybe,
    shape_error,
)
from difference_finder.study.crops.records import LISTS

__all__ = ["study_error"]

PROTOCOL = Fields(
    {},
    {
        "name": Maybe(TEXT),
        "settings": Maybe(Keyed(ANY)),
    },
)

METRIC = Fields(
    {
        "spec": TEXT,
    },
    {
        "name": TEXT,
        "protocol": Maybe(PROTOCOL),
        "note": Maybe(TEXT),
        "higher_is_better": Maybe(FLAG),
        "bounds": Maybe(Each(SCORE, count=2)),
        "identical": ANY,
        "unit": Maybe(TEXT),
    },
)

STATISTICS = Fields(
    {
        "primary": Each(TEXT),
    },
    {
        "level": NUMBER,
        "draws": NUMBER,
        "correction": TEXT,
        "relevant": Keyed(SCORE),
        "over": TEXT,
        "post_hoc": Maybe(TEXT),
    },
)

SUSPICION = Fields(
    {
        "kind": TEXT,
        "method": TEXT,
        "images": NUMBER,
        "looked_at": NUMBER,
        "gain": Maybe(NUMBER),
        "detail": TEXT,
    }
)

ERROR = Fields(
    {
        "name": TEXT,
        "method": Maybe(TEXT),
        "stage": TEXT,
        "error": TEXT,
        "cause": TEXT,
    }
)

OPTIONS = Fields(
    {},
    {
        "data_set": Maybe(
            Fields(
                {
                    "notes": Each(TEXT),
                }
            )
        ),
        "ignore": Maybe(Each(Each(NUMBER, count=4))),
        "background": Maybe(TEXT),
        "max_pixels": Maybe(NUMBER),
        "fit": ANY,
        "nan": Maybe(TEXT),
    },
)

CROP = Fields(
    {"image": TEXT, "x": NUMBER, "y": NUMBER, "size": NUMBER, "errors": Keyed(SCORE)},
    {
        "rival": Maybe(TEXT),
        "gaps": Maybe(Keyed(SCORE)),
        "image_errors": Keyed(SCORE),
        "reported": Maybe(Keyed(ANY)),
        "kinds": Maybe(Each(Keyed(ANY))),
        "text": TEXT,
    },
)

COUNTS = ("images", "images_without_windows", "candidates", "rival_share", "tied_share")

CROPS = Fields(
    {
        **dict.fromkeys(COUNTS, NUMBER),
        "settings": Keyed(ANY),
        "errors": Keyed(SCORE),
        **dict.fromkeys(LISTS, Each(CROP)),
    },
    {"reported": Each(ANY), "of_kinds": Keyed(Keyed(ANY))},
)

STUDY = Fields(
    {
        "reference": Maybe(TEXT),
        "methods": Keyed(Maybe(TEXT)),
        "ours": TEXT,
        "images": NUMBER,
        "paired_by": TEXT,
        "metrics": Each(METRIC),
        "groups": Maybe(
            Fields(
                {},
                {
                    "by": Maybe(TEXT),
                    "count": NUMBER,
                },
            )
        ),
        "protocol": PROTOCOL,
        "options": OPTIONS,
        "notes": Each(
            Fields(
                {
                    "note": TEXT,
                    "method": TEXT,
                    "images": NUMBER,
                }
            )
        ),
        "notes_left_out": NUMBER,
        "errors": Each(ERROR),
        "crops": Maybe(CROPS),
        "seed": NUMBER,
    },
    {
        "statistics": Maybe(STATISTICS),
        "paired_examples": Each(Each(TEXT)),
        "unmatched": Maybe(
            Each(
                Fields(
                    {
                        "name": TEXT,
                    }
                )
            )
        ),
        "unmatched_ignored": FLAG,
        "unread": Keyed(Each(TEXT)),
        "suspicions": Maybe(Each(SUSPICION)),
        "no_crops": TEXT,
        "labels": Keyed(TEXT),
        "own": Keyed(Keyed(ANY)),
        "samples": Maybe(
            Fields(
                {
                    "least": NUMBER,
                    "most": NUMBER,
                }
            )
        ),
        "support": Maybe(
            Fields(
                {
                    "images": NUMBER,
                    "pixels": NUMBER,
                    "of": NUMBER,
                }
            )
        ),
        "unequal": Maybe(Keyed(Keyed(NUMBER))),
        "volumes": Maybe(Keyed(Each(ANY, count=3))),
        "runs": Maybe(
            Keyed(
                Fields(
                    {
                        "spread": Keyed(Keyed(ANY)),
                    }
                )
            )
        ),
        "data_sets": Keyed(
            Fields(
                {
                    "study": TEXT,
                }
            )
        ),
        "kinds": Maybe(Keyed(ANY)),
    },
)


def study_error(record: Any) -> str:
    """Return what is wrong with the record of a study, read from JSON; "" for a good one."""
    found = shape_error(record, STUDY)
    if not found and record["ours"] not in record["methods"]:
        found = f"'{record['ours']}' is not among the methods"
    if not found and any(row["looked_at"] < 1 for row in record.get("suspicions") or ()):
        found = "suspicions of no image"
    return found

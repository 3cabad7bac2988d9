"""The shape of the record of a comparison, as far as reports and the viewer use it."""

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

__all__ = ["record_error"]

KIND = Fields(
    {
        "name": TEXT,
        "text": TEXT,
    },
    {
        "strength": ANY,
        "unit": ANY,
        "confidence": ANY,
    },
)

REGION = Fields(
    {
        "x": NUMBER,
        "y": NUMBER,
        "width": NUMBER,
        "height": NUMBER,
        "area": NUMBER,
        "peak": SCORE,
        "mean": SCORE,
    },
    {
        "kinds": Maybe(Each(KIND)),
        "text": Maybe(TEXT),
    },
)

IMAGE = Fields(
    {
        "name": TEXT,
    },
    {
        "width": Maybe(NUMBER),
        "height": Maybe(NUMBER),
        "dtype": Maybe(TEXT),
        "data_range": SCORE,
        "notes": Maybe(Each(TEXT)),
        "contents": Maybe(
            Each(
                Fields(
                    {
                        "kind": TEXT,
                    }
                )
            )
        ),
        "sha256": Maybe(TEXT),
    },
)

PART = Fields(
    {
        "name": TEXT,
    }
)

MAP = Fields(
    {
        "label": TEXT,
    },
    {
        "signed": Maybe(FLAG),
        "unit_range": SCORE,
        "positive": Maybe(TEXT),
        "facts": Maybe(Keyed(ANY)),
        "level": SCORE,
        "min": SCORE,
        "mean": SCORE,
        "max": SCORE,
        "p99.5_abs": SCORE,
        "masked": Maybe(NUMBER),
        "scale": Maybe(
            Fields(
                {},
                {
                    "vmin": SCORE,
                    "vmax": SCORE,
                    "gain": SCORE,
                },
            )
        ),
    },
)

PROTOCOL = Fields(
    {},
    {
        "name": Maybe(TEXT),
        "settings": Maybe(Keyed(ANY)),
        "colour": Maybe(TEXT),
        "crop_border": Maybe(NUMBER),
        "pooled": Maybe(Each(TEXT)),
        "metric_settings": Maybe(Keyed(Keyed(ANY))),
    },
)

OPTIONS = Fields(
    {},
    {
        "strategy": Maybe(PART),
        "metric": Maybe(PART),
        "also": Maybe(Each(PART)),
        "regions": Maybe(PART),
        "pre_processor": Maybe(Each(PART)),
        "post_processor": Maybe(Each(PART)),
        "data_range": ANY,
        "fit": ANY,
        "background": Maybe(TEXT),
        "max_pixels": Maybe(NUMBER),
        "ignore": Maybe(Each(Each(NUMBER, count=4))),
        "allow": Maybe(Each(TEXT)),
        "nan": Maybe(TEXT),
        "data_set": Maybe(Keyed(ANY)),
        "alpha": Maybe(TEXT),
    },
)

RECORD = Fields(
    {
        "name": TEXT,
        "scores": Maybe(Keyed(SCORE)),
        "map": Maybe(MAP),
        "regions": Maybe(Each(REGION)),
        "first": IMAGE,
        "second": IMAGE,
    },
    {
        "score_facts": Maybe(Keyed(ANY)),
        "raw_scores": Maybe(Keyed(SCORE)),
        "protocol": PROTOCOL,
        "metric": Maybe(
            Fields(
                {
                    "name": Maybe(TEXT),
                },
                {
                    "higher_is_better": Maybe(FLAG),
                },
            )
        ),
        "threshold": Maybe(
            Fields(
                {},
                {
                    "exceeded": Maybe(FLAG),
                    "text": TEXT,
                    "limits": Maybe(Each(Keyed(ANY))),
                },
            )
        ),
        "pages": Maybe(Keyed(ANY)),
        "unequal": Maybe(
            Each(
                Fields(
                    {
                        "text": TEXT,
                    }
                )
            )
        ),
        "transform": Maybe(
            Fields(
                {
                    "text": TEXT,
                }
            )
        ),
        "advantage": Maybe(
            Fields(
                {
                    "text": TEXT,
                }
            )
        ),
        "pictures": Maybe(Fields({}, dict.fromkeys(("black", "white", "data_range"), SCORE))),
        "options": OPTIONS,
        "notes": Maybe(Each(TEXT)),
        "regions_dropped": Maybe(NUMBER),
        "reference": Maybe(IMAGE),
    },
)


def record_error(record: Any) -> str:
    """Return what is wrong with the record of a comparison, read from JSON; "" for a good one."""
    return shape_error(record, RECORD)

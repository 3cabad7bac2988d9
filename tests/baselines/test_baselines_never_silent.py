"""Whatever changes in a picture is told, even if every pixel may change."""

import numpy as np
import pytest
from PIL import Image

ANY_CHANGE = "image_difference(picture, max_changed='100%')"


@pytest.mark.parametrize("kind", ["alpha", "nan", "size", "new"])
def test_what_changed_pixels_do_not_count_fails_the_test(plain, project, photo_pair, kind: str) -> None:
    first = np.dstack([photo_pair[0], np.full(photo_pair[0].shape[:2], 255, np.uint8)])
    if kind == "nan":
        first = first[..., 0] / np.float32(255)
    second = first.copy()
    if kind == "alpha":
        second[..., 3] = 0
    elif kind == "nan":
        second[3, 4] = np.nan
    elif kind == "size":
        second = second[:-1]
    project.show(first)
    if kind != "new":
        assert plain(ANY_CHANGE, "--image-update").ret == 0
        plain(ANY_CHANGE).assert_outcomes(passed=1)
    project.show(second)
    result = plain(ANY_CHANGE)
    result.assert_outcomes(failed=1)
    assert {"alpha": "alpha", "nan": "not-a-number", "size": "128x95", "new": "no baseline"}[kind] in (
        result.stdout.str()
    )


def test_a_deleted_picture_is_told(project) -> None:
    project.write(test_it=f"def test_plot(image_difference, picture):\n    {ANY_CHANGE}\n")
    assert project.run("--image-update").ret == 0
    project.write(test_it="def test_other():\n    pass\n")
    result = project.run()
    assert "1 baseline without a test; --image-stale lists them" in result.stdout.str()


def test_a_picture_of_a_deleted_file_is_told(project, photo_pair) -> None:
    folder = project.baselines / "test_gone"
    folder.mkdir(parents=True)
    Image.fromarray(photo_pair[0]).save(folder / "test_plot.png")
    project.write(test_it="def test_other():\n    pass\n")
    assert "1 baseline without a test" in project.run().stdout.str()

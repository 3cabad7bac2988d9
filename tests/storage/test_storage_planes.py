"""Planes of numbers in files."""

import numpy as np
import pytest

from difference_finder.errors import DiskFullError, InputError
from difference_finder.storage.planes import PlaneFile


def test_rows_are_read_as_they_were_appended(tmp_path):
    values = np.arange(70, dtype=np.float32).reshape(10, 7)
    plane = PlaneFile(10, 7, "float32", tmp_path)
    plane.append(values[:4])
    plane.skip(2)  # rows that are skipped are zero
    plane.append(values[6:])
    assert np.array_equal(plane.read(2, 8), [*values[2:4], *np.zeros((2, 7)), *values[6:8]])
    assert [top for top, _ in plane.strips(4)] == [0, 4, 8]
    plane.write(4, values[4:6])
    assert np.array_equal(plane.read(0, 10), values)


def test_a_plane_that_is_kept_is_a_file_of_numpy(tmp_path):
    plane = PlaneFile(3, 5, "float32", tmp_path)
    plane.append(np.ones((3, 5), np.float32))
    plane.keep(tmp_path / "map.npy")
    plane.close()
    assert np.array_equal(np.load(tmp_path / "map.npy"), np.ones((3, 5)))
    assert [path.name for path in tmp_path.iterdir()] == ["map.npy"]


def test_a_plane_that_is_closed_leaves_no_file(tmp_path):
    plane = PlaneFile(3, 5, "uint8", tmp_path)
    plane.append(np.ones((3, 5), np.uint8))
    plane.close()
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    class Full:
        def seek(self, at):
            raise OSError(28, "No space left on device")

    plane = PlaneFile(3, 5, "uint8", tmp_path)
    monkeypatch.setattr(plane, "_file", Full())
    with pytest.raises(DiskFullError, match="the disk is full"):
        plane.append(np.ones((1, 5), np.uint8))


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(InputError, match="folder does not exist"):
        PlaneFile(3, 5, "uint8", tmp_path / "missing")


def test_a_file_that_was_shortened_is_told(tmp_path):
    plane = PlaneFile(3, 5, "uint8", tmp_path)
    plane._file.truncate(130)
    with pytest.raises(InputError, match="was shortened"):
        plane.read(0, 3)

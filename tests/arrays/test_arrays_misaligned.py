"""Arrays at addresses that are not multiples of their item size, as views of packed bytes are."""

import numpy as np

from difference_finder import score
from difference_finder.arrays.native import align_strides


def misaligned(array: np.ndarray) -> np.ndarray:
    room = np.zeros(array.nbytes + 1, np.uint8)
    moved = np.frombuffer(room.data, array.dtype, array.size, 1).reshape(array.shape)
    moved[...] = array
    return moved


def test_misaligned_arrays_are_copied_before_kernels_read_them() -> None:
    array = np.random.default_rng(0).random((3, 20, 30), dtype=np.float32)
    moved = misaligned(array)
    assert not moved.flags.aligned
    assert align_strides(moved).flags.aligned
    assert np.array_equal(align_strides(moved), array)
    assert align_strides(array) is array
    assert np.shares_memory(align_strides(array[:, ::2, ::-1]), array)


def test_misaligned_arrays_have_the_scores_of_aligned_ones() -> None:
    generator = np.random.default_rng(1)
    for kind in ("float32", "float64", "uint16"):
        first, second = (((generator.random((3, 40, 50)) * 200).astype(kind)) for _ in range(2))
        for metric in ("mse", "ssim"):
            expected = score(metric, first, second, data_range=200)
            assert score(metric, misaligned(first), misaligned(second), data_range=200) == expected

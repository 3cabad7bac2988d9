"""Headers of NumPy's files."""

import io
from threading import Barrier, BrokenBarrierError, Thread

import numpy as np

from difference_finder.readers.numpy_files import read_array_header


def test_headers_are_parsed_one_at_a_time(monkeypatch) -> None:
    """The module that numpy parses them with fails now and then in several threads of Python 3.11."""
    file = io.BytesIO()
    np.save(file, np.zeros((3, 4), np.float32))
    plain = np.lib.format.read_array_header_1_0
    together = Barrier(2)
    met = []

    def watched(header):
        try:
            together.wait(0.2)
            met.append(header)
        except BrokenBarrierError:  # nobody else came
            together.reset()
        return plain(header)

    monkeypatch.setattr(np.lib.format, "read_array_header_1_0", watched)
    shapes = []
    threads = [
        Thread(target=lambda: shapes.append(read_array_header(io.BytesIO(file.getvalue()))[0])) for _ in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shapes == [(3, 4), (3, 4)]
    assert met == []

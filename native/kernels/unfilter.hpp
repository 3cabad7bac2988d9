// Reverses the row filters of PNG.

#pragma once

#include <cstddef>
#include <cstdint>

namespace df {

// Number of bytes after the last row that may be read.
inline constexpr std::size_t kUnfilterSlack = 64;

// The data holds `height` rows of one filter byte and `row` bytes each. It is replaced by the contiguous rows of
// pixels. A pixel has 1, 2, 3, 4, 6 or 8 bytes; `swap` reverses the byte order of 16-bit samples, which are big-endian
// in PNG. Returns false if a filter byte is invalid.
bool unfilter(std::uint8_t* data, int height, std::size_t row, int pixel, bool swap);

}  // namespace df

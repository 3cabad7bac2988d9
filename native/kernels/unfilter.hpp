// Undoes the row filters of PNG.

#pragma once

#include <cstddef>
#include <cstdint>

namespace df {

// How many bytes behind the last row may be read.
inline constexpr std::size_t kUnfilterSlack = 64;

// The data holds `height` rows of one filter byte and `row` bytes each; it is replaced by the rows of pixels without
// a gap. `pixel` is 1, 2, 3, 4, 6 or 8 bytes; `swap` turns samples of two bytes, as PNG stores them, around.
// Returns false where a filter does not exist.
bool unfilter(std::uint8_t* data, int height, std::size_t row, int pixel, bool swap);

}  // namespace df

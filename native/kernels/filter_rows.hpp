// The row filter of PNG for pages.

#pragma once

#include <cstdint>

namespace df {

// Writes `height` rows of a filter byte and 3 bytes for each pixel, less the row above (filter 2; the first row as it
// is, filter 0). The pixels (height, width, 4) are red, green, blue and a byte that is left out.
void filter_rows(const std::uint8_t* pixels, int height, int width, std::uint8_t* out);

}  // namespace df

// False colours.

#pragma once

#include <cstdint>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Writes the RGB image (h, w, pixel) with the colours table[rint((value - least) * factor)]. The table has `count`
// colours. Values beyond its ends take the first or the last colour, and NaN takes the colour `empty`. A pixel has 3
// bytes, or 4, of which the last is 255.
void apply_colormap(const Plane& map, double least, double factor, const std::uint8_t* table, int count,
                    const std::uint8_t empty[3], std::uint8_t* out, int pixel, Team& team);

}  // namespace df

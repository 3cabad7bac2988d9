// The colours of a map.

#pragma once

#include <cstdint>

#include "image.hpp"
#include "team.hpp"

namespace df {

// The colour of a value is table[rint((value - least) * factor)], the table having `count` colours of three bytes;
// values beyond it take the end colours, and what is not a number takes `empty`. Writes rows of h * w colours.
void colours(const Plane& map, double least, double factor, const std::uint8_t* table, int count,
             const std::uint8_t empty[3], std::uint8_t* out, Team& team);

}  // namespace df

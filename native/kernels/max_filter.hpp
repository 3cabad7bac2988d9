// The greatest value within some pixels, in squares.

#pragma once

#include "image.hpp"
#include "team.hpp"

namespace df {

// Values and out have one floating type.
void max_filter(const Image& values, int radius, const Image& out, Team& team);

}  // namespace df

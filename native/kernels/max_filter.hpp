// A maximum filter over squares.

#pragma once

#include "image.hpp"
#include "team.hpp"

namespace df {

// `values` and `out` have the same floating-point type.
void max_filter(const Image& values, int radius, const Image& out, Team& team);

}  // namespace df

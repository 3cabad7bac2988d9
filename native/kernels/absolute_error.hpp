// Sums of absolute differences, and their derivative in the same pass.

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Returns the sum of |candidate - reference| on the common scale for each plane. If there is a `gradient`, the sign of
// the difference multiplied by `factor` is written to it, 0 where the images are equal.
std::vector<double> absolute_error(const Image& reference, const Image& candidate, const Scale& scale,
                                   const Image* gradient, double factor, Team& team);

}  // namespace df

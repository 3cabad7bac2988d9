// Sums of squared differences, and their derivative in the same pass.

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Returns the sum of (candidate - reference)^2 on the common scale for each plane. If there is a `gradient`, the
// difference multiplied by the factor of its sample is written to it.
std::vector<double> squared_error(const Image& reference, const Image& candidate, const Scale& scale,
                                  const Image* gradient, const std::vector<double>& factors, Team& team);

}  // namespace df

// The sums of the squared differences of two images, and their derivative in the same pass.

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Returns for each plane the sum of (candidate - reference)^2 on the common scale. Where there is a ``gradient``, it becomes
// the difference times the factor of its sample.
std::vector<double> squared_error(const Image& reference, const Image& candidate, const Scale& scale,
                                  const Image* gradient, const std::vector<double>& factors, Team& team);

}  // namespace df

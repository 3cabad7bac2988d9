// Sums of squared or absolute differences, with their derivative and the limits of the values in the same pass.

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

enum class Size { squared, absolute };

struct Errors {
    std::vector<double> sums;  // for each plane

    // The least and the greatest value of both images, if asked for. They are those of all values if the sums are
    // finite, since each value that is not finite leaves a sum that is not.
    double least[2], greatest[2];
};

// Returns the sums of (candidate - reference)^2 or of |candidate - reference| on the common scale. If there is a
// `gradient`, the difference (squared) or its sign (absolute; 0 where the images are equal) multiplied by the factor of
// its sample is written to it.
//
// Bytes of one scale are summed exactly. Two images of float32 are subtracted in float32, which is exact for values
// that are close, unless `wide` is set; all others in float64. All sums are in float64. They are the same with and
// without gradient or limits, and for all layouts.
Errors errors(const Image& reference, const Image& candidate, const Scale& scale, Size size, const Image* gradient,
              const std::vector<double>& factors, bool limits, bool wide, Team& team);

}  // namespace df

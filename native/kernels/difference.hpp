// The difference of two images as a map, the reduction of its channels and the sum of its absolute values, in one pass.

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

enum class Mode { absolute, squared, signed_ };
enum class Reduce { mean, abs, l2, max, none };

struct DifferenceFacts {
    std::vector<double> sums;  // sum of the absolute differences of each sample
    double least, greatest;    // range of the map
};

// Writes candidate - reference on the common scale, of shape (n, 1, h, w), or (n, c, h, w) with Reduce::none.
DifferenceFacts difference(const Image& reference, const Image& candidate, const Scale& scale, Mode mode, Reduce reduce,
                           const Image& out, Team& team);

}  // namespace df

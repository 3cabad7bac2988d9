// The difference of two images as a map, its channels made one, and its mean size, in one pass.

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

enum class Mode { absolute, squared, with_sign };
enum class Reduce { mean, abs, l2, max, none };

struct DifferenceFacts {
    std::vector<double> sums;  // of the sizes of all differences, for each sample
    double least, greatest;    // of the map
};

// out = candidate - reference on the common scale, of shape (n, 1, h, w), or (n, c, h, w) with Reduce::none.
DifferenceFacts difference(const Image& reference, const Image& candidate, const Scale& scale, Mode mode,
                           Reduce reduce, const Image& out, Team& team);

}  // namespace df

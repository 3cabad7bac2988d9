// Whether windows of two images differ by more than a small distortion explains.

#pragma once

#include <cstdint>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// A distortion adds a filtered image to a window, multiplied by a profile, which is a function of the place in the
// window. A filter has 3x3 weights.
struct Distortion {
    std::vector<double> filter, profile;
};

// Square windows of side 2 * half + 1 around centres.
struct Windows {
    int half = 0;
    std::vector<std::int64_t> rows, columns;
    std::vector<double> contrasts, limits;
};

// Writes 1 for each window in which the images differ by more than the limit, in squared contrasts, however one of them
// is moved by whole pixels, and after the best distortion of the mean of both: a linear combination of the distortions
// and a constant, found by least squares. A distortion costs its squared size times cost times the squared contrast.
// Each plane reaches half + 1 + radius pixels beyond every centre.
void differ_after_distortion(const Plane& first, const Plane& second, const Windows& windows, int radius,
                             const std::vector<Distortion>& distortions, double cost, std::uint8_t* out, Team& team);

}  // namespace df

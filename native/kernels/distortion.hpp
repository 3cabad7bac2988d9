// Whether windows of two images differ by more than a small distortion explains.

#pragma once

#include <cstdint>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Windows have 7x7 pixels.
inline constexpr int kWindowHalf = 3, kWindowSide = 2 * kWindowHalf + 1;

// A distortion adds a filtered image to a window, multiplied by a profile, which is a function of the place in the
// window. A filter has 3x3 weights, a profile 7x7 factors.
struct Distortion {
    std::vector<double> filter, profile;
};

// Windows around centres.
struct Windows {
    std::vector<std::int64_t> rows, columns;
    std::vector<double> contrasts, limits;
};

// Writes 1 for each window in which the images differ by more than the limit, in squared contrasts, however one of them
// is moved by whole pixels, and after the best distortion of the mean of both: a linear combination of the distortions
// and a constant, found by least squares. A distortion costs its squared size times cost times the squared contrast.
// Each plane, of float64 with contiguous rows, reaches kWindowHalf + 1 + radius pixels beyond every centre.
void differ_after_distortion(const Plane& first, const Plane& second, const Windows& windows, int radius,
                             const std::vector<Distortion>& distortions, double cost, std::uint8_t* out, Team& team);

}  // namespace df

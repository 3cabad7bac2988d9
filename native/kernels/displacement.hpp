// Displacements of the content of a small plane.

#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "image.hpp"
#include "kernels/explained.hpp"

namespace df {

// Settings of follow_displacement.
struct Steps {
    int count;        // Gauss-Newton steps
    double ridge;     // added to the mean squares of the slopes
    double farthest;  // greatest length that is followed, in pixels
};

// The displacement in rows and columns that turns the first plane into the second, both blurred, in the weighted least
// squares. None if the steps lead further than allowed. Both sides of the planes are at least 2.
std::optional<std::pair<double, double>> follow_displacement(const Plane& first, const Plane& second,
                                                             const Plane& weight, const std::vector<double>& blur,
                                                             const Steps& steps);
std::optional<std::pair<double, double>> follow_displacement(const SmallPlane& first, const SmallPlane& second,
                                                             const Weights& weight, const std::vector<double>& blur,
                                                             const Steps& steps);

// How the displaced base minus the base explains the difference. Values between pixels are interpolated by cubic
// convolution; edges are repeated.
Response displacement_response(const Plane& base, const Plane& gap, const Plane& weight, double rows, double columns);
Response displacement_response(const SmallPlane& base, const SmallPlane& gap, const Weights& weight, double rows,
                               double columns);

}  // namespace df

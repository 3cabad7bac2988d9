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

// How the displaced base minus the base explains the difference. Values between pixels are interpolated by cubic
// convolution; edges are repeated.
Response displacement_response(const Plane& base, const Plane& gap, const Plane& weight, double rows, double columns);

// Writes the weighted sum of squared differences of a plane and each part of a wider plane that has its shape, as a
// contiguous array of shape (wide.h - target.h + 1, wide.w - target.w + 1).
void displacement_errors(const Plane& wide, const Plane& target, const Plane& weight, float* out);

// The top and the left of the part of a wider plane that resembles another plane best. The best positions at half the
// size, of which there are `candidates`, are compared at full size with their neighbours within `around` pixels. All
// sides are at least 2.
std::pair<int, int> best_position(const Plane& wide, const Plane& target, const Plane& weight, int candidates,
                                  int around);

}  // namespace df

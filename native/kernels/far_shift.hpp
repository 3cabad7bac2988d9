// The search for the content of a small plane in wider surroundings.

#pragma once

#include <utility>
#include <vector>

#include "image.hpp"
#include "kernels/explained.hpp"
#include "team.hpp"

namespace df {

// Writes the weighted sum of squared differences of a plane and each part of a wider plane that has its shape, as a
// contiguous array of shape (wide.h - target.h + 1, wide.w - target.w + 1).
void displacement_errors(const Plane& wide, const Plane& target, const Plane& weight, float* out);

// The top and the left of the part of a wider plane that resembles another plane best. The best positions at half the
// size, of which there are `candidates`, are compared at full size with their neighbours within `around` pixels. All
// sides are at least 2.
std::pair<int, int> best_position(const Plane& wide, const Plane& target, const Plane& weight, int candidates,
                                  int around);

// Settings of find_shifted.
struct SearchRule {
    double scale;                // of the values of the images that are searched
    std::vector<double> luma;    // weight of each channel in the luma
    std::vector<double> coarse;  // blur without which planes are compared
    int reach;                   // how far the surroundings extend beyond each side of a target
    int candidates, around;
};

// A sample of shape (1, c, h, w) that is searched around a window; the luma of another sample in that window, and its
// weights. All sides of the window are at least 2.
struct Search {
    Image image;
    int top, left;
    Plane target, weight;
};

// The top and the left of the part that resembles the target best, in the surroundings; weighted sums of that part and
// of the target, both without their blurs.
struct FoundPart {
    int top, left;
    PlaneSums sums;
};

// Edges of the image are repeated.
std::vector<FoundPart> find_shifted(const std::vector<Search>& searches, const SearchRule& rule, Team& team);

}  // namespace df

// The channels of a sample as small planes, which several measurements share.

#pragma once

#include <utility>
#include <vector>

#include "kernels/region.hpp"
#include "kernels/small_plane.hpp"

namespace df {

// The channels of a sample of shape (1, c, h, w).
struct Channels {
    explicit Channels(const Image& image) : h(image.h), w(image.w) {
        planes.reserve(image.c);
        for (int c = 0; c < image.c; ++c) planes.emplace_back(plane_of(image, 0, c));
    }
    const float* row(int c, int y) const { return planes[c].row(y); }
    int count() const { return static_cast<int>(planes.size()); }

    int h, w;
    std::vector<SmallPlane> planes;
};

// The lumas of two images, their difference, and the core of a region with its sums.
struct Core {
    SmallPlane luma_first, luma_second, luma_gap;
    Weights weights;
    CoreSums sums;
};

// The same as the functions of views in region.hpp.
Core measure_core(const Channels& first, const Channels& second, const Plane& inside, const CoreRule& rule);
void half_level_shares(const Channels& image, const Weights& core, int bins, float* shares);
std::pair<double, double> rounding_sums(const Channels& first, const Channels& second, const Weights& core, float step);

}  // namespace df

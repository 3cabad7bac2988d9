// Windows of a pair around the regions of a map.

#pragma once

#include <cstdint>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// A window of h x w pixels of two images, and a box in it, which has a pixel. What is written: both images, multiplied
// by their scales, and the second minus the first, as a contiguous array of shape (3, c, h, w); which pixels of the box
// have at least a value in the map, or the whole box if none has, (h, w).
struct Window {
    int top, left, h, w;
    int box_top, box_left, box_h, box_w;
    float least;
    float* levels;
    std::uint8_t* inside;
};

// Two samples of shape (1, c, H, W), their scales, and the map, whose pixel (top, left) is the first of the samples.
struct MappedPair {
    Image first, second;
    float first_scale, second_scale;
    Plane map;
    int top, left;
};

void open_windows(const MappedPair& pair, const std::vector<Window>& windows, Team& team);

}  // namespace df

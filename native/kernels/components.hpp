// Connected components of the pixels found in a map, with components that are close to each other merged, and their
// properties.

#pragma once

#include <optional>
#include <vector>

#include "image.hpp"
#include "kernels/runs.hpp"
#include "team.hpp"

namespace df {

struct Component {
    double strength;  // the sum of the blurred map, or of the map, over the component
    int x, y, width, height;
    std::int64_t area;
    double peak, sum;  // maximum and sum of the map
};

// The median of the background and the threshold above it. If the components were found in a blurred map, each is
// measured on those of its pixels whose own value is above both the threshold and median + peak / 20, holes filled,
// provided that they contribute at least half of the sum of the component above the median.
struct Background {
    double median, threshold;
};

// `found` holds bytes that are 0 or 1. Pixels at most `reach` apart belong to one component: discs of half that radius
// around them touch. Below 1, components are 8-connected. `blurred` is optional.
std::vector<Component> connected_components(const Plane& found, const Plane& values, const Plane& blurred,
                                            const Background& background, double reach, Team& team);

// The label of each run of an image of h x w pixels, and the number of labels. Pixels at most `reach` apart belong to
// one component, as above. Components are numbered in the order of their first pixels.
std::vector<int> label_runs(const Runs& found, int h, int w, double reach, Team& team, int& count);

}  // namespace df

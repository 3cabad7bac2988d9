// The pixels that were found in a map, in groups of those that are near each other, and what each group measures.

#pragma once

#include <optional>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

struct Piece {
    double strength;  // the sum of the blurred map, or of the map, over the group
    int x, y, width, height;
    std::int64_t area;
    double peak, sum;  // of the map
};

// With a blurred map ``soft`` a group is measured on those of its pixels that stand out by themselves, holes filled,
// where these make up half of what it has over ``ground``, the median of the background: they are over ``edge`` and
// over ground + peak / 20.
struct Background {
    double ground, edge;
};

// ``found`` is an image of bytes that are 0 or 1. Discs of half of ``reach`` around the pixels of a group touch each
// other; below 1, pixels of a group touch by themselves.
std::vector<Piece> pieces(const Plane& found, const Plane& values, const Plane& soft, const Background& background,
                          double reach, Team& team);

}  // namespace df

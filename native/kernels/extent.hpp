// The minimum and maximum of an image, and whether all values are finite.

#pragma once

#include "image.hpp"
#include "team.hpp"

namespace df {

struct Extent {
    double least, greatest;
    bool finite;
};

Extent extent(const Image& image, Team& team);

}  // namespace df

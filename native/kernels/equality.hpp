// Which pixels of two images are equal.

#pragma once

#include <cstdint>

#include "image.hpp"
#include "team.hpp"

namespace df {

// A mask of bytes that are 0 or 1, with contiguous rows.
struct Mask {
    std::uint8_t* data;
    std::ptrdiff_t sh;
};

// Removes the pixels from a mask whose values are equal in all channels of both images (one sample each, of one type
// and shape). NaN differs from everything.
void clear_equal(const Image& first, const Image& second, const Mask& mask, Team& team);

}  // namespace df

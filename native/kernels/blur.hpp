// A separable symmetric blur.

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// ``weights`` are those of the centre and of the neighbours at 1 .. radius on either side. Beyond the edges the image
// is mirrored, the outermost pixel included, as often as need be. With a ``mask`` of the shape of the values the
// blur is a mean over the pixels that count, and 0 where the mask is.
void blur(const Image& values, const Image* mask, const std::vector<double>& weights, const Image& out, Team& team);

}  // namespace df

// A separable symmetric blur with reflected edges.

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// `weights` belong to the centre and to the neighbours at distances 1 .. radius. The image is reflected at its edges,
// the edge pixel included (scipy.ndimage's mode "reflect"). With a `mask` of the shape of the values, the blur is a
// weighted mean over the pixels inside the mask, and 0 outside it. It is computed in float64, or in float32 if the output
// is float32 and not `wide`.
void blur(const Image& values, const Image* mask, const std::vector<double>& weights, bool wide, const Image& out,
          Team& team);

}  // namespace df

// Hysteresis thresholding and filling of holes. Binary images hold bytes that are 0 or 1.

#pragma once

#include "image.hpp"
#include "kernels/runs.hpp"
#include "team.hpp"

namespace df {

// Writes where values inside the mask are greater than `low` and connected (8-connectivity) to a value greater than
// `high`. If high = low, this is plain thresholding. The rows of `out` must be contiguous.
void hysteresis_threshold(const Plane& values, const Plane& mask, double high, double low, const Plane& out,
                          Team& team);

// Fills the holes (4-connectivity) of at most `most` pixels.
void fill_holes(const Plane& image, double most, Team& team);

Runs runs_of(const Plane& image, Team& team);

// The holes of at most `most` pixels in a shape, as runs. The shape lies in the starts.size() - 1 rows from row y on
// and in the columns x .. x + width - 1.
std::vector<Run> small_holes(const Runs& shape, int y, int x, int width, double most);

}  // namespace df

// Where a map is over a level, as an image of bytes that are 0 or 1; its pieces and its holes.

#pragma once

#include "image.hpp"
#include "kernels/runs.hpp"
#include "team.hpp"

namespace df {

// Writes where the values that count are over ``low``, in one piece (by edges and corners) with one over ``high``.
// With high = low these are all values over that level. ``out`` has no gaps between its pixels.
void over(const Plane& values, const Plane& mask, double high, double low, const Plane& out, Team& team);

// Fills the holes (by edges) of at most ``most`` pixels.
void fill_holes(const Plane& image, double most, Team& team);

Runs runs_of(const Plane& image, Team& team);

// The holes of at most ``most`` pixels in a shape, as runs; the rows of the shape are starts.size() - 1, from row y on,
// its columns x .. x + width - 1.
std::vector<Run> small_holes(const Runs& shape, int y, int x, int width, double most);

}  // namespace df

// The median and its spread around each point of a grid.

#pragma once

#include "image.hpp"
#include "team.hpp"

namespace df {

// The windows of a grid over h x w pixels: cell x cell pixels to a cell, and a window of two cells' width around the
// centre of each, so that neighbours share half of their pixels.
struct Grid {
    int rows, columns;
};
Grid grid_of(int h, int w, int cell);

// Writes the median of each window and the median distance from it; not-a-number where no pixel of a window counts.
void local_background(const Plane& values, const Plane& mask, int cell, double* medians, double* deviations,
                      Team& team);

}  // namespace df

// The local median and median absolute deviation on a grid.

#pragma once

#include "image.hpp"
#include "team.hpp"

namespace df {

// A grid of cells of cell x cell pixels over an image of h x w pixels. The window of a cell is two cells wide around
// its centre, so windows of neighbours overlap by half.
struct Grid {
    int rows, columns;
};
Grid grid_of(int h, int w, int cell);

// Writes the median and the median absolute deviation of each window; NaN if the mask excludes all of its pixels.
void local_background(const Plane& values, const Plane& mask, int cell, double* medians, double* deviations,
                      Team& team);

}  // namespace df

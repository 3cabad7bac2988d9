// Traces of blocks of 8 x 8 pixels in a small plane.

#pragma once

#include <array>

#include "image.hpp"

namespace df {

class SmallPlane;

// Two values: on the grid of blocks, and on the grid that is moved by half a block in both directions.
using OnGrids = std::array<double, 2>;

struct GridEnergies {
    OnGrids blocks;   // the mean energy of the higher half of the frequencies in blocks; only whole blocks count, 0 if
                      // there is none
    OnGrids borders;  // the mean square of the steps at the borders of blocks, averaged along the borders over 8
                      // pixels: third differences, which ramps do not change
};

// `top` and `left` are the position of the plane on the grid.
GridEnergies grid_energies(const Plane& plane, const Plane& weight, int top, int left);
// The same of small planes; `turned_weights` has the rows of the weights as columns.
GridEnergies grid_energies(const SmallPlane& plane, const SmallPlane& weights, const SmallPlane& turned_weights,
                           int top, int left);

}  // namespace df

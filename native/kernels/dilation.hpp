// Dilation of a shape by a disc.

#pragma once

#include "kernels/runs.hpp"
#include "team.hpp"

namespace df {

// All pixels of the image whose distance to the shape is at most `radius`, as runs that do not touch each other.
Runs dilate(const Runs& shape, int h, int w, double radius, Team& team);

}  // namespace df

// Which pixels are near to a shape.

#pragma once

#include "kernels/runs.hpp"
#include "team.hpp"

namespace df {

// The pixels of an image at most ``radius`` away from the shape, exactly, as runs that do not touch each other.
Runs near_runs(const Runs& shape, int h, int w, double radius, Team& team);

}  // namespace df

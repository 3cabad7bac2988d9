// Regular patterns: waves in a small plane, and values that gather at multiples of a step.

#pragma once

#include <array>
#include <vector>

#include "image.hpp"

namespace df {

// The power spectrum of a small plane.
struct Waves {
    double total = 0;         // the power at all frequencies
    int row = 0, column = 0;  // the strongest of the frequencies that are at least as high as asked for
    double around = 0;        // the power within one step of it
    double lattice = 0;       // the same around the three frequencies with periods of 2 pixels or infinite, except 0
    bool found = false;       // whether any frequency is as high as asked for
};

// The part of a plane in an area minus a mean, faded to 0 at its edges (Hann). `lowest` is in cycles per pixel. Takes
// h * w * (h + w) steps.
Waves strongest_wave(const Plane& part, double mean, double lowest);

// How much the values of two images gather at multiples of a step.
struct Gathering {
    double step = 0, excess = 0;  // the step in bins, and how much more one image gathers there than the other
};

// The step at which each of two images gathers most beyond the other, from the shares of their values in bins, of shape
// (2, bins). Frequencies are multiples of 1 / length from lowest to highest, and then parts of this distance around the
// best. Of a step and its multiples, the largest at which nearly as many values gather is returned.
std::array<Gathering, 2> strongest_gathering(const float* shares, int bins, int length, int lowest, int highest,
                                             int between);

}  // namespace df

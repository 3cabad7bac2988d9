// The Haar wavelet-based perceptual similarity index (Reisenhofer et al. 2018, doi:10.1016/j.image.2017.11.001).

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

struct HaarView {
    double first, second;  // factors that bring the values of both images to 0 .. 255
    int mixed;             // planes that red, green and blue are mixed to: 1 (Y) or 3 (Y, I, Q); 0: channels apart
    bool halve;            // whether blocks of 2 x 2 pixels are averaged first; odd sides are padded with 0
    double constant, alpha;
    bool wide;  // whether to compute in float64
};

// Sums over the places and kinds of structure, whose quotient tells how far the index is from 1.
struct HaarSums {
    double lacking = 0, weight = 0;
};

// Returns the sums of each sample, or of each channel if these are apart. `map` is optional: the index of each place,
// with one channel for each of the sums, 1 where nothing has a weight.
std::vector<HaarSums> haarpsi(const Image& reference, const Image& candidate, const HaarView& view, const Image* map,
                              Team& team);

// The planes of the derivatives of the sums: of what is lacking with respect to the luma, of the weights with respect
// to it, and of what is lacking with respect to the two colour differences, if these are compared.
struct HaarPart {
    enum { luma, weight, i, q };
};

// The same sums, and their derivatives: one sample for each of the sums, of the size of the map and the type in which
// is computed, contiguous.
std::vector<HaarSums> haarpsi_derivatives(const Image& reference, const Image& candidate, const HaarView& view,
                                          const Image& derivatives, Team& team);

// How a score changes with its sums: factors of the derivative of what is lacking, and the shortfall at which a weight
// changes nothing.
struct HaarSlope {
    double factor, missing;
};

// Writes the derivative of the scores with respect to the values of the candidate, from those of the sums and one slope
// for each of them.
void haarpsi_slope(const Image& derivatives, const HaarView& view, const std::vector<HaarSlope>& slopes,
                   const Image& gradient, Team& team);

}  // namespace df

// Gradient magnitude similarity and its deviation (GMSD; Xue et al. 2014, doi:10.1109/TIP.2013.2293423).

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

struct Similarity {
    double mean, deviation;  // of the map; GMSD is its population standard deviation
};

// Returns one result for each plane. As in the authors' code, images are downsampled by averaging 2 x 2 pixels (if
// `halve` is set; odd sides are padded with 0), gradients are computed by the Prewitt filter / 3 with zero padding, and
//
//     map = (2 m1 m2 + constant) / (m1^2 + m2^2 + constant).
//
// `map`, of the downsampled size, and `slope`, of the size of the images, are optional. The slope is the derivative of
// the deviation with respect to the candidate. It is 0 if the deviation is 0, and pixels whose gradient magnitude is 0,
// where it is not differentiable, contribute 0.
std::vector<Similarity> gms(const Image& reference, const Image& candidate, double constant, bool halve,
                            const Image* map, const Image* slope, Team& team);

}  // namespace df

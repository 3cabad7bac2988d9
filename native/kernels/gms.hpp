// Gradient magnitude similarity and its deviation (GMSD; Xue et al. 2014, doi:10.1109/TIP.2013.2293423).

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

struct Similarity {
    double mean, deviation;  // of the map: its population standard deviation is GMSD
};

// One result for each plane. As in the authors' code the images are averaged over 2 x 2 pixels and every second one is
// taken (if ``halve``; what an odd side lacks is 0), gradients are those of Prewitt / 3 with zeros beyond the edges, and
//
//     map = (2 m1 m2 + constant) / (m1^2 + m2^2 + constant).
//
// Where there is a ``map``, of the halved size, it is written; where there is a ``slope``, of the size of the images, it
// becomes the derivative of the deviation with respect to the candidate: 0 where the deviation is 0, and nothing comes
// from pixels whose gradient is 0, where there is no derivative.
std::vector<Similarity> gms(const Image& reference, const Image& candidate, double constant, bool halve,
                            const Image* map, const Image* slope, Team& team);

inline int halved(int side, bool halve) { return halve ? (side + 1) / 2 : side; }

}  // namespace df

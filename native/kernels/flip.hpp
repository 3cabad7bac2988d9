// FLIP, the difference that a viewer sees when two images alternate (Andersson et al. 2020, doi:10.1145/3406183).

#pragma once

#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// The rational curve (k0 x^2 + k1 x + k2) / (k3 x^2 + k4 x + k5), which maps radiance to linear RGB.
struct FlipCurve {
    double k[6];
    bool by_luminance;  // the denominator is evaluated for the luminance, and the radiance is divided by it
};

struct FlipColours {
    double seen[3][3];   // from linear RGB to Y, Cx and Cz, without the offset of Y
    double shown[3][3];  // back
    double xyz[3][3];    // from linear RGB to XYZ over that of white
    double luminance[3];
    double greatest;  // the greatest colour error
};

// The taps of a separable filter, from the centre to the right and downwards.
struct FlipTerm {
    std::vector<double> down, across;
};

struct FlipFilters {
    FlipTerm sensitivity[4];                // of Y, Cx and twice Cz, whose results are added
    std::vector<double> bell, edge, point;  // `edge` is antisymmetric, the others are symmetric
};

struct FlipView {
    enum Encoding { srgb, linear, radiance };

    Encoding encoding;
    double range;                   // values are divided by it, unless they are radiance
    std::vector<double> exposures;  // in stops, for radiance
    FlipCurve curve;                // for radiance
    FlipColours colours;
    FlipFilters filters;
};

// Returns the mean error of each colour image: the samples if there are three channels, else all channels as grey
// images. `map` is optional and has one channel for each of them. The errors are computed in float64.
std::vector<double> flip(const Image& reference, const Image& candidate, const Scale& scale, const FlipView& view,
                         const Image* map, Team& team);

// Writes the derivative of the sum of the errors, each times `factor`, with respect to each value of the candidate on
// the common scale.
void flip_slope(const Image& reference, const Image& candidate, const Scale& scale, const FlipView& view, double factor,
                const Image& slope, Team& team);

}  // namespace df

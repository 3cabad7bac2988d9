// What nearly all kinds of change ask of a place, measured together.

#pragma once

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "image.hpp"
#include "kernels/block_grid.hpp"
#include "kernels/displacement.hpp"
#include "kernels/explained.hpp"
#include "kernels/periodic.hpp"
#include "kernels/region.hpp"
#include "team.hpp"

namespace df {

// The frequencies of strongest_gathering.
struct Frequencies {
    int length, lowest, highest, between;
};

// Settings of the measurements.
struct PlaceRule {
    CoreRule core;
    int enough;  // pixels of a core at which filters are evaluated: in evenly spaced rows of larger ones
    int noise_size;
    double noise_variance;  // white noise that is reduced before filters are evaluated; 0 for none
    std::vector<std::vector<double>> bands, blurs;
    std::vector<double> coarse;  // blur without which detail is compared
    int edge;                    // of a core, where detail is not compared
    std::vector<double> soft;    // blur before a displacement is followed
    Steps steps;
    int shortest;  // least side of a plane in which a displacement is followed
    int bins;
    Frequencies frequencies;
};

// A place: two samples of shape (1, c, h, w), the mask of the region, the position on the grid of blocks; contiguous
// planes that are written: as by measure_core, the sample of the core, both lumas with their noise reduced (not
// written without noise), and the core without its edge; the shares of half levels, (2, bins).
struct PlaceData {
    Image first, second;
    Plane inside;
    int top, left;
    CorePlanes planes;
    float *sample, *base_first, *base_second, *inner, *shares;
};

struct PlaceFacts {
    CoreSums core;
    std::vector<std::array<double, 3>> bands;
    std::vector<Response> blurs;
    std::optional<std::pair<double, double>> displacement;
    Response displaced;
    std::array<Gathering, 2> gatherings;
    GridEnergies first_grid, second_grid;
    PlaneSums detail;
    std::array<std::pair<double, double>, 2> rounding;  // of the first image to steps of the second, and the reverse
};

std::vector<PlaceFacts> measure_places(const std::vector<PlaceData>& places, const PlaceRule& rule, Team& team);

}  // namespace df

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

// The waves that are looked for in a core: the least side of its box, the least number of periods in it, and the
// longest period.
struct WaveRule {
    int shortest;
    double periods, longest;
};

// The shares of spread_of, and the number of bins at an end.
struct SpreadRule {
    double low, high;
    int ends;
};

// Settings of the measurements.
struct PlaceRule {
    CoreRule core;
    int enough;  // pixels of a core at which filters are evaluated: in evenly spaced rows of larger ones
    int noise_size;
    double noise_variance;  // white noise that is reduced before filters are evaluated; 0 for none
    std::vector<std::vector<double>> bands, blurs;
    std::vector<int> medians;
    std::vector<double> echo, level;  // blurs of cut_response, and of blurred_means
    std::vector<double> coarse;       // blur without which detail is compared
    int edge;                         // of a core, where detail is not compared
    std::vector<double> soft;         // blur before a displacement is followed
    Steps steps;
    int shortest;  // least side of a plane in which a displacement is followed
    int bins;
    Frequencies frequencies;
    SpreadRule spread;
    WaveRule wave;
};

// A place: two samples of shape (1, c, h, w), the mask of the region, the position on the grid of blocks, the waves of
// cut_response; contiguous planes that are written: as by measure_core, the sample of the core, both lumas with their
// noise reduced (not written without noise), and the core without its edge; the shares of half levels, (2, bins).
struct PlaceData {
    Image first, second;
    Plane inside;
    int top, left;
    LowWaves waves;
    CorePlanes planes;
    float *sample, *base_first, *base_second, *inner, *shares;
};

// How filters of the luma explain the difference. Where they cannot, as a blur cannot explain more detail, nothing is
// measured.
struct Explained {
    std::vector<Response> blurs, medians;
    std::optional<Response> echo;
};

struct PlaceFacts {
    CoreSums core;
    std::vector<std::array<double, 3>> bands;
    std::array<Explained, 2> explained;  // the second image by filters of the first; the first by filters of the second
    std::optional<std::pair<double, double>> displacement;
    Response displaced;
    std::array<Gathering, 2> gatherings;
    GridEnergies first_grid, second_grid;
    PlaneSums detail;
    std::array<std::pair<double, double>, 2> rounding;  // of the first image to steps of the second, and the reverse
    std::array<Spread, 2> spreads;                      // of the values of both images
    std::pair<double, double> level;                    // blurred_means of the difference
    PlaneSums contrast, bases;                          // of the first luma and the difference; of both lumas
    std::optional<Waves> wave;                          // of the difference in the box of the core
    NeighbourSums neighbours;                           // of the difference
};

std::vector<PlaceFacts> measure_places(const std::vector<PlaceData>& places, const PlaceRule& rule, Team& team);

}  // namespace df

// The core of a region, where two images differ most, and the values in it.

#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Settings of measure_core.
struct CoreRule {
    std::vector<double> luma;  // weight of each channel in the luma
    std::vector<double> blur;  // weights of a blur of the squared difference, from the centre outwards
    double strong, share;      // quantile of the blurred values in the region, and the share of it that the core has
};

// The box of the core: rows top .. bottom - 1, columns left .. right - 1. Sums over the core: of the values of both
// images by channel, of the difference of lumas and its square, of the square of the difference of colours, and of the
// square of the difference.
struct CoreSums {
    double count = 0, luma = 0, luma_square = 0, colour_square = 0, square = 0;
    std::vector<double> first, second;
    int top = 0, bottom = 0, left = 0, right = 0;
};

// Contiguous planes that measure_core writes: the lumas of two images, their difference, and the core of a region, 1
// inside it and else 0.
struct CorePlanes {
    float *luma_first, *luma_second, *luma_gap, *core;
};

// The images are samples of shape (1, c, h, w); `inside` has bytes that are 0 or not.
CoreSums measure_core(const Image& first, const Image& second, const Plane& inside, const CoreRule& rule,
                      const CorePlanes& to);

// The top and the left of a window.
using Corner = std::pair<int, int>;

// Writes mean squares of the difference in each of n windows of h x w pixels, of shape (5, n): of the lumas; of the
// lumas in the band between the plane and the first blur; in the band between the two blurs; of the colours, summed
// over the channels; of one channel. The images are samples of shape (1, c, H, W), and are multiplied by their scales.
struct WindowRule {
    double first_scale, second_scale;
    std::vector<double> luma;
    std::vector<std::vector<double>> blurs;
};
void window_energies(const Image& first, const Image& second, const std::vector<Corner>& corners, int h, int w,
                     const WindowRule& rule, double* energies, Team& team);

// Writes the shares of the values of all channels in the core that round to each half level. Values beyond the bins
// count in the first or the last one.
void half_level_shares(const Image& image, const Plane& core, int bins, float* shares);

// The first bins up to which the shares add up to a low and to a high share, or the number of bins; the share of the
// values in a number of bins at both ends.
struct Spread {
    int low, high;
    double ends;
};
Spread spread_of(const float* shares, int bins, double low, double high, int ends);

// The change is the first image rounded to multiples of a step, minus the image. Sums over the core and all channels of
// its square, and of its product with the difference of the images.
std::pair<double, double> rounding_sums(const Image& first, const Image& second, const Plane& core, float step);

}  // namespace df

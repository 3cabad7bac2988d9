// Anomaly scores of a pair of images: from pixels to statistics of blocks, from these to robust z-scores and a map.

#pragma once

#include <cstdint>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// The side of a block in pixels.
inline constexpr int kBlock = 4;

// The number of products: with m and d the mean and the difference of two images, mm, dd and dm; with a third image t
// also tt, dt and mt.
inline int products_of(int images) { return images == 2 ? 3 : 6; }

// Contiguous outputs; h and w are the number of blocks.
struct BlockOutputs {
    float* halves;    // (images, 2h, 2w): luma at half the size
    float* products;  // (products, h, w): mean products of the details within 2 x 2 pixels
    float* shifts;    // (images - 1, c, h, w): mean of second - first, and of first - third
    float* means;     // (c, h, w): mean of the first two images
    float* clipped;   // (h, w): fraction of pixels within `margin` of 0 or 1 in either of the first two images
};

// Takes two or three images of one sample and divides them by their divisors. Luma is the weighted sum of the channels.
// Blocks that extend beyond the image are padded with its last row and column.
void block_statistics(const std::vector<Image>& images, const std::vector<double>& divisors,
                      const std::vector<double>& weights, double margin, int rows, int columns, const BlockOutputs& out,
                      Team& team);

// The mean products of the band fine - coarse, (images, h, w), over size x size pixels (size is 1 or 2), and the means
// of the coarse images over the same pixels.
void band_products(const float* fine, const float* coarse, int images, int h, int w, int size, float* out, float* means,
                   Team& team);

struct AnomalySettings {
    int widths, bands, colours;
    bool three;                              // whether there is a third image
    float shift_tolerance, ratio_tolerance;  // subtracted from deviations where all pixels are clipped
    double floor;                            // added to energies before their logarithm is taken
    double min_log, min_ratio, min_shift;    // lower bounds of the robust standard deviations
    float colour_weight;                     // weight of the contrast of a colour in the local activity
    int classes, power;                      // classes of activity; exponent of the mean over all measures
};

// `planes` (widths, K, h, w) holds the products of each band, the shifts of each colour, the contrasts of all colours
// but the first, and the clipped fractions. `sample` lists the blocks from which typical values are estimated.
void anomaly_scores(const float* planes, int h, int w, const std::vector<std::int32_t>& sample,
                    const AnomalySettings& settings, float* out, Team& team);

// Interpolates the values of blocks (h, w) of size x size pixels linearly to pixels.
void upsample(const float* blocks, int h, int w, int size, const Image& out, Team& team);

}  // namespace df

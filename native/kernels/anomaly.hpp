// How strange each place of a pair is: from pixels to means over blocks, from these to a map.

#pragma once

#include <cstdint>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Side of a block in pixels.
inline constexpr int kBlock = 4;

// Of two images with the middle m and the gap g: mm, gg, gm; with a third one t also tt, gt, mt.
inline int products_of(int images) { return images == 2 ? 3 : 6; }

// What the images are made into. Rows lie without gaps, planes one after the other.
struct Halved {
    float* halves;    // (images, 2h, 2w): brightness at half the size
    float* products;  // (products, h, w): of what lies within blocks of 2x2 pixels
    float* shifts;    // (images - 1, c, h, w): second against first, and first against third
    float* means;     // (c, h, w): of the first and the second
    float* ends;      // (h, w): share of pixels with a value within ``end`` of 0 or 1 in the first or the second
};

// Images of one sample, divided by their divisors; brightness is the weighted sum of the channels. Blocks that reach
// beyond the image repeat its last row and column.
void halved(const std::vector<Image>& images, const std::vector<double>& divisors, const std::vector<double>& weights,
            double end, int rows, int columns, const Halved& out, Team& team);

// The products of fine - coarse, (images, h, w), averaged over blocks of ``size`` (1 or 2), and the coarse ones
// themselves, averaged as well.
void products(const float* fine, const float* coarse, int images, int h, int w, int size, float* out, float* means,
              Team& team);

struct Judgement {
    int widths, bands, colours;
    bool three;                                      // whether there is a third image
    float cut_shift, cut_ratio;                      // what is forgiven where all pixels are at an end
    double floor, least_log, least_ratio, least_shift;
    float colourful;                                 // how much the contrast of a colour counts as activity
    int classes, power;
};

// ``planes`` (widths, K, h, w): products of every band, shifts of every colour, contrasts of all but the first, ends. ``sample``: numbers of the
// blocks that tell what is usual.
void judged(const float* planes, int h, int w, const std::vector<std::int32_t>& sample, const Judgement& how,
            float* out, Team& team);

// Values of blocks (h, w) as values of pixels, interpolated between the centres of blocks of ``size``.
void enlarged(const float* blocks, int h, int w, int size, const Image& out, Team& team);

}  // namespace df

// Drawings: a flat background with ink on it.

#pragma once

#include <cstdint>

#include "image.hpp"

namespace df {

// Settings of measure_ink, in pixels but for the least distance of ink to the background.
struct InkRule {
    double least;
    int near, stroke;  // width of the surroundings of a region that belong to it; greatest half width of a stroke
};

// Contiguous planes that measure_ink writes. Bytes are 0 or 1.
struct InkPlanes {
    std::uint8_t *first, *second;  // where a pixel near the region is not background
    std::uint8_t* changed;         // where a pixel near the region differs
    float* coverage;               // distance of the first image to the background
};

struct InkCounts {
    int both = 0, either = 0;   // pixels of ink in both images, and in any
    int first = 0, second = 0;  // pixels of ink that differ
    bool all_changed = true;    // whether no pixel is equal
    bool thin = true;           // whether all ink has the form of strokes
};

// Finds the ink of two images, samples of shape (1, c, h, w). The background is the most frequent colour of the pixels
// that are equal and not inside the region, or of all pixels of each image if there are none. `inside` has bytes that
// are 0 or not.
InkCounts measure_ink(const Image& first, const Image& second, const Plane& inside, const InkRule& rule,
                      const InkPlanes& to);

// The share of pixels whose colour equals that of their right neighbour, among those that have one; 0 without any.
double flat_share(const Image& image);

// The sum over the pixels that count of the square by which a plane exceeds the range of another plane within a number
// of rows and columns.
double energy_beyond(const Plane& plane, const Plane& other, const Plane& counts, int radius);

}  // namespace df

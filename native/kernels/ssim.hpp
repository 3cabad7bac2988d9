// Structural similarity (SSIM) of two planes: score, map and gradient.

#pragma once

#include <functional>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// Windows at the edges: only complete windows, or reflection with (same) or without (reflect) repeating the edge pixel.
enum class Padding { valid, same, reflect };

struct SsimSettings {
    std::vector<double> weights;  // from the centre outwards; the whole window sums to one
    Padding padding = Padding::valid;
    double c1 = 0, c2 = 0;  // in squared units of the common scale

    int half() const { return static_cast<int>(weights.size()) - 1; }
    int inner(int side) const { return padding == Padding::valid ? side - 2 * half() : side; }
};

// Two planes on a common scale: the values are first * first_factor and second * second_factor.
struct PlanePair {
    Plane first, second;
    double first_factor = 1, second_factor = 1;
    bool second_is_difference = false;  // the second plane holds second - first
    double offset = 0, scale = 1;       // values are computed as (value - offset) * scale; the scale is a power of two
    double unit = 1;                    // 1 on the common scale, in computed values
    double ground = 0;                  // offset * scale; added to means where the luminance term needs them
};

// The outputs for one pair. Rows are those of the image if there is a gradient, otherwise those of the map.
template <class T>
struct SsimWork {
    PlanePair pair;
    bool luminance = true;  // false: only the contrast-structure term
    int row_begin = 0, row_end = 0;
    T* map = nullptr;       // (rows of windows, columns of windows), contiguous; optional
    T* gradient = nullptr;  // (h, w), contiguous, multiplied by factor; optional
    double factor = 1;
    double* sums = nullptr;  // one sum for each block of 16 rows and 64 columns of windows
};

// The number of block sums, and their sum in a fixed order.
std::size_t ssim_sum_count(int rows, int columns);
double ssim_sum(const double* sums, std::size_t count);

// The size of tiles, which does not affect the result: a multiple of 16 rows and 64 columns. Tiles are cut down to 64
// rows if there would be too few of them for all threads.
struct Tile {
    int rows = 512, columns = 2048;
};

// Returns the largest magnitude of the computed values, in units of about the span; not finite if a gradient is not.
template <class T>
double ssim_planes(const std::vector<SsimWork<T>>& works, const SsimSettings& settings, const Tile& tile, Team& team);

// The same for several second planes with the same first plane, whose statistics are computed once.
template <class T>
double ssim_many(const std::vector<SsimWork<T>>& works, const SsimSettings& settings, const Tile& tile, Team& team);

// Prepares two stored planes whose values span `span` on the common scale.
template <class T>
PlanePair plane_pair(const Plane& first, const Plane& second, const Scale& scale, double span);

// The mean of a few pixels of a plane, which does not depend on tiles.
double typical_value(const Plane& plane);

}  // namespace df

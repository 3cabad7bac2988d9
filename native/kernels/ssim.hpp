// Structural similarity of two planes: score, map and gradient.

#pragma once

#include <functional>
#include <vector>

#include "image.hpp"
#include "team.hpp"

namespace df {

// How windows meet the edge: only those inside the image; mirrored with the edge pixel repeated; or without.
enum class Padding { valid, same, reflect };

struct SsimSettings {
    std::vector<double> weights;  // of the centre, then of each neighbour outwards; both sides sum to one
    Padding padding = Padding::valid;
    double c1 = 0, c2 = 0;  // in squared units of the common scale

    int half() const { return static_cast<int>(weights.size()) - 1; }
    int inner(int side) const { return padding == Padding::valid ? side - 2 * half() : side; }
};

// Two planes on one scale: the values are first * first_factor and second * second_factor.
struct PlanePair {
    Plane first, second;
    double first_factor = 1, second_factor = 1;
    bool second_is_gap = false;  // the second plane holds second - first
    double offset = 0, scale = 1;  // computed with (value - offset) * scale; the scale is a power of two
    double unit = 1;               // one on the common scale, in computed values
    double ground = 0;             // what to add to get the value in scaled units: offset * scale
};

// What is wanted of one pair. Rows are those of the image, or of the map where there is no gradient.
template <class T>
struct SsimWork {
    PlanePair pair;
    bool luminance = true;  // false: the structure term alone
    int row_begin = 0, row_end = 0;
    T* map = nullptr;           // (rows of windows, columns of windows), contiguous
    T* gradient = nullptr;      // (h, w), contiguous; multiplied with factor
    double factor = 1;
    double* sums = nullptr;     // one for each block of 16 rows and 64 columns of windows
};

// The number of block sums, and their total in order.
std::size_t ssim_sum_count(int rows, int columns);
double ssim_sum(const double* sums, std::size_t count);

// Where to cut the work; the result does not depend on it. Columns are a multiple of 64, rows of 16; rows are halved
// down to 64 where there would be too few parts for all threads.
struct Tile {
    int rows = 512, columns = 2048;
};

// Returns how far computed values lie from zero, in units of about the span; not finite where a gradient is not.
template <class T>
double ssim_planes(const std::vector<SsimWork<T>>& works, const SsimSettings& settings, const Tile& tile, Team& team);

// Many second planes against one first plane: what depends on the first alone is computed once.
template <class T>
double ssim_many(const std::vector<SsimWork<T>>& works, const SsimSettings& settings, const Tile& tile, Team& team);

// Two planes as they are stored, whose values span `span` on the common scale.
template <class T>
PlanePair plane_pair(const Plane& first, const Plane& second, const Scale& scale, double span);

// A value near those of a plane, from a few of its pixels, the same for every cut.
double typical_value(const Plane& plane);

}  // namespace df

// What the bindings of places and of small planes share: checks of arguments, and results as tuples.

#pragma once

#include <nanobind/stl/array.h>

#include "kernels/explained.hpp"
#include "kernels/periodic.hpp"
#include "kernels/region.hpp"
#include "python.hpp"

using Blurs = std::vector<std::vector<double>>;

inline constexpr double kFarthest = 4096;

inline df::Plane plane_like(const Input& array, const df::Plane& like) {
    const df::Plane plane = plane_of(array);
    if (plane.h != like.h || plane.w != like.w) throw nb::value_error("the planes must have the same shape");
    return plane;
}

inline float* contiguous_target(const Output& array, int h, int w) {
    const df::Plane plane = plane_of(array);
    if (plane.type != df::Type::f32 || plane.h != h || plane.w != w || (plane.sw != 1 && w > 1) ||
        (plane.sh != w && h > 1))
        throw nb::value_error("an output must be a contiguous array of float32 with one value for each result");
    return static_cast<float*>(array.data());
}

inline df::Image sample_of(const Input& array) {
    const df::Image image = image_of(array);
    if (image.n != 1) throw nb::value_error("expected one sample");
    return image;
}

inline df::Plane mask_like(const Input& array, const df::Image& like) {
    const df::Plane plane = plane_of(array);
    if (plane.h != like.h || plane.w != like.w) throw nb::value_error("a mask must have the shape of the image");
    return plane;
}

inline void check_luma(const std::vector<double>& weights, const df::Image& image) {
    if (weights.size() != static_cast<std::size_t>(image.c))
        throw nb::value_error("each channel needs a weight in the luma");
}

inline void check_blurs(const Blurs& blurs) {
    for (const std::vector<double>& blur : blurs)
        if (blur.empty()) throw nb::value_error("a blur needs at least one weight");
}

inline void check_displacement(double rows, double columns) {
    if (!(std::abs(rows) <= kFarthest && std::abs(columns) <= kFarthest))
        throw nb::value_error("a displacement must be at most 4096 pixels");
}

inline void check_reach(int pixels) {
    if (pixels < 0 || pixels > kFarthest) throw nb::value_error("a reach must be at least 0 and at most 4096 pixels");
}

inline void check_position(int top, int left) {
    if (top < 0 || left < 0) throw nb::value_error("a position must be at least 0");
}

using Sums = std::tuple<double, std::vector<double>, std::vector<double>, double, double, double, double,
                        std::tuple<int, int, int, int>>;

inline Sums as_sums(const df::CoreSums& sums) {
    return {sums.count,       sums.first,         sums.second, sums.luma,
            sums.luma_square, sums.colour_square, sums.square, {sums.top, sums.bottom, sums.left, sums.right}};
}

inline std::uint8_t* byte_target(const Output& array, int h, int w) {
    const df::Plane plane = plane_of(array);
    if (plane.type != df::Type::u8 || plane.h != h || plane.w != w || (plane.sw != 1 && w > 1) ||
        (plane.sh != w && h > 1))
        throw nb::value_error("an output must be a contiguous array of bytes with one for each pixel");
    return static_cast<std::uint8_t*>(array.data());
}

using Strongest = std::tuple<double, int, int, double, double, bool>;

inline Strongest as_strongest(const df::Waves& waves) {
    return {waves.total, waves.row, waves.column, waves.around, waves.lattice, waves.found};
}

inline std::vector<std::pair<double, double>> as_pairs(const std::vector<df::Response>& responses) {
    std::vector<std::pair<double, double>> pairs;
    for (const df::Response& response : responses) pairs.emplace_back(response.square, response.product);
    return pairs;
}

inline df::LowWaves waves_of(const std::tuple<Input, Input, Input>& arrays, int h, int w) {
    const auto& [columns, rows, kept] = arrays;
    const df::LowWaves waves{plane_of(columns), plane_of(rows), plane_of(kept)};
    if (waves.along_columns.w != h || waves.along_rows.w != w || waves.kept.h != waves.along_columns.h ||
        waves.kept.w != waves.along_rows.h)
        throw nb::value_error(
            "the waves must have the sides of the plane, and their products the numbers of the waves");
    return waves;
}

inline void check_medians(const std::vector<int>& sizes) {
    for (const int size : sizes)
        if (size != 3 && size != 5 && size != 7 && size != 9)
            throw nb::value_error("the size of a median must be 3, 5, 7 or 9");
}

inline std::array<double, 6> as_array(const df::PlaneSums& sums) {
    return {sums.count, sums.first, sums.second, sums.first_square, sums.second_square, sums.product};
}

inline std::array<double, 4> as_array(const df::NeighbourSums& sums) {
    return {sums.square, sums.fourth, sums.beside, sums.above};
}

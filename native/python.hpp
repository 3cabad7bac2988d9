// Converts NumPy arrays to the views of image.hpp.

#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>

#include "image.hpp"

namespace nb = nanobind;

using Input = nb::ndarray<nb::ro, nb::device::cpu>;
using Output = nb::ndarray<nb::device::cpu>;

// A bool is a byte that is 0 or 1.
inline df::Type type_of(nb::dlpack::dtype type) {
    if (type == nb::dtype<std::uint8_t>() || type == nb::dtype<bool>()) return df::Type::u8;
    if (type == nb::dtype<std::uint16_t>()) return df::Type::u16;
    if (type == nb::dtype<float>()) return df::Type::f32;
    if (type == nb::dtype<double>()) return df::Type::f64;
    throw nb::type_error("expected an array of uint8, uint16, float32 or float64");
}

template <class A>
df::Image image_of(const A& array) {
    if (array.ndim() != 4) throw nb::value_error("expected an array of shape (n, c, h, w)");
    for (std::size_t axis = 0; axis < 4; ++axis)
        if (array.shape(axis) < 1 || array.shape(axis) > 0x7ffffff) throw nb::value_error("invalid shape");
    return {array.data(),
            type_of(array.dtype()),
            static_cast<int>(array.shape(0)),
            static_cast<int>(array.shape(1)),
            static_cast<int>(array.shape(2)),
            static_cast<int>(array.shape(3)),
            array.stride(0),
            array.stride(1),
            array.stride(2),
            array.stride(3)};
}

// An output: contiguous rows of float32 or float64.
inline df::Image target_of(const Output& array) {
    const df::Image image = image_of(array);
    if (image.sw != 1 && image.w > 1) throw nb::value_error("an output must have contiguous rows");
    if (image.type != df::Type::f32 && image.type != df::Type::f64)
        throw nb::type_error("an output must be float32 or float64");
    return image;
}

template <class A>
df::Plane plane_of(const A& array) {
    if (array.ndim() != 2) throw nb::value_error("expected an array of shape (h, w)");
    for (std::size_t axis = 0; axis < 2; ++axis)
        if (array.shape(axis) < 1 || array.shape(axis) > 0x7ffffff) throw nb::value_error("invalid shape");
    return {array.data(),    type_of(array.dtype()), static_cast<int>(array.shape(0)), static_cast<int>(array.shape(1)),
            array.stride(0), array.stride(1)};
}

inline std::int64_t values_of(const df::Plane& plane) { return std::int64_t{plane.h} * plane.w; }

inline void check_same_shape(const df::Image& first, const df::Image& second) {
    if (first.n != second.n || first.c != second.c || first.h != second.h || first.w != second.w)
        throw nb::value_error("the arrays must have the same shape");
}

// A mask with the shape of a plane; a plane without data if there is none.
inline df::Plane mask_of(const std::optional<Input>& array, const df::Plane& like) {
    if (!array) return {};
    const df::Plane mask = plane_of(*array);
    if (mask.type != df::Type::u8) throw nb::type_error("a mask must be an array of bool");
    if (mask.h != like.h || mask.w != like.w) throw nb::value_error("a mask must have the shape of the values");
    return mask;
}

// Each of these adds one family of kernels to the module.
void bind_differences(nb::module_& module);
void bind_anomaly(nb::module_& module);
void bind_filters(nb::module_& module);
void bind_flip(nb::module_& module);
void bind_haarpsi(nb::module_& module);
void bind_colormap(nb::module_& module);
void bind_png(nb::module_& module);
void bind_similarity(nb::module_& module);
void bind_regions(nb::module_& module);
void bind_shapes(nb::module_& module);
void bind_statistics(nb::module_& module);
void bind_places(nb::module_& module);
void bind_planes(nb::module_& module);

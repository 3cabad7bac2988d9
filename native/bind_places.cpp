// Bindings of the measurements of small planes.

#include <nanobind/stl/array.h>

#include "kernels/block_grid.hpp"
#include "kernels/displacement.hpp"
#include "kernels/explained.hpp"
#include "kernels/periodic.hpp"
#include "kernels/region.hpp"
#include "python.hpp"

namespace {

using Blurs = std::vector<std::vector<double>>;

constexpr double kFarthest = 4096;

df::Plane plane_like(const Input& array, const df::Plane& like) {
    const df::Plane plane = plane_of(array);
    if (plane.h != like.h || plane.w != like.w) throw nb::value_error("the planes must have the same shape");
    return plane;
}

float* contiguous_target(const Output& array, int h, int w) {
    const df::Plane plane = plane_of(array);
    if (plane.type != df::Type::f32 || plane.h != h || plane.w != w || (plane.sw != 1 && w > 1) ||
        (plane.sh != w && h > 1))
        throw nb::value_error("an output must be a contiguous array of float32 with one value for each result");
    return static_cast<float*>(array.data());
}

df::Image sample_of(const Input& array) {
    const df::Image image = image_of(array);
    if (image.n != 1) throw nb::value_error("expected one sample");
    return image;
}

df::Plane mask_like(const Input& array, const df::Image& like) {
    const df::Plane plane = plane_of(array);
    if (plane.h != like.h || plane.w != like.w) throw nb::value_error("a mask must have the shape of the image");
    return plane;
}

void check_blurs(const Blurs& blurs) {
    for (const std::vector<double>& blur : blurs)
        if (blur.empty()) throw nb::value_error("a blur needs at least one weight");
}

void check_displacement(double rows, double columns) {
    if (!(std::abs(rows) <= kFarthest && std::abs(columns) <= kFarthest))
        throw nb::value_error("a displacement must be at most 4096 pixels");
}

void check_position(int top, int left) {
    if (top < 0 || left < 0) throw nb::value_error("a position must be at least 0");
}

using Sums = std::tuple<double, std::vector<double>, std::vector<double>, double, double, double, double,
                        std::tuple<int, int, int, int>>;

Sums measure_core(const Input& first, const Input& second, const Input& inside, const std::vector<double>& luma,
                  const std::vector<double>& blur, double strong, double share, const Output& luma_first,
                  const Output& luma_second, const Output& core) {
    const df::Image one = sample_of(first), other = sample_of(second);
    check_same_shape(one, other);
    const df::Plane region = mask_like(inside, one);
    if (luma.size() != static_cast<std::size_t>(one.c)) throw nb::value_error("each channel needs a weight in the luma");
    if (!(strong >= 0 && strong <= 1)) throw nb::value_error("a quantile must be from 0 to 1");
    check_blurs({blur});
    float *to_first = contiguous_target(luma_first, one.h, one.w), *to_second = contiguous_target(luma_second, one.h, one.w),
          *to_core = contiguous_target(core, one.h, one.w);
    const nb::gil_scoped_release released;
    const df::CoreSums sums = df::measure_core(one, other, region, {luma, blur, strong, share}, to_first, to_second, to_core);
    return {sums.count,         sums.first,
            sums.second,        sums.luma,
            sums.luma_square,   sums.colour_square,
            sums.square,        {sums.top, sums.bottom, sums.left, sums.right}};
}

void window_energies(const Input& first, const Input& second, double first_scale, double second_scale,
                     const std::vector<double>& luma, const Blurs& blurs, const Output& out) {
    const df::Image one = image_of(first), other = image_of(second);
    check_same_shape(one, other);
    if (luma.size() != static_cast<std::size_t>(one.c)) throw nb::value_error("each channel needs a weight in the luma");
    if (blurs.size() != 2) throw nb::value_error("two blurs separate the bands");
    check_blurs(blurs);
    const df::Plane to = plane_of(out);
    if (to.type != df::Type::f64 || to.h != 5 || to.w != one.n || (to.sw != 1 && to.w > 1) || to.sh != to.w)
        throw nb::value_error("an output must be a contiguous array of float64 of shape (5, n)");
    auto* energies = static_cast<double*>(out.data());
    const nb::gil_scoped_release released;
    df::window_energies(one, other, {first_scale, second_scale, luma, blurs}, energies);
}

using Strongest = std::tuple<double, int, int, double, double, bool>;

Strongest strongest_wave(const Input& part, double mean, double lowest) {
    const df::Plane plane = plane_of(part);
    const nb::gil_scoped_release released;
    const df::Waves found = df::strongest_wave(plane, mean, lowest);
    return {found.total, found.row, found.column, found.around, found.lattice, found.found};
}

std::vector<std::pair<double, double>> strongest_gathering(const Input& shares, int length, int lowest, int highest,
                                                           int between) {
    const df::Plane plane = plane_of(shares);
    if (plane.type != df::Type::f32 || plane.h != 2 || plane.sw != 1 || plane.sh != plane.w)
        throw nb::value_error("the shares must be a contiguous array of float32 of shape (2, bins)");
    if (lowest < 1 || highest < lowest || between < 1 || length < 1) throw nb::value_error("invalid frequencies");
    const auto* from = static_cast<const float*>(plane.data);
    const nb::gil_scoped_release released;
    std::vector<std::pair<double, double>> pairs;
    for (const df::Gathering& one : df::strongest_gathering(from, plane.w, length, lowest, highest, between))
        pairs.emplace_back(one.step, one.excess);
    return pairs;
}

void half_level_shares(const Input& image, const Input& core, const Output& shares) {
    const df::Image sample = sample_of(image);
    const df::Plane weights = mask_like(core, sample), to = plane_of(shares);
    float* out = contiguous_target(shares, 1, to.w);
    const nb::gil_scoped_release released;
    df::half_level_shares(sample, weights, to.w, out);
}

std::pair<double, double> rounding_sums(const Input& first, const Input& second, const Input& core, float step) {
    const df::Image one = sample_of(first), other = sample_of(second);
    check_same_shape(one, other);
    const df::Plane weights = mask_like(core, one);
    if (!(step > 0)) throw nb::value_error("a step must be greater than 0");
    const nb::gil_scoped_release released;
    return df::rounding_sums(one, other, weights, step);
}

std::vector<std::pair<double, double>> as_pairs(const std::vector<df::Response>& responses) {
    std::vector<std::pair<double, double>> pairs;
    for (const df::Response& response : responses) pairs.emplace_back(response.square, response.product);
    return pairs;
}

std::vector<std::pair<double, double>> blur_responses(const Input& base, const Input& gap, const Input& weight,
                                                      const Blurs& blurs) {
    const df::Plane plane = plane_of(base);
    const df::Plane gaps = plane_like(gap, plane), weights = plane_like(weight, plane);
    check_blurs(blurs);
    const nb::gil_scoped_release released;
    return as_pairs(df::blur_responses(plane, gaps, weights, blurs));
}

std::vector<std::pair<double, double>> median_responses(const Input& base, const Input& gap, const Input& weight,
                                                        const std::vector<int>& sizes) {
    const df::Plane plane = plane_of(base);
    const df::Plane gaps = plane_like(gap, plane), weights = plane_like(weight, plane);
    for (const int size : sizes)
        if (size != 3 && size != 5 && size != 7 && size != 9)
            throw nb::value_error("the size of a median must be 3, 5, 7 or 9");
    const nb::gil_scoped_release released;
    return as_pairs(df::median_responses(plane, gaps, weights, sizes));
}

std::vector<std::array<double, 3>> band_energies(const Input& first, const Input& second, const Input& weight,
                                                 const Blurs& blurs) {
    const df::Plane plane = plane_of(first);
    const df::Plane other = plane_like(second, plane), weights = plane_like(weight, plane);
    check_blurs(blurs);
    const nb::gil_scoped_release released;
    return df::band_energies(plane, other, weights, blurs);
}

void blur_small(const Input& values, const std::vector<double>& weights, const Output& out) {
    const df::Plane plane = plane_of(values);
    check_blurs({weights});
    float* to = contiguous_target(out, plane.h, plane.w);
    const nb::gil_scoped_release released;
    df::blur_small(plane, weights, to);
}

void reduce_noise(const Input& values, int size, double variance, const Output& out) {
    const df::Plane plane = plane_of(values);
    if (size < 1 || size % 2 == 0) throw nb::value_error("the size of a window must be odd");
    float* to = contiguous_target(out, plane.h, plane.w);
    const nb::gil_scoped_release released;
    df::reduce_noise(plane, size, variance, to);
}

std::optional<std::pair<double, double>> follow_displacement(const Input& first, const Input& second,
                                                             const Input& weight, const std::vector<double>& blur,
                                                             int steps, double ridge, double farthest) {
    const df::Plane plane = plane_of(first);
    const df::Plane other = plane_like(second, plane), weights = plane_like(weight, plane);
    if (plane.h < 2 || plane.w < 2) throw nb::value_error("a displacement needs planes of at least 2x2 pixels");
    if (!(ridge > 0)) throw nb::value_error("the ridge must be greater than 0");
    check_blurs({blur});
    check_displacement(farthest, farthest);
    const nb::gil_scoped_release released;
    return df::follow_displacement(plane, other, weights, blur, {steps, ridge, farthest});
}

std::pair<double, double> displacement_response(const Input& base, const Input& gap, const Input& weight, double rows,
                                                double columns) {
    const df::Plane plane = plane_of(base);
    const df::Plane gaps = plane_like(gap, plane), weights = plane_like(weight, plane);
    check_displacement(rows, columns);
    const nb::gil_scoped_release released;
    const df::Response found = df::displacement_response(plane, gaps, weights, rows, columns);
    return {found.square, found.product};
}

void displacement_errors(const Input& wide, const Input& target, const Input& weight, const Output& out) {
    const df::Plane from = plane_of(wide), to = plane_of(target), weights = plane_like(weight, to);
    if (from.h < to.h || from.w < to.w) throw nb::value_error("the wide plane must be at least as large as the target");
    float* errors = contiguous_target(out, from.h - to.h + 1, from.w - to.w + 1);
    const nb::gil_scoped_release released;
    df::displacement_errors(from, to, weights, errors);
}

std::pair<df::OnGrids, df::OnGrids> grid_energies(const Input& values, const Input& weight, int top, int left) {
    const df::Plane plane = plane_of(values), weights = plane_like(weight, plane);
    check_position(top, left);
    const nb::gil_scoped_release released;
    return {df::block_energies(plane, weights, top, left), df::border_energies(plane, weights, top, left)};
}

}  // namespace

void bind_places(nb::module_& module) {
    module.def("measure_core", &measure_core, nb::arg("first"), nb::arg("second"), nb::arg("inside"), nb::arg("luma"),
               nb::arg("blur"), nb::arg("strong"), nb::arg("share"), nb::arg("luma_first"), nb::arg("luma_second"),
               nb::arg("core"));
    module.def("window_energies", &window_energies, nb::arg("first"), nb::arg("second"), nb::arg("first_scale"),
               nb::arg("second_scale"), nb::arg("luma"), nb::arg("blurs"), nb::arg("out"));
    module.def("strongest_wave", &strongest_wave, nb::arg("part"), nb::arg("mean"), nb::arg("lowest"));
    module.def("strongest_gathering", &strongest_gathering, nb::arg("shares"), nb::arg("length"), nb::arg("lowest"),
               nb::arg("highest"), nb::arg("between"));
    module.def("half_level_shares", &half_level_shares, nb::arg("image"), nb::arg("core"), nb::arg("shares"));
    module.def("rounding_sums", &rounding_sums, nb::arg("first"), nb::arg("second"), nb::arg("core"), nb::arg("step"));
    module.def("blur_responses", &blur_responses, nb::arg("base"), nb::arg("gap"), nb::arg("weight"), nb::arg("blurs"));
    module.def("median_responses", &median_responses, nb::arg("base"), nb::arg("gap"), nb::arg("weight"),
               nb::arg("sizes"));
    module.def("band_energies", &band_energies, nb::arg("first"), nb::arg("second"), nb::arg("weight"),
               nb::arg("blurs"));
    module.def("blur_small", &blur_small, nb::arg("values"), nb::arg("weights"), nb::arg("out"));
    module.def("reduce_noise", &reduce_noise, nb::arg("values"), nb::arg("size"), nb::arg("variance"), nb::arg("out"));
    module.def("follow_displacement", &follow_displacement, nb::arg("first"), nb::arg("second"), nb::arg("weight"),
               nb::arg("blur"), nb::arg("steps"), nb::arg("ridge"), nb::arg("farthest"));
    module.def("displacement_response", &displacement_response, nb::arg("base"), nb::arg("gap"), nb::arg("weight"),
               nb::arg("rows"), nb::arg("columns"));
    module.def("displacement_errors", &displacement_errors, nb::arg("wide"), nb::arg("target"), nb::arg("weight"),
               nb::arg("out"));
    module.def("grid_energies", &grid_energies, nb::arg("values"), nb::arg("weight"), nb::arg("top"), nb::arg("left"));
}

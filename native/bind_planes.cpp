// Bindings of the measurements of small planes.

#include "kernels/block_grid.hpp"
#include "kernels/displacement.hpp"
#include "kernels/far_shift.hpp"
#include "kernels/ink.hpp"
#include "python_planes.hpp"

namespace {

Sums measure_core(const Input& first, const Input& second, const Input& inside, const std::vector<double>& luma,
                  const std::vector<double>& blur, double strong, double share, const Output& out) {
    const df::Image one = sample_of(first), other = sample_of(second);
    check_same_shape(one, other);
    const df::Plane region = mask_like(inside, one);
    check_luma(luma, one);
    if (!(strong >= 0 && strong <= 1)) throw nb::value_error("a quantile must be from 0 to 1");
    check_blurs({blur});
    float* planes = contiguous_target(out, 4 * one.h, one.w);
    const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(one.h) * one.w;
    const nb::gil_scoped_release released;
    const df::CoreSums sums = df::measure_core(one, other, region, {luma, blur, strong, share},
                                               {planes, planes + size, planes + 2 * size, planes + 3 * size});
    return as_sums(sums);
}

Strongest strongest_wave(const Input& part, double mean, double lowest) {
    const df::Plane plane = plane_of(part);
    const nb::gil_scoped_release released;
    return as_strongest(df::strongest_wave(plane, mean, lowest));
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

std::tuple<int, int, int, int, bool, bool> measure_ink(const Input& first, const Input& second, const Input& inside,
                                                       double least, int near, int stroke, const Output& masks,
                                                       const Output& coverage) {
    const df::Image one = sample_of(first), other = sample_of(second);
    check_same_shape(one, other);
    const df::Plane region = mask_like(inside, one);
    check_reach(near), check_reach(stroke);
    std::uint8_t* bytes = byte_target(masks, 3 * one.h, one.w);
    float* distances = contiguous_target(coverage, one.h, one.w);
    const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(one.h) * one.w;
    const nb::gil_scoped_release released;
    const df::InkCounts found =
        df::measure_ink(one, other, region, {least, near, stroke}, {bytes, bytes + size, bytes + 2 * size, distances});
    return {found.both, found.either, found.first, found.second, found.all_changed, found.thin};
}

double flat_share(const Input& image) {
    const df::Image sample = sample_of(image);
    const nb::gil_scoped_release released;
    return df::flat_share(sample);
}

double energy_beyond(const Input& values, const Input& other, const Input& counts, int radius) {
    const df::Plane plane = plane_of(values), range = plane_like(other, plane), counted = plane_like(counts, plane);
    check_reach(radius);
    const nb::gil_scoped_release released;
    return df::energy_beyond(plane, range, counted, radius);
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

std::vector<std::pair<double, double>> blur_responses(const Input& base, const Input& gap, const Input& weight,
                                                      const Blurs& blurs) {
    const df::Plane plane = plane_of(base);
    const df::Plane gaps = plane_like(gap, plane), weights = plane_like(weight, plane);
    check_blurs(blurs);
    const nb::gil_scoped_release released;
    return as_pairs(df::blur_responses(plane, gaps, weights, blurs));
}

std::pair<double, double> cut_response(const Input& base, const Input& gap, const Input& weight, const Input& columns,
                                       const Input& rows, const Input& kept, const std::vector<double>& blur) {
    const df::Plane plane = plane_of(base);
    const df::Plane gaps = plane_like(gap, plane), weights = plane_like(weight, plane);
    const df::LowWaves waves = waves_of({columns, rows, kept}, plane.h, plane.w);
    check_blurs({blur});
    const nb::gil_scoped_release released;
    const df::Response found = df::cut_response(plane, gaps, weights, waves, blur);
    return {found.square, found.product};
}

std::vector<std::pair<double, double>> median_responses(const Input& base, const Input& gap, const Input& weight,
                                                        const std::vector<int>& sizes) {
    const df::Plane plane = plane_of(base);
    const df::Plane gaps = plane_like(gap, plane), weights = plane_like(weight, plane);
    check_medians(sizes);
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

std::pair<double, double> blurred_means(const Input& values, const Input& weight, const std::vector<double>& blur) {
    const df::Plane plane = plane_of(values), weights = plane_like(weight, plane);
    check_blurs({blur});
    const nb::gil_scoped_release released;
    return df::blurred_means(plane, weights, blur);
}

std::array<double, 4> neighbour_sums(const Input& values, const Input& weight, double mean) {
    const df::Plane plane = plane_of(values), weights = plane_like(weight, plane);
    const nb::gil_scoped_release released;
    return as_array(df::neighbour_sums(plane, weights, mean));
}

std::array<double, 6> weighted_sums(const Input& first, const Input& second, const Input& weight) {
    const df::Plane plane = plane_of(first);
    const df::Plane other = plane_like(second, plane), weights = plane_like(weight, plane);
    const nb::gil_scoped_release released;
    return as_array(df::weighted_sums(plane, other, weights));
}

std::array<double, 6> compare_detail(const Input& first, const Input& second, const Input& weight,
                                     const std::vector<double>& blur, int edge, const Output& inner) {
    const df::Plane plane = plane_of(first);
    const df::Plane other = plane_like(second, plane), weights = plane_like(weight, plane);
    check_blurs({blur});
    check_reach(edge);
    float* to = contiguous_target(inner, plane.h, plane.w);
    const nb::gil_scoped_release released;
    return as_array(df::compare_detail(plane, other, weights, blur, edge, to));
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

std::pair<int, int> best_position(const Input& wide, const Input& target, const Input& weight, int candidates,
                                  int around) {
    const df::Plane from = plane_of(wide), to = plane_of(target), weights = plane_like(weight, to);
    if (from.h < to.h || from.w < to.w) throw nb::value_error("the wide plane must be at least as large as the target");
    if (to.h < 2 || to.w < 2) throw nb::value_error("a position is sought for planes of at least 2x2 pixels");
    if (candidates < 1) throw nb::value_error("a number must be at least 1");
    check_reach(around);
    const nb::gil_scoped_release released;
    return df::best_position(from, to, weights, candidates, around);
}

std::pair<df::OnGrids, df::OnGrids> grid_energies(const Input& values, const Input& weight, int top, int left) {
    const df::Plane plane = plane_of(values), weights = plane_like(weight, plane);
    check_position(top, left);
    const nb::gil_scoped_release released;
    const df::GridEnergies energies = df::grid_energies(plane, weights, top, left);
    return {energies.blocks, energies.borders};
}

}  // namespace

void bind_planes(nb::module_& module) {
    module.def("measure_core", &measure_core, nb::arg("first"), nb::arg("second"), nb::arg("inside"), nb::arg("luma"),
               nb::arg("blur"), nb::arg("strong"), nb::arg("share"), nb::arg("out"));
    module.def("strongest_wave", &strongest_wave, nb::arg("part"), nb::arg("mean"), nb::arg("lowest"));
    module.def("strongest_gathering", &strongest_gathering, nb::arg("shares"), nb::arg("length"), nb::arg("lowest"),
               nb::arg("highest"), nb::arg("between"));
    module.def("measure_ink", &measure_ink, nb::arg("first"), nb::arg("second"), nb::arg("inside"), nb::arg("least"),
               nb::arg("near"), nb::arg("stroke"), nb::arg("masks"), nb::arg("coverage"));
    module.def("flat_share", &flat_share, nb::arg("image"));
    module.def("energy_beyond", &energy_beyond, nb::arg("values"), nb::arg("other"), nb::arg("counts"),
               nb::arg("radius"));
    module.def("half_level_shares", &half_level_shares, nb::arg("image"), nb::arg("core"), nb::arg("shares"));
    module.def("rounding_sums", &rounding_sums, nb::arg("first"), nb::arg("second"), nb::arg("core"), nb::arg("step"));
    module.def("blur_responses", &blur_responses, nb::arg("base"), nb::arg("gap"), nb::arg("weight"), nb::arg("blurs"));
    module.def("cut_response", &cut_response, nb::arg("base"), nb::arg("gap"), nb::arg("weight"), nb::arg("columns"),
               nb::arg("rows"), nb::arg("kept"), nb::arg("blur"));
    module.def("median_responses", &median_responses, nb::arg("base"), nb::arg("gap"), nb::arg("weight"),
               nb::arg("sizes"));
    module.def("band_energies", &band_energies, nb::arg("first"), nb::arg("second"), nb::arg("weight"),
               nb::arg("blurs"));
    module.def("blurred_means", &blurred_means, nb::arg("values"), nb::arg("weight"), nb::arg("blur"));
    module.def("weighted_sums", &weighted_sums, nb::arg("first"), nb::arg("second"), nb::arg("weight"));
    module.def("neighbour_sums", &neighbour_sums, nb::arg("values"), nb::arg("weight"), nb::arg("mean"));
    module.def("compare_detail", &compare_detail, nb::arg("first"), nb::arg("second"), nb::arg("weight"),
               nb::arg("blur"), nb::arg("edge"), nb::arg("inner"));
    module.def("blur_small", &blur_small, nb::arg("values"), nb::arg("weights"), nb::arg("out"));
    module.def("reduce_noise", &reduce_noise, nb::arg("values"), nb::arg("size"), nb::arg("variance"), nb::arg("out"));
    module.def("follow_displacement", &follow_displacement, nb::arg("first"), nb::arg("second"), nb::arg("weight"),
               nb::arg("blur"), nb::arg("steps"), nb::arg("ridge"), nb::arg("farthest"));
    module.def("displacement_response", &displacement_response, nb::arg("base"), nb::arg("gap"), nb::arg("weight"),
               nb::arg("rows"), nb::arg("columns"));
    module.def("best_position", &best_position, nb::arg("wide"), nb::arg("target"), nb::arg("weight"),
               nb::arg("candidates"), nb::arg("around"));
    module.def("displacement_errors", &displacement_errors, nb::arg("wide"), nb::arg("target"), nb::arg("weight"),
               nb::arg("out"));
    module.def("grid_energies", &grid_energies, nb::arg("values"), nb::arg("weight"), nb::arg("top"), nb::arg("left"));
}

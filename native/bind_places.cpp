// Bindings of the measurements of small planes.

#include <nanobind/stl/array.h>

#include "kernels/block_grid.hpp"
#include "kernels/displacement.hpp"
#include "kernels/explained.hpp"
#include "kernels/far_shift.hpp"
#include "kernels/ink.hpp"
#include "kernels/periodic.hpp"
#include "kernels/place.hpp"
#include "kernels/region.hpp"
#include "kernels/windows.hpp"
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

void check_luma(const std::vector<double>& weights, const df::Image& image) {
    if (weights.size() != static_cast<std::size_t>(image.c))
        throw nb::value_error("each channel needs a weight in the luma");
}

void check_blurs(const Blurs& blurs) {
    for (const std::vector<double>& blur : blurs)
        if (blur.empty()) throw nb::value_error("a blur needs at least one weight");
}

void check_displacement(double rows, double columns) {
    if (!(std::abs(rows) <= kFarthest && std::abs(columns) <= kFarthest))
        throw nb::value_error("a displacement must be at most 4096 pixels");
}

void check_reach(int pixels) {
    if (pixels < 0 || pixels > kFarthest) throw nb::value_error("a reach must be at least 0 and at most 4096 pixels");
}

void check_position(int top, int left) {
    if (top < 0 || left < 0) throw nb::value_error("a position must be at least 0");
}

using Sums = std::tuple<double, std::vector<double>, std::vector<double>, double, double, double, double,
                        std::tuple<int, int, int, int>>;

Sums as_sums(const df::CoreSums& sums) {
    return {sums.count,       sums.first,         sums.second, sums.luma,
            sums.luma_square, sums.colour_square, sums.square, {sums.top, sums.bottom, sums.left, sums.right}};
}

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

std::uint8_t* byte_target(const Output& array, int h, int w) {
    const df::Plane plane = plane_of(array);
    if (plane.type != df::Type::u8 || plane.h != h || plane.w != w || (plane.sw != 1 && w > 1) ||
        (plane.sh != w && h > 1))
        throw nb::value_error("an output must be a contiguous array of bytes with one for each pixel");
    return static_cast<std::uint8_t*>(array.data());
}

// The top and the left of a window, a box in it (top, left, height, width), and the least value of the map inside; the
// levels of shape (3 * c * h, w) and the pixels inside of shape (h, w), which are written.
using WindowArrays = std::tuple<int, int, std::tuple<int, int, int, int>, double, Output, Output>;

df::Window window_of(const WindowArrays& arrays, const df::MappedPair& pair) {
    const auto& [top, left, box, least, levels, inside] = arrays;
    const auto [box_top, box_left, box_h, box_w] = box;
    const df::Plane shape = plane_of(inside);
    if (top < 0 || left < 0 || top > pair.first.h - shape.h || left > pair.first.w - shape.w)
        throw nb::value_error("a window lies beyond the image");
    if (pair.top + top > pair.map.h - shape.h || pair.left + left > pair.map.w - shape.w)
        throw nb::value_error("a window lies beyond the map");
    if (box_top < 0 || box_left < 0 || box_h < 1 || box_w < 1 || box_top > shape.h - box_h ||
        box_left > shape.w - box_w)
        throw nb::value_error("a box must have a pixel and lie in its window");
    return {top,
            left,
            shape.h,
            shape.w,
            box_top,
            box_left,
            box_h,
            box_w,
            static_cast<float>(least),
            contiguous_target(levels, 3 * pair.first.c * shape.h, shape.w),
            byte_target(inside, shape.h, shape.w)};
}

void open_windows(const Input& first, const Input& second, double first_scale, double second_scale, const Input& map,
                  const std::pair<int, int>& corner, const std::vector<WindowArrays>& windows, int workers) {
    const df::MappedPair pair{sample_of(first),
                              sample_of(second),
                              static_cast<float>(first_scale),
                              static_cast<float>(second_scale),
                              plane_of(map),
                              corner.first,
                              corner.second};
    check_same_shape(pair.first, pair.second);
    check_position(pair.top, pair.left);
    std::vector<df::Window> opened;
    for (const WindowArrays& arrays : windows) opened.push_back(window_of(arrays, pair));
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::open_windows(pair, opened, team);
}

void window_energies(const Input& first, const Input& second, const std::vector<df::Corner>& corners, int height,
                     int width, double first_scale, double second_scale, const std::vector<double>& luma,
                     const Blurs& blurs, const Output& out, int workers) {
    const df::Image one = sample_of(first), other = sample_of(second);
    check_same_shape(one, other);
    check_luma(luma, one);
    if (blurs.size() != 2) throw nb::value_error("two blurs separate the bands");
    check_blurs(blurs);
    const df::Plane to = plane_of(out);
    if (to.type != df::Type::f64 || to.h != 5 || to.w != static_cast<int>(corners.size()) || (to.sw != 1 && to.w > 1) ||
        to.sh != to.w)
        throw nb::value_error("an output must be a contiguous array of float64 of shape (5, n)");
    if (height < 1 || width < 1) throw nb::value_error("a window must have a pixel");
    for (const auto& [top, left] : corners)
        if (top < 0 || left < 0 || top > one.h - height || left > one.w - width)
            throw nb::value_error("a window lies beyond the image");
    auto* energies = static_cast<double*>(out.data());
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::window_energies(one, other, corners, height, width, {first_scale, second_scale, luma, blurs}, energies, team);
}

using Strongest = std::tuple<double, int, int, double, double, bool>;

Strongest as_strongest(const df::Waves& waves) {
    return {waves.total, waves.row, waves.column, waves.around, waves.lattice, waves.found};
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

df::LowWaves waves_of(const std::tuple<Input, Input, Input>& arrays, int h, int w) {
    const auto& [columns, rows, kept] = arrays;
    const df::LowWaves waves{plane_of(columns), plane_of(rows), plane_of(kept)};
    if (waves.along_columns.w != h || waves.along_rows.w != w || waves.kept.h != waves.along_columns.h ||
        waves.kept.w != waves.along_rows.h)
        throw nb::value_error(
            "the waves must have the sides of the plane, and their products the numbers of the waves");
    return waves;
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

void check_medians(const std::vector<int>& sizes) {
    for (const int size : sizes)
        if (size != 3 && size != 5 && size != 7 && size != 9)
            throw nb::value_error("the size of a median must be 3, 5, 7 or 9");
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

std::array<double, 6> as_array(const df::PlaneSums& sums) {
    return {sums.count, sums.first, sums.second, sums.first_square, sums.second_square, sums.product};
}

std::array<double, 4> as_array(const df::NeighbourSums& sums) {
    return {sums.square, sums.fourth, sums.beside, sums.above};
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

// Both images, the mask of the region, the top and the left on the grid of blocks, low waves of the sides; planes of
// shape (8 * h, w) and shares of half levels, which are written.
using PlaceArrays = std::tuple<Input, Input, Input, int, int, std::tuple<Input, Input, Input>, Output, Output>;

df::PlaceData place_of(const PlaceArrays& arrays, const df::PlaceRule& rule) {
    const auto& [first, second, inside, top, left, waves, planes, shares] = arrays;
    const df::Image one = sample_of(first), other = sample_of(second);
    check_same_shape(one, other);
    check_position(top, left);
    check_luma(rule.core.luma, one);
    float* to = contiguous_target(planes, 8 * one.h, one.w);
    const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(one.h) * one.w;
    const auto plane = [&](int number) { return to + number * size; };
    return {one,
            other,
            mask_like(inside, one),
            top % 8,
            left % 8,
            waves_of(waves, one.h, one.w),
            {plane(0), plane(1), plane(2), plane(3)},
            plane(4),
            plane(5),
            plane(6),
            plane(7),
            contiguous_target(shares, 2, rule.bins)};
}

using Pairs = std::vector<std::pair<double, double>>;
using Explained = std::tuple<Pairs, Pairs, std::optional<std::pair<double, double>>>;
using PlaceSums =
    std::tuple<Sums, std::vector<std::array<double, 3>>, std::array<Explained, 2>,
               std::optional<std::pair<double, double>>, std::pair<double, double>,
               std::array<std::pair<double, double>, 2>, std::array<std::pair<df::OnGrids, df::OnGrids>, 2>,
               std::array<double, 6>, std::array<std::pair<double, double>, 2>, std::pair<double, double>,
               std::array<double, 6>, std::array<double, 6>, std::optional<Strongest>, std::array<double, 4>,
               std::array<std::tuple<int, int, double>, 2>>;

PlaceSums as_tuple(const df::PlaceFacts& facts) {
    const auto gathered = [](const df::Gathering& one) { return std::pair(one.step, one.excess); };
    const auto on_grids = [](const df::GridEnergies& one) { return std::pair(one.blocks, one.borders); };
    const auto explained = [](const df::Explained& one) -> Explained {
        std::optional<std::pair<double, double>> echo;
        if (one.echo) echo.emplace(one.echo->square, one.echo->product);
        return {as_pairs(one.blurs), as_pairs(one.medians), echo};
    };
    const auto spread = [](const df::Spread& one) { return std::tuple(one.low, one.high, one.ends); };
    std::optional<Strongest> wave;
    if (facts.wave) wave = as_strongest(*facts.wave);
    return {as_sums(facts.core),
            facts.bands,
            {explained(facts.explained[0]), explained(facts.explained[1])},
            facts.displacement,
            {facts.displaced.square, facts.displaced.product},
            {gathered(facts.gatherings[0]), gathered(facts.gatherings[1])},
            {on_grids(facts.first_grid), on_grids(facts.second_grid)},
            as_array(facts.detail),
            facts.rounding,
            facts.level,
            as_array(facts.contrast),
            as_array(facts.bases),
            wave,
            as_array(facts.neighbours),
            {spread(facts.spreads[0]), spread(facts.spreads[1])}};
}

void check_rule(const df::PlaceRule& rule) {
    if (!(rule.core.strong >= 0 && rule.core.strong <= 1)) throw nb::value_error("a quantile must be from 0 to 1");
    for (const Blurs& blurs :
         {Blurs{rule.core.blur, rule.soft, rule.coarse, rule.echo, rule.level}, rule.bands, rule.blurs})
        check_blurs(blurs);
    if (rule.bands.size() < 2) throw nb::value_error("a fine and a middle band are needed");
    check_medians(rule.medians);
    if (rule.wave.shortest < 1) throw nb::value_error("a side must be at least 1");
    check_reach(rule.edge);
    if (rule.enough < 1 || rule.bins < 1) throw nb::value_error("a number must be at least 1");
    if (rule.noise_size < 1 || rule.noise_size % 2 == 0) throw nb::value_error("the size of a window must be odd");
    if (rule.shortest < 2) throw nb::value_error("a displacement needs planes of at least 2x2 pixels");
    if (!(rule.steps.ridge > 0)) throw nb::value_error("the ridge must be greater than 0");
    check_displacement(rule.steps.farthest, rule.steps.farthest);
    const df::Frequencies& tried = rule.frequencies;
    if (tried.lowest < 1 || tried.highest < tried.lowest || tried.between < 1 || tried.length < 1)
        throw nb::value_error("invalid frequencies");
}

std::vector<PlaceSums> measure_places(
    const std::vector<PlaceArrays>& places,
    const std::tuple<std::vector<double>, std::vector<double>, double, double, int>& core,
    const std::pair<int, double>& noise, const Blurs& bands,
    const std::tuple<Blurs, std::vector<int>, std::vector<double>>& filters, const std::vector<double>& level,
    const std::pair<std::vector<double>, int>& detail,
    const std::tuple<std::vector<double>, int, double, double, int>& displacement, const std::array<int, 5>& steps,
    const std::tuple<double, double, int>& spread, const std::tuple<int, double, double>& waves, int workers) {
    const auto& [luma, blur, strong, share, enough] = core;
    const auto& [blurs, medians, echo] = filters;
    const auto& [soft, count, ridge, farthest, shortest] = displacement;
    const auto& [low, high, ends] = spread;
    const auto& [least, periods, longest] = waves;
    const df::PlaceRule rule{{luma, blur, strong, share},
                             enough,
                             noise.first,
                             noise.second,
                             bands,
                             blurs,
                             medians,
                             echo,
                             level,
                             detail.first,
                             detail.second,
                             soft,
                             {count, ridge, farthest},
                             shortest,
                             steps[0],
                             {steps[1], steps[2], steps[3], steps[4]},
                             {low, high, ends},
                             {least, periods, longest}};
    check_rule(rule);
    std::vector<df::PlaceData> data;
    for (const PlaceArrays& arrays : places) data.push_back(place_of(arrays, rule));
    std::vector<df::PlaceFacts> found;
    {
        const nb::gil_scoped_release released;
        df::Team team(workers);
        found = df::measure_places(data, rule, team);
    }
    std::vector<PlaceSums> tuples;
    for (const df::PlaceFacts& facts : found) tuples.push_back(as_tuple(facts));
    return tuples;
}

// The top and the left of a window, the luma of the other image in it, and the weights.
using SearchArrays = std::tuple<int, int, Input, Input>;

std::vector<std::tuple<int, int, std::array<double, 6>>> find_shifted(const Input& image, double scale,
                                                                      const std::vector<double>& luma,
                                                                      const std::vector<SearchArrays>& searches,
                                                                      const std::vector<double>& blur, int reach,
                                                                      int candidates, int around, int workers) {
    const df::Image sample = sample_of(image);
    check_luma(luma, sample);
    check_blurs({blur});
    check_reach(reach), check_reach(around);
    if (candidates < 1) throw nb::value_error("a number must be at least 1");
    std::vector<df::Search> windows;
    for (const auto& [top, left, target, weight] : searches) {
        const df::Plane plane = plane_of(target);
        if (plane.h < 2 || plane.w < 2) throw nb::value_error("a position is sought for planes of at least 2x2 pixels");
        if (top < 0 || left < 0 || top > sample.h - plane.h || left > sample.w - plane.w)
            throw nb::value_error("a window lies beyond the image");
        windows.push_back({sample, top, left, plane, plane_like(weight, plane)});
    }
    std::vector<df::FoundPart> found;
    {
        const nb::gil_scoped_release released;
        df::Team team(workers);
        found = df::find_shifted(windows, {scale, luma, blur, reach, candidates, around}, team);
    }
    std::vector<std::tuple<int, int, std::array<double, 6>>> parts;
    for (const df::FoundPart& part : found) parts.emplace_back(part.top, part.left, as_array(part.sums));
    return parts;
}

}  // namespace

void bind_places(nb::module_& module) {
    module.def("measure_places", &measure_places, nb::arg("places"), nb::arg("core"), nb::arg("noise"),
               nb::arg("bands"), nb::arg("filters"), nb::arg("level"), nb::arg("detail"), nb::arg("displacement"),
               nb::arg("steps"), nb::arg("spread"), nb::arg("waves"), nb::arg("workers"));
    module.def("find_shifted", &find_shifted, nb::arg("image"), nb::arg("scale"), nb::arg("luma"), nb::arg("searches"),
               nb::arg("blur"), nb::arg("reach"), nb::arg("candidates"), nb::arg("around"), nb::arg("workers"));
    module.def("measure_core", &measure_core, nb::arg("first"), nb::arg("second"), nb::arg("inside"), nb::arg("luma"),
               nb::arg("blur"), nb::arg("strong"), nb::arg("share"), nb::arg("out"));
    module.def("open_windows", &open_windows, nb::arg("first"), nb::arg("second"), nb::arg("first_scale"),
               nb::arg("second_scale"), nb::arg("map"), nb::arg("corner"), nb::arg("windows"), nb::arg("workers"));
    module.def("window_energies", &window_energies, nb::arg("first"), nb::arg("second"), nb::arg("corners"),
               nb::arg("height"), nb::arg("width"), nb::arg("first_scale"), nb::arg("second_scale"), nb::arg("luma"),
               nb::arg("blurs"), nb::arg("out"), nb::arg("workers"));
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

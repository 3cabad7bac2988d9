// Bindings of the measurements of places, of several at once.

#include "kernels/far_shift.hpp"
#include "kernels/place.hpp"
#include "kernels/windows.hpp"
#include "python_planes.hpp"

namespace {

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
// How the values of both images are distributed; what is measured in the difference of the lumas; and in the lumas
// without their noise.
using ValueSums = std::tuple<std::array<std::pair<double, double>, 2>, std::array<std::pair<double, double>, 2>,
                             std::array<std::tuple<int, int, double>, 2>>;
using GapSums = std::tuple<std::pair<double, double>, std::optional<Strongest>, std::array<double, 4>>;
using BaseSums = std::tuple<std::array<Explained, 2>, std::optional<std::pair<double, double>>,
                            std::pair<double, double>, std::array<double, 6>, std::array<double, 6>>;
using PlaceSums = std::tuple<Sums, std::vector<std::array<double, 3>>, ValueSums, GapSums,
                             std::array<std::pair<df::OnGrids, df::OnGrids>, 2>, std::array<double, 6>, BaseSums>;

ValueSums sums_of_values(const df::PlaceFacts& facts) {
    const auto gathered = [](const df::Gathering& one) { return std::pair(one.step, one.excess); };
    const auto spread = [](const df::Spread& one) { return std::tuple(one.low, one.high, one.ends); };
    return {{gathered(facts.gatherings[0]), gathered(facts.gatherings[1])},
            facts.rounding,
            {spread(facts.spreads[0]), spread(facts.spreads[1])}};
}

BaseSums sums_of_bases(const df::PlaceFacts& facts) {
    const auto explained = [](const df::Explained& one) -> Explained {
        std::optional<std::pair<double, double>> echo;
        if (one.echo) echo.emplace(one.echo->square, one.echo->product);
        return {as_pairs(one.blurs), as_pairs(one.medians), echo};
    };
    return {{explained(facts.explained[0]), explained(facts.explained[1])},
            facts.displacement,
            {facts.displaced.square, facts.displaced.product},
            as_array(facts.contrast),
            as_array(facts.bases)};
}

PlaceSums as_tuple(const df::PlaceFacts& facts) {
    const auto on_grids = [](const df::GridEnergies& one) { return std::pair(one.blocks, one.borders); };
    std::optional<Strongest> wave;
    if (facts.wave) wave = as_strongest(*facts.wave);
    return {as_sums(facts.core),
            facts.bands,
            sums_of_values(facts),
            {facts.level, wave, as_array(facts.neighbours)},
            {on_grids(facts.first_grid), on_grids(facts.second_grid)},
            as_array(facts.detail),
            sums_of_bases(facts)};
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
    module.def("open_windows", &open_windows, nb::arg("first"), nb::arg("second"), nb::arg("first_scale"),
               nb::arg("second_scale"), nb::arg("map"), nb::arg("corner"), nb::arg("windows"), nb::arg("workers"));
    module.def("window_energies", &window_energies, nb::arg("first"), nb::arg("second"), nb::arg("corners"),
               nb::arg("height"), nb::arg("width"), nb::arg("first_scale"), nb::arg("second_scale"), nb::arg("luma"),
               nb::arg("blurs"), nb::arg("out"), nb::arg("workers"));
}

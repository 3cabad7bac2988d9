// Bindings of filters.

#include "kernels/blur.hpp"
#include "kernels/gms.hpp"
#include "kernels/max_filter.hpp"
#include "python.hpp"

namespace {

void blur(const Input& values, const std::optional<Input>& mask, const std::vector<double>& weights, bool wide,
          const Output& out, int workers) {
    const df::Image from = image_of(values), to = target_of(out);
    check_same_shape(from, to);
    df::Image seen;
    if (mask) {
        seen = image_of(*mask);
        check_same_shape(from, seen);
        if (seen.type != df::Type::u8) throw nb::type_error("a mask must be an array of bool");
    }
    if (weights.empty()) throw nb::value_error("a blur needs at least one weight");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::blur(from, mask ? &seen : nullptr, weights, wide, to, team);
}

void max_filter(const Input& values, int radius, const Output& out, int workers) {
    const df::Image from = image_of(values), to = target_of(out);
    check_same_shape(from, to);
    if (radius < 0) throw nb::value_error("a radius must be at least 0");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::max_filter(from, radius, to, team);
}

std::vector<std::tuple<double, double>> gms(const Input& reference, const Input& candidate, double constant, bool halve,
                                            const std::optional<Output>& map, const std::optional<Output>& slope,
                                            int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    df::Image map_to, slope_to;
    if (map) {
        map_to = target_of(*map);
        df::Image small = first;
        small.h = df::halved(first.h, halve), small.w = df::halved(first.w, halve);
        check_same_shape(small, map_to);
    }
    if (slope) {
        slope_to = target_of(*slope);
        check_same_shape(first, slope_to);
    }
    std::vector<df::Similarity> found;
    {
        const nb::gil_scoped_release released;
        df::Team team(workers);
        found = df::gms(first, second, constant, halve, map ? &map_to : nullptr, slope ? &slope_to : nullptr, team);
    }
    std::vector<std::tuple<double, double>> planes;
    for (const df::Similarity& plane : found) planes.emplace_back(plane.mean, plane.deviation);
    return planes;
}

}  // namespace

void bind_filters(nb::module_& module) {
    module.def("blur", &blur, nb::arg("values"), nb::arg("mask").none(), nb::arg("weights"), nb::arg("wide"),
               nb::arg("out"), nb::arg("workers"));
    module.def("max_filter", &max_filter, nb::arg("values"), nb::arg("radius"), nb::arg("out"), nb::arg("workers"));
    module.def("gms", &gms, nb::arg("reference"), nb::arg("candidate"), nb::arg("constant"), nb::arg("halve"),
               nb::arg("map").none(), nb::arg("slope").none(), nb::arg("workers"));
}

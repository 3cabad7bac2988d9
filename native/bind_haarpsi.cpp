// Bindings of the kernel of the Haar wavelet-based perceptual similarity index.

#include "kernels/haarpsi.hpp"
#include "python.hpp"

namespace {

df::HaarView view_of(const df::Image& image, std::pair<double, double> factors, int mixed, bool halve, double constant,
                     double alpha, bool wide) {
    if (mixed != 0 && mixed != 1 && mixed != 3) throw nb::value_error("mixed must be 0, 1 or 3");
    if (mixed && image.c != 3) throw nb::value_error("three channels are mixed");
    return {factors.first, factors.second, mixed, halve, constant, alpha, wide};
}

std::vector<std::pair<double, double>> haarpsi(const Input& reference, const Input& candidate,
                                               std::pair<double, double> factors, int mixed, bool halve,
                                               double constant, double alpha, bool wide,
                                               const std::optional<Output>& map, int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    const df::HaarView view = view_of(first, factors, mixed, halve, constant, alpha, wide);
    df::Image places;
    if (map) {
        places = target_of(*map);
        df::Image small = first;
        small.c = mixed ? 1 : first.c, small.h = df::halved(first.h, halve), small.w = df::halved(first.w, halve);
        check_same_shape(small, places);
    }
    std::vector<df::HaarSums> found;
    {
        const nb::gil_scoped_release released;
        df::Team team(workers);
        found = df::haarpsi(first, second, view, map ? &places : nullptr, team);
    }
    std::vector<std::pair<double, double>> sums;
    for (const df::HaarSums& one : found) sums.emplace_back(one.lacking, one.weight);
    return sums;
}

void haarpsi_slope(const Input& reference, const Input& candidate, std::pair<double, double> factors, int mixed,
                   bool halve, double constant, double alpha, bool wide,
                   const std::vector<std::pair<double, double>>& slopes, const Output& gradient, int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate), to = target_of(gradient);
    check_same_shape(first, second);
    check_same_shape(first, to);
    const df::HaarView view = view_of(first, factors, mixed, halve, constant, alpha, wide);
    if (slopes.size() != static_cast<std::size_t>(first.n) * (mixed ? 1 : first.c))
        throw nb::value_error("expected one slope for each of the sums");
    std::vector<df::HaarSlope> each;
    for (const auto& [factor, missing] : slopes) each.push_back({factor, missing});
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::haarpsi_slope(first, second, view, each, to, team);
}

}  // namespace

void bind_haarpsi(nb::module_& module) {
    module.def("haarpsi", &haarpsi, nb::arg("reference"), nb::arg("candidate"), nb::arg("factors"), nb::arg("mixed"),
               nb::arg("halve"), nb::arg("constant"), nb::arg("alpha"), nb::arg("wide"), nb::arg("map").none(),
               nb::arg("workers"));
    module.def("haarpsi_slope", &haarpsi_slope, nb::arg("reference"), nb::arg("candidate"), nb::arg("factors"),
               nb::arg("mixed"), nb::arg("halve"), nb::arg("constant"), nb::arg("alpha"), nb::arg("wide"),
               nb::arg("slopes"), nb::arg("gradient"), nb::arg("workers"));
}

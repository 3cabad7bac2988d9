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

std::vector<std::pair<double, double>> pairs_of(const std::vector<df::HaarSums>& sums) {
    std::vector<std::pair<double, double>> pairs;
    for (const df::HaarSums& one : sums) pairs.emplace_back(one.lacking, one.weight);
    return pairs;
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
    const nb::gil_scoped_release released;
    df::Team team(workers);
    return pairs_of(df::haarpsi(first, second, view, map ? &places : nullptr, team));
}

df::Image derivatives_of(const Output& array, const df::Image& like, const df::HaarView& view) {
    const df::Image derivatives = target_of(array);
    df::Image small = like;
    small.n = like.n * (view.mixed ? 1 : like.c), small.c = view.mixed == 3 ? 4 : 2;
    small.h = df::halved(like.h, view.halve), small.w = df::halved(like.w, view.halve);
    check_same_shape(small, derivatives);
    if (derivatives.type != (view.wide ? df::Type::f64 : df::Type::f32) || derivatives.sw != 1)
        throw nb::value_error("derivatives must be contiguous and of the type in which is computed");
    return derivatives;
}

std::vector<std::pair<double, double>> haarpsi_derivatives(const Input& reference, const Input& candidate,
                                                           std::pair<double, double> factors, int mixed, bool halve,
                                                           double constant, double alpha, bool wide,
                                                           const Output& derivatives, int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    const df::HaarView view = view_of(first, factors, mixed, halve, constant, alpha, wide);
    const df::Image to = derivatives_of(derivatives, first, view);
    const nb::gil_scoped_release released;
    df::Team team(workers);
    return pairs_of(df::haarpsi_derivatives(first, second, view, to, team));
}

void haarpsi_slope(const Output& derivatives, std::pair<double, double> factors, int mixed, bool halve, double constant,
                   double alpha, bool wide, const std::vector<std::pair<double, double>>& slopes,
                   const Output& gradient, int workers) {
    const df::Image to = target_of(gradient);
    const df::HaarView view = view_of(to, factors, mixed, halve, constant, alpha, wide);
    const df::Image from = derivatives_of(derivatives, to, view);
    if (slopes.size() != static_cast<std::size_t>(from.n))
        throw nb::value_error("expected one slope for each of the sums");
    std::vector<df::HaarSlope> each;
    for (const auto& [factor, missing] : slopes) each.push_back({factor, missing});
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::haarpsi_slope(from, view, each, to, team);
}

}  // namespace

void bind_haarpsi(nb::module_& module) {
    module.def("haarpsi", &haarpsi, nb::arg("reference"), nb::arg("candidate"), nb::arg("factors"), nb::arg("mixed"),
               nb::arg("halve"), nb::arg("constant"), nb::arg("alpha"), nb::arg("wide"), nb::arg("map").none(),
               nb::arg("workers"));
    module.def("haarpsi_derivatives", &haarpsi_derivatives, nb::arg("reference"), nb::arg("candidate"),
               nb::arg("factors"), nb::arg("mixed"), nb::arg("halve"), nb::arg("constant"), nb::arg("alpha"),
               nb::arg("wide"), nb::arg("derivatives"), nb::arg("workers"));
    module.def("haarpsi_slope", &haarpsi_slope, nb::arg("derivatives"), nb::arg("factors"), nb::arg("mixed"),
               nb::arg("halve"), nb::arg("constant"), nb::arg("alpha"), nb::arg("wide"), nb::arg("slopes"),
               nb::arg("gradient"), nb::arg("workers"));
}

// Binding of FLIP.

#include "kernels/flip.hpp"
#include "python.hpp"

namespace {

using Doubles = std::vector<double>;

void set_matrix(double (&matrix)[3][3], const Doubles& rows) {
    if (rows.size() != 9) throw nb::value_error("expected a matrix of 3 x 3 numbers");
    std::copy(rows.begin(), rows.end(), &matrix[0][0]);
}

df::FlipColours flip_colours(const std::vector<Doubles>& matrices, const Doubles& luminance, double greatest) {
    df::FlipColours colours;
    if (matrices.size() != 3 || luminance.size() != 3)
        throw nb::value_error("expected three matrices and three weights");
    set_matrix(colours.seen, matrices[0]);
    set_matrix(colours.shown, matrices[1]);
    set_matrix(colours.xyz, matrices[2]);
    std::copy(luminance.begin(), luminance.end(), colours.luminance);
    colours.greatest = greatest;
    return colours;
}

// Extends all taps to one length by zeros.
df::FlipFilters flip_filters(const std::vector<std::pair<Doubles, Doubles>>& sensitivity,
                             const std::vector<Doubles>& features) {
    df::FlipFilters filters;
    if (sensitivity.size() != 4 || features.size() != 3) throw nb::value_error("expected four and three filters");
    std::vector<Doubles*> all{&filters.bell, &filters.edge, &filters.point};
    for (int k = 0; k < 3; ++k) *all[k] = features[k];
    for (int k = 0; k < 4; ++k) {
        filters.sensitivity[k] = {sensitivity[k].first, sensitivity[k].second};
        all.push_back(&filters.sensitivity[k].down);
        all.push_back(&filters.sensitivity[k].across);
    }
    std::size_t length = 1;
    for (const Doubles* taps : all) length = std::max(length, taps->size());
    for (Doubles* taps : all) taps->resize(length);
    return filters;
}

df::FlipView::Encoding encoding_of(const std::string& name) {
    if (name == "srgb") return df::FlipView::srgb;
    if (name == "linear") return df::FlipView::linear;
    if (name == "radiance") return df::FlipView::radiance;
    throw nb::value_error("encoding must be srgb, linear or radiance");
}

Doubles flip(const Input& reference, const Input& candidate, std::pair<double, double> divisors,
             const std::string& encoding, double range, const Doubles& exposures, const Doubles& curve,
             bool by_luminance, const std::vector<Doubles>& matrices, const Doubles& luminance, double greatest,
             const std::vector<std::pair<Doubles, Doubles>>& sensitivity, const std::vector<Doubles>& features,
             const std::optional<Output>& map, const std::optional<Output>& gradient, double factor, int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    if (exposures.empty() || curve.size() != 6) throw nb::value_error("expected exposures and a curve");
    df::FlipView view{encoding_of(encoding),
                      range,
                      exposures,
                      {},
                      flip_colours(matrices, luminance, greatest),
                      flip_filters(sensitivity, features)};
    std::copy(curve.begin(), curve.end(), view.curve.k);
    view.curve.by_luminance = by_luminance;
    df::Image errors, slope;
    if (map) {
        errors = target_of(*map);
        if (errors.n != first.n || errors.c != (first.c == 3 ? 1 : first.c) || errors.h != first.h ||
            errors.w != first.w)
            throw nb::value_error("the map has the wrong shape");
    }
    if (gradient) {
        slope = target_of(*gradient);
        check_same_shape(first, slope);
    }
    const df::Scale scale{divisors.first, divisors.second};
    const nb::gil_scoped_release released;
    df::Team team(workers);
    if (gradient) df::flip_slope(first, second, scale, view, factor, slope, team);
    return df::flip(first, second, scale, view, map ? &errors : nullptr, team);
}

}  // namespace

void bind_flip(nb::module_& module) {
    module.def("flip", &flip, nb::arg("reference"), nb::arg("candidate"), nb::kw_only(), nb::arg("divisors"),
               nb::arg("encoding"), nb::arg("range"), nb::arg("exposures"), nb::arg("curve"), nb::arg("by_luminance"),
               nb::arg("matrices"), nb::arg("luminance"), nb::arg("greatest"), nb::arg("sensitivity"),
               nb::arg("features"), nb::arg("map").none() = nb::none(), nb::arg("gradient").none() = nb::none(),
               nb::arg("factor") = 1.0, nb::arg("workers"));
}

// Bindings of the kernels that compute differences.

#include "kernels/absolute_error.hpp"
#include "kernels/difference.hpp"
#include "kernels/squared_error.hpp"
#include "python.hpp"

namespace {

df::Mode mode_of(const std::string& name) {
    if (name == "absolute") return df::Mode::absolute;
    if (name == "squared") return df::Mode::squared;
    if (name == "signed") return df::Mode::signed_;
    throw nb::value_error("mode must be absolute, squared or signed");
}

df::Reduce reduce_of(const std::string& name) {
    if (name == "mean") return df::Reduce::mean;
    if (name == "abs") return df::Reduce::abs;
    if (name == "l2") return df::Reduce::l2;
    if (name == "max") return df::Reduce::max;
    if (name == "none") return df::Reduce::none;
    throw nb::value_error("reduce must be mean, abs, l2, max or none");
}

std::tuple<std::vector<double>, double, double> difference(const Input& reference, const Input& candidate,
                                                           std::pair<double, double> divisors, const std::string& mode,
                                                           const std::string& reduce, const Output& out, int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate), to = target_of(out);
    const df::Mode how = mode_of(mode);
    const df::Reduce channels = reduce_of(reduce);
    check_same_shape(first, second);
    if (to.n != first.n || to.c != (channels == df::Reduce::none ? first.c : 1) || to.h != first.h || to.w != first.w)
        throw nb::value_error("the map has the wrong shape");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::DifferenceFacts facts =
        df::difference(first, second, {divisors.first, divisors.second}, how, channels, to, team);
    return {std::move(facts.sums), facts.least, facts.greatest};
}

std::vector<double> squared_error(const Input& reference, const Input& candidate, std::pair<double, double> divisors,
                                  const std::optional<Output>& gradient, const std::vector<double>& factors,
                                  int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    df::Image to;
    if (gradient) {
        to = target_of(*gradient);
        check_same_shape(first, to);
        if (static_cast<int>(factors.size()) != first.n) throw nb::value_error("expected one factor for each sample");
    }
    const nb::gil_scoped_release released;
    df::Team team(workers);
    return df::squared_error(first, second, {divisors.first, divisors.second}, gradient ? &to : nullptr, factors, team);
}

std::vector<double> absolute_error(const Input& reference, const Input& candidate, std::pair<double, double> divisors,
                                   const std::optional<Output>& gradient, double factor, int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    df::Image to;
    if (gradient) {
        to = target_of(*gradient);
        check_same_shape(first, to);
    }
    const nb::gil_scoped_release released;
    df::Team team(workers);
    return df::absolute_error(first, second, {divisors.first, divisors.second}, gradient ? &to : nullptr, factor, team);
}

}  // namespace

void bind_differences(nb::module_& module) {
    module.def("difference", &difference, nb::arg("reference"), nb::arg("candidate"), nb::arg("divisors"),
               nb::arg("mode"), nb::arg("reduce"), nb::arg("out"), nb::arg("workers"));
    module.def("squared_error", &squared_error, nb::arg("reference"), nb::arg("candidate"), nb::arg("divisors"),
               nb::arg("gradient").none(), nb::arg("factors"), nb::arg("workers"));
    module.def("absolute_error", &absolute_error, nb::arg("reference"), nb::arg("candidate"), nb::arg("divisors"),
               nb::arg("gradient").none(), nb::arg("factor"), nb::arg("workers"));
}

// Bindings of the kernels that compute differences.

#include "kernels/absolute_error.hpp"
#include "kernels/difference.hpp"
#include "kernels/equality.hpp"
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

// The gradient that is written; without data if none is asked for.
df::Image gradient_of(const std::optional<Output>& array, const df::Image& like) {
    if (!array) return {};
    const df::Image gradient = target_of(*array);
    check_same_shape(like, gradient);
    return gradient;
}

std::vector<double> squared_error(const Input& reference, const Input& candidate, std::pair<double, double> divisors,
                                  const std::optional<Output>& gradient, const std::vector<double>& factors,
                                  int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    const df::Image to = gradient_of(gradient, first);
    if (gradient && static_cast<int>(factors.size()) != first.n)
        throw nb::value_error("expected one factor for each sample");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    return df::squared_error(first, second, {divisors.first, divisors.second}, gradient ? &to : nullptr, factors, team);
}

std::vector<double> absolute_error(const Input& reference, const Input& candidate, std::pair<double, double> divisors,
                                   const std::optional<Output>& gradient, double factor, int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    const df::Image to = gradient_of(gradient, first);
    const nb::gil_scoped_release released;
    df::Team team(workers);
    return df::absolute_error(first, second, {divisors.first, divisors.second}, gradient ? &to : nullptr, factor, team);
}

void clear_equal(const Output& mask, const Input& first, const Input& second, int workers) {
    const df::Image one = image_of(first), other = image_of(second);
    check_same_shape(one, other);
    if (one.n != 1) throw nb::value_error("expected one sample");
    if (one.type != other.type) throw nb::type_error("the images must have the same type");
    const df::Plane found = plane_of(mask);
    if (found.type != df::Type::u8) throw nb::type_error("a mask must be an array of bool");
    if (found.h != one.h || found.w != one.w) throw nb::value_error("a mask must have the shape of the images");
    if (found.sw != 1 && found.w > 1) throw nb::value_error("a mask must have contiguous rows");
    const nb::gil_scoped_release released;
    df::Team team(df::useful_workers(workers, values_of(found)));
    df::clear_equal(one, other, {static_cast<std::uint8_t*>(mask.data()), found.sh}, team);
}

}  // namespace

void bind_differences(nb::module_& module) {
    module.def("clear_equal", &clear_equal, nb::arg("mask"), nb::arg("first"), nb::arg("second"), nb::arg("workers"));
    module.def("difference", &difference, nb::arg("reference"), nb::arg("candidate"), nb::arg("divisors"),
               nb::arg("mode"), nb::arg("reduce"), nb::arg("out"), nb::arg("workers"));
    module.def("squared_error", &squared_error, nb::arg("reference"), nb::arg("candidate"), nb::arg("divisors"),
               nb::arg("gradient").none(), nb::arg("factors"), nb::arg("workers"));
    module.def("absolute_error", &absolute_error, nb::arg("reference"), nb::arg("candidate"), nb::arg("divisors"),
               nb::arg("gradient").none(), nb::arg("factor"), nb::arg("workers"));
}

// Bindings of the kernels that compute differences.

#include "kernels/difference.hpp"
#include "kernels/equality.hpp"
#include "kernels/errors.hpp"
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

// The gradient that is written, also with interleaved channels; without data if none is asked for.
df::Image gradient_of(const std::optional<Output>& array, const df::Image& like) {
    if (!array) return {};
    const df::Image gradient = image_of(*array);
    if (gradient.sw != gradient.c || gradient.sc != 1) target_of(*array);
    if (gradient.type != df::Type::f32 && gradient.type != df::Type::f64)
        throw nb::type_error("an output must be float32 or float64");
    check_same_shape(like, gradient);
    return gradient;
}

df::Errors errors(const Input& reference, const Input& candidate, std::pair<double, double> divisors, df::Size size,
                  const std::optional<Output>& gradient, const std::vector<double>& factors, bool limits, bool wide,
                  int workers) {
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    const df::Image to = gradient_of(gradient, first);
    if (gradient && static_cast<int>(factors.size()) != first.n)
        throw nb::value_error("expected one factor for each sample");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    return df::errors(first, second, {divisors.first, divisors.second}, size, gradient ? &to : nullptr, factors, limits,
                      wide, team);
}

std::vector<double> squared_error(const Input& reference, const Input& candidate, std::pair<double, double> divisors,
                                  const std::optional<Output>& gradient, const std::vector<double>& factors,
                                  int workers, bool wide) {
    return errors(reference, candidate, divisors, df::Size::squared, gradient, factors, false, wide, workers).sums;
}

std::vector<double> absolute_error(const Input& reference, const Input& candidate, std::pair<double, double> divisors,
                                   const std::optional<Output>& gradient, double factor, int workers, bool wide) {
    const std::vector<double> factors(reference.ndim() ? reference.shape(0) : 0, factor);
    return errors(reference, candidate, divisors, df::Size::absolute, gradient, factors, false, wide, workers).sums;
}

// The sums of two images of floats, and the least and the greatest value of each.
std::pair<std::vector<double>, std::vector<double>> errors_and_limits(const Input& reference, const Input& candidate,
                                                                      bool squared,
                                                                      const std::optional<Output>& gradient,
                                                                      double factor, int workers) {
    for (const Input* image : {&reference, &candidate})
        if (type_of(image->dtype()) != df::Type::f32 && type_of(image->dtype()) != df::Type::f64)
            throw nb::type_error("expected arrays of float32 or float64");
    const std::vector<double> factors(reference.ndim() ? reference.shape(0) : 0, factor);
    df::Errors found = errors(reference, candidate, {1, 1}, squared ? df::Size::squared : df::Size::absolute, gradient,
                              factors, true, false, workers);
    return {std::move(found.sums), {found.least[0], found.greatest[0], found.least[1], found.greatest[1]}};
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
               nb::arg("gradient").none(), nb::arg("factors"), nb::arg("workers"), nb::arg("wide") = false);
    module.def("absolute_error", &absolute_error, nb::arg("reference"), nb::arg("candidate"), nb::arg("divisors"),
               nb::arg("gradient").none(), nb::arg("factor"), nb::arg("workers"), nb::arg("wide") = false);
    module.def("errors_and_limits", &errors_and_limits, nb::arg("reference"), nb::arg("candidate"), nb::arg("squared"),
               nb::arg("gradient").none(), nb::arg("factor"), nb::arg("workers"));
}

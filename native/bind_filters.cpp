// What Python sees of the kernels that filter.

#include "kernels/blur.hpp"
#include "kernels/max_filter.hpp"
#include "python.hpp"

namespace {

void blur(const Input& values, const std::optional<Input>& mask, const std::vector<double>& weights,
          const Output& out, int workers) {
    const df::Image from = image_of(values), to = target_of(out);
    check_same_shape(from, to);
    df::Image seen;
    if (mask) {
        seen = image_of(*mask);
        check_same_shape(from, seen);
        if (seen.type != df::Type::u8) throw nb::type_error("a mask is an array of truth values");
    }
    if (weights.empty()) throw nb::value_error("a blur has at least one weight");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::blur(from, mask ? &seen : nullptr, weights, to, team);
}

void max_filter(const Input& values, int radius, const Output& out, int workers) {
    const df::Image from = image_of(values), to = target_of(out);
    check_same_shape(from, to);
    if (radius < 0) throw nb::value_error("a radius is at least 0");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::max_filter(from, radius, to, team);
}

}  // namespace

void bind_filters(nb::module_& module) {
    module.def("blur", &blur, nb::arg("values"), nb::arg("mask").none(), nb::arg("weights"), nb::arg("out"),
               nb::arg("workers"));
    module.def("max_filter", &max_filter, nb::arg("values"), nb::arg("radius"), nb::arg("out"), nb::arg("workers"));
}

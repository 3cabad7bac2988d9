// Bindings of statistics.

#include "kernels/local_background.hpp"
#include "kernels/statistics.hpp"
#include "python.hpp"

namespace {

df::Plane floating_plane(const Input& values) {
    const df::Plane plane = plane_of(values);
    if (plane.type != df::Type::f32 && plane.type != df::Type::f64)
        throw nb::type_error("expected an array of float32 or float64");
    return plane;
}

df::CountedValues counted_values(const Input& values, const std::optional<Input>& mask, double above, double upto) {
    df::CountedValues counted;
    counted.values = floating_plane(values);
    counted.mask = mask_of(mask, counted.values);
    counted.above = above;
    counted.upto = upto;
    return counted;
}

std::tuple<std::int64_t, double, double> summary(const Input& values, const std::optional<Input>& mask, double above,
                                                 double upto, int workers) {
    const df::CountedValues counted = counted_values(values, mask, above, upto);
    const nb::gil_scoped_release released;
    df::Team team(df::useful_workers(workers, values_of(counted.values)));
    const df::Summary found = df::summary(counted, team);
    return {found.count, found.least, found.greatest};
}

std::vector<std::int64_t> histogram(const Input& values, const std::optional<Input>& mask, double above, double upto,
                                    int bins, double first, double scale, bool root, int workers) {
    const df::CountedValues counted = counted_values(values, mask, above, upto);
    if (bins < 1) throw nb::value_error("a histogram needs at least one bin");
    const nb::gil_scoped_release released;
    df::Team team(df::useful_workers(workers, values_of(counted.values)));
    return df::histogram(counted, bins, first, scale, root, team);
}

std::tuple<double, double> order_statistics(const Input& values, const std::optional<Input>& mask, double above,
                                            double upto, std::optional<double> centre, std::int64_t rank,
                                            std::int64_t count, int workers) {
    df::CountedValues counted = counted_values(values, mask, above, upto);
    counted.centre = centre;
    const nb::gil_scoped_release released;
    df::Team team(workers);
    const df::OrderStatistics found = df::order_statistics(counted, rank, count, team);
    return {found.value, found.next};
}

std::tuple<std::int64_t, std::int64_t, std::int64_t> count_zeros(const Input& values, const std::optional<Input>& mask,
                                                                 double threshold, int workers) {
    const df::Plane plane = floating_plane(values), inside = mask_of(mask, plane);
    const nb::gil_scoped_release released;
    df::Team team(df::useful_workers(workers, values_of(plane)));
    const df::Zeros found = df::count_zeros(plane, inside, threshold, team);
    return {found.count, found.zeros, found.interior};
}

void local_background(const Input& values, const std::optional<Input>& mask, int cell, const Output& medians,
                      const Output& deviations, int workers) {
    const df::Plane plane = floating_plane(values), inside = mask_of(mask, plane);
    if (cell < 1 || cell > 1 << 24) throw nb::value_error("a cell must be 1 to 2^24 pixels wide");
    const df::Grid grid = df::grid_of(plane.h, plane.w, cell);
    for (const Output* out : {&medians, &deviations}) {
        const df::Plane to = plane_of(*out);
        if (to.type != df::Type::f64 || to.h != grid.rows || to.w != grid.columns || (to.sw != 1 && to.w > 1) ||
            (to.sh != to.w && to.h > 1))
            throw nb::value_error(
                "medians and deviations must be contiguous arrays of float64 with one value for each cell");
    }
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::local_background(plane, inside, cell, static_cast<double*>(medians.data()),
                         static_cast<double*>(deviations.data()), team);
}

}  // namespace

void bind_statistics(nb::module_& module) {
    module.def("summary", &summary, nb::arg("values"), nb::arg("mask").none(), nb::arg("above"), nb::arg("upto"),
               nb::arg("workers"));
    module.def("histogram", &histogram, nb::arg("values"), nb::arg("mask").none(), nb::arg("above"), nb::arg("upto"),
               nb::arg("bins"), nb::arg("first"), nb::arg("scale"), nb::arg("root"), nb::arg("workers"));
    module.def("order_statistics", &order_statistics, nb::arg("values"), nb::arg("mask").none(), nb::arg("above"),
               nb::arg("upto"), nb::arg("centre").none(), nb::arg("rank"), nb::arg("count"), nb::arg("workers"));
    module.def("count_zeros", &count_zeros, nb::arg("values"), nb::arg("mask").none(), nb::arg("threshold"),
               nb::arg("workers"));
    module.def("local_background", &local_background, nb::arg("values"), nb::arg("mask").none(), nb::arg("cell"),
               nb::arg("medians"), nb::arg("deviations"), nb::arg("workers"));
}

// Bindings of thresholding and connected components.

#include "kernels/components.hpp"
#include "kernels/thresholding.hpp"
#include "python.hpp"

namespace {

// A binary image with contiguous rows.
df::Plane binary_of(const Output& array, int h, int w) {
    const df::Plane plane = plane_of(array);
    if (plane.type != df::Type::u8) throw nb::type_error("a binary image must be an array of bool");
    if (plane.h != h || plane.w != w) throw nb::value_error("a binary image must have the shape of the values");
    if (plane.sw != 1 && plane.w > 1) throw nb::value_error("a binary image must have contiguous rows");
    return plane;
}

void hysteresis_threshold(const Input& values, const std::optional<Input>& mask, double high, double low,
                          const Output& out, int workers) {
    const df::Plane plane = plane_of(values), inside = mask_of(mask, plane), to = binary_of(out, plane.h, plane.w);
    const nb::gil_scoped_release released;
    df::Team team(df::useful_workers(workers, values_of(plane)));
    df::hysteresis_threshold(plane, inside, high, low, to, team);
}

void fill_holes(const Output& found, double most, int workers) {
    const df::Plane shape = plane_of(found), image = binary_of(found, shape.h, shape.w);
    const nb::gil_scoped_release released;
    df::Team team(df::useful_workers(workers, values_of(image)));
    df::fill_holes(image, most, team);
}

using Row = std::tuple<double, int, int, int, int, std::int64_t, double, double>;

std::vector<Row> connected_components(const Output& found, const Input& values, const std::optional<Input>& blurred,
                                      double median, double threshold, double reach, int workers) {
    const df::Plane plane = plane_of(values), image = binary_of(found, plane.h, plane.w);
    const df::Plane soft = blurred ? plane_of(*blurred) : df::Plane{};
    if (blurred && (soft.h != plane.h || soft.w != plane.w))
        throw nb::value_error("the blurred map must have the shape of the map");
    std::vector<df::Component> found_components;
    {
        const nb::gil_scoped_release released;
        df::Team team(df::useful_workers(workers, values_of(plane)));
        found_components = df::connected_components(image, plane, soft, {median, threshold}, reach, team);
    }
    std::vector<Row> rows;
    rows.reserve(found_components.size());
    for (const df::Component& p : found_components)
        rows.emplace_back(p.strength, p.x, p.y, p.width, p.height, p.area, p.peak, p.sum);
    return rows;
}

}  // namespace

void bind_regions(nb::module_& module) {
    module.def("hysteresis_threshold", &hysteresis_threshold, nb::arg("values"), nb::arg("mask").none(),
               nb::arg("high"), nb::arg("low"), nb::arg("out"), nb::arg("workers"));
    module.def("fill_holes", &fill_holes, nb::arg("found"), nb::arg("most"), nb::arg("workers"));
    module.def("connected_components", &connected_components, nb::arg("found"), nb::arg("values"),
               nb::arg("blurred").none(), nb::arg("median"), nb::arg("threshold"), nb::arg("reach"),
               nb::arg("workers"));
}

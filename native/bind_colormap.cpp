// Binding of false colours.

#include "kernels/colormap.hpp"
#include "python.hpp"

namespace {

using Bytes = nb::ndarray<std::uint8_t, nb::c_contig, nb::device::cpu>;
using Table = nb::ndarray<const std::uint8_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

void apply_colormap(const Input& map, double least, double factor, const Table& table, const Table& empty,
                    const Bytes& out, int workers) {
    const df::Plane plane = plane_of(map);
    if (table.shape(1) != 3 || table.shape(0) < 1 || table.shape(0) > 65536 || empty.size() != 3)
        throw nb::value_error("a table of colours must have the shape (n, 3)");
    if (out.ndim() != 3 || out.shape(0) != std::size_t(plane.h) || out.shape(1) != std::size_t(plane.w) ||
        (out.shape(2) != 3 && out.shape(2) != 4))
        throw nb::value_error("an RGB image must have the shape (h, w, 3) or (h, w, 4)");
    const std::uint8_t *first = table.data(), *none = empty.data();
    const int count = static_cast<int>(table.shape(0)), pixel = static_cast<int>(out.shape(2));
    std::uint8_t* to = out.data();
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::apply_colormap(plane, least, factor, first, count, none, to, pixel, team);
}

}  // namespace

void bind_colormap(nb::module_& module) {
    module.def("apply_colormap", &apply_colormap, nb::arg("map"), nb::arg("least"), nb::arg("factor"), nb::arg("table"),
               nb::arg("empty"), nb::arg("out"), nb::arg("workers"));
}

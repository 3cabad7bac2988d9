// What Python sees of the kernels that find places.

#include "kernels/components.hpp"
#include "kernels/thresholding.hpp"
#include "python.hpp"

namespace {

// An image of truth values without gaps between its pixels.
df::Plane marks_of(const Output& array, int h, int w) {
    const df::Plane plane = plane_of(array);
    if (plane.type != df::Type::u8) throw nb::type_error("this kernel marks pixels in an array of truth values");
    if (plane.h != h || plane.w != w) throw nb::value_error("the marks have the shape of the values");
    if (plane.sw != 1 && plane.w > 1) throw nb::value_error("a kernel writes to rows without gaps");
    return plane;
}

void over(const Input& values, const std::optional<Input>& mask, double high, double low, const Output& out,
          int workers) {
    const df::Plane plane = plane_of(values), inside = mask_of(mask, plane), to = marks_of(out, plane.h, plane.w);
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::over(plane, inside, high, low, to, team);
}

void fill_holes(const Output& found, double most, int workers) {
    const df::Plane shape = plane_of(found), image = marks_of(found, shape.h, shape.w);
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::fill_holes(image, most, team);
}

using Row = std::tuple<double, int, int, int, int, std::int64_t, double, double>;

std::vector<Row> pieces(const Output& found, const Input& values, const std::optional<Input>& soft, double ground,
                        double edge, double reach, int workers) {
    const df::Plane plane = plane_of(values), image = marks_of(found, plane.h, plane.w);
    const df::Plane blurred = soft ? plane_of(*soft) : df::Plane{};
    if (soft && (blurred.h != plane.h || blurred.w != plane.w))
        throw nb::value_error("the blurred map has the shape of the map");
    std::vector<df::Piece> pieces;
    {
        const nb::gil_scoped_release released;
        df::Team team(workers);
        pieces = df::pieces(image, plane, blurred, {ground, edge}, reach, team);
    }
    std::vector<Row> rows;
    rows.reserve(pieces.size());
    for (const df::Piece& p : pieces) rows.emplace_back(p.strength, p.x, p.y, p.width, p.height, p.area, p.peak, p.sum);
    return rows;
}

}  // namespace

void bind_shapes(nb::module_& module) {
    module.def("over", &over, nb::arg("values"), nb::arg("mask").none(), nb::arg("high"), nb::arg("low"),
               nb::arg("out"), nb::arg("workers"));
    module.def("fill_holes", &fill_holes, nb::arg("found"), nb::arg("most"), nb::arg("workers"));
    module.def("pieces", &pieces, nb::arg("found"), nb::arg("values"), nb::arg("soft").none(), nb::arg("ground"),
               nb::arg("edge"), nb::arg("reach"), nb::arg("workers"));
}

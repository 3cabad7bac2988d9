// Bindings of the comparison of shapes.

#include "kernels/distortion.hpp"
#include "python.hpp"

namespace {

template <class T>
using Vector = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <class T>
std::vector<T> copy_of(const Vector<T>& array, std::size_t count) {
    if (array.shape(0) != count) throw nb::value_error("all windows need a row, a column, a contrast and a limit");
    return {array.data(), array.data() + count};
}

// A plane of float64 with contiguous rows.
df::Plane doubles_of(const Input& array) {
    const df::Plane plane = plane_of(array);
    if (plane.type != df::Type::f64) throw nb::type_error("expected an array of float64");
    if (plane.sw != 1 && plane.w > 1) throw nb::value_error("expected contiguous rows");
    return plane;
}

void check_inside(const df::Windows& windows, const df::Plane& plane, int reach) {
    for (std::size_t i = 0; i < windows.rows.size(); ++i)
        if (windows.rows[i] < reach || windows.rows[i] >= plane.h - reach || windows.columns[i] < reach ||
            windows.columns[i] >= plane.w - reach)
            throw nb::value_error("a window reaches out of the image");
}

using Flags = nb::ndarray<std::uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

void differ_after_distortion(const Input& first, const Input& second, const Vector<std::int64_t>& rows,
                             const Vector<std::int64_t>& columns, const Vector<double>& contrasts,
                             const Vector<double>& limits, int radius,
                             const std::vector<std::pair<std::vector<double>, std::vector<double>>>& distortions,
                             double cost, const Flags& out, int workers) {
    const df::Plane a = doubles_of(first), b = doubles_of(second);
    if (a.h != b.h || a.w != b.w) throw nb::value_error("the images must have the same shape");
    if (radius < 0) throw nb::value_error("a radius is at least 0");
    const std::size_t count = rows.shape(0);
    const df::Windows windows{copy_of(rows, count), copy_of(columns, count), copy_of(contrasts, count),
                              copy_of(limits, count)};
    check_inside(windows, a, df::kWindowHalf + 1 + radius);
    std::vector<df::Distortion> known;
    for (const auto& [filter, profile] : distortions) {
        if (filter.size() != 9 || profile.size() != df::kWindowSide * df::kWindowSide)
            throw nb::value_error("a distortion needs a filter of 3x3 weights and a profile of 7x7 factors");
        known.push_back({filter, profile});
    }
    if (out.shape(0) != count) throw nb::value_error("the output needs a value for each window");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::differ_after_distortion(a, b, windows, radius, known, cost, out.data(), team);
}

}  // namespace

void bind_shapes(nb::module_& module) {
    module.def("differ_after_distortion", &differ_after_distortion, nb::arg("first"), nb::arg("second"),
               nb::arg("rows"), nb::arg("columns"), nb::arg("contrasts"), nb::arg("limits"), nb::arg("radius"),
               nb::arg("distortions"), nb::arg("cost"), nb::arg("out"), nb::arg("workers"));
}

// Bindings of thresholding and connected components.

#include <algorithm>
#include <numeric>

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

using IntOutput = nb::ndarray<int, nb::shape<-1>, nb::c_contig, nb::device::cpu>;
using RunArray = nb::ndarray<const int, nb::shape<-1, 3>, nb::c_contig, nb::device::cpu>;

// The runs (row, first, end) of a shape in raster order, as the kernels take them.
df::Runs runs_of_array(const RunArray& rows, int h, int w) {
    df::Runs all;
    all.runs.reserve(rows.shape(0));
    all.starts.resize(static_cast<std::size_t>(h) + 1);
    const int* at = rows.data();
    for (std::size_t i = 0; i < rows.shape(0); ++i, at += 3) {
        const df::Run run{at[0], at[1], at[2]};
        const bool inside = 0 <= run.y && run.y < h && 0 <= run.first && run.first < run.last && run.last <= w;
        if (!inside) throw nb::value_error("a run lies outside the image");
        if (i && (at[-3] > run.y || (at[-3] == run.y && at[-1] >= run.first)))
            throw nb::value_error("runs must be in raster order and must not touch in a row");
        all.runs.push_back(run), ++all.starts[run.y + 1];
    }
    std::partial_sum(all.starts.begin(), all.starts.end(), all.starts.begin());
    return all;
}

void label_runs(const RunArray& rows, int h, int w, double reach, const IntOutput& labels, int workers) {
    if (labels.shape(0) != rows.shape(0)) throw nb::value_error("each run needs a place for its label");
    const df::Runs all = runs_of_array(rows, h, w);
    const nb::gil_scoped_release released;
    df::Team team(df::useful_workers(workers, static_cast<std::int64_t>(h) * w));
    int count = 0;
    const std::vector<int> found = df::label_runs(all, h, w, reach, team, count);
    std::copy(found.begin(), found.end(), labels.data());
}

nb::bytes hole_runs(const RunArray& rows, int h, int w, double most) {
    const df::Runs all = runs_of_array(rows, h, w);
    std::vector<df::Run> holes;
    {
        const nb::gil_scoped_release released;
        holes = df::small_holes(all, 0, 0, w, most);
    }
    static_assert(sizeof(df::Run) == 3 * sizeof(int));
    return nb::bytes(reinterpret_cast<const char*>(holes.data()), holes.size() * sizeof(df::Run));
}

}  // namespace

void bind_regions(nb::module_& module) {
    module.def("hysteresis_threshold", &hysteresis_threshold, nb::arg("values"), nb::arg("mask").none(),
               nb::arg("high"), nb::arg("low"), nb::arg("out"), nb::arg("workers"));
    module.def("fill_holes", &fill_holes, nb::arg("found"), nb::arg("most"), nb::arg("workers"));
    module.def("connected_components", &connected_components, nb::arg("found"), nb::arg("values"),
               nb::arg("blurred").none(), nb::arg("median"), nb::arg("threshold"), nb::arg("reach"),
               nb::arg("workers"));
    module.def("label_runs", &label_runs, nb::arg("runs"), nb::arg("height"), nb::arg("width"), nb::arg("reach"),
               nb::arg("labels"), nb::arg("workers"));
    module.def("hole_runs", &hole_runs, nb::arg("runs"), nb::arg("height"), nb::arg("width"), nb::arg("most"));
}

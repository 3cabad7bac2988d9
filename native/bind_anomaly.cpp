// Bindings of the kernels that compute anomaly scores.

#include <nanobind/stl/array.h>

#include "kernels/anomaly.hpp"
#include "python.hpp"

namespace {

using Floats = nb::ndarray<float, nb::device::cpu, nb::c_contig>;
using Numbers = nb::ndarray<const std::int32_t, nb::ndim<1>, nb::device::cpu, nb::c_contig>;

void check_shape(const Floats& array, std::initializer_list<int> shape) {
    bool same = array.ndim() == shape.size();
    std::size_t axis = 0;
    for (const int side : shape) same = same && array.shape(axis++) == static_cast<std::size_t>(side);
    if (!same) throw nb::value_error("an array has the wrong shape");
}

void block_statistics(const std::vector<Input>& given, const std::vector<double>& divisors,
                      const std::vector<double>& weights, double margin, const Floats& halves, const Floats& products,
                      const Floats& shifts, const Floats& means, const Floats& clipped, int workers) {
    std::vector<df::Image> images;
    for (const Input& image : given) images.push_back(image_of(image));
    const int count = static_cast<int>(images.size());
    if (count < 2 || count > 3 || divisors.size() != images.size())
        throw nb::value_error("expected two or three images and a divisor for each");
    for (const df::Image& image : images) check_same_shape(images[0], image);
    if (static_cast<int>(weights.size()) != images[0].c) throw nb::value_error("expected one weight for each channel");
    const int rows = (images[0].h + df::kBlock - 1) / df::kBlock, columns = (images[0].w + df::kBlock - 1) / df::kBlock;
    check_shape(halves, {count, 2 * rows, 2 * columns});
    check_shape(products, {df::products_of(count), rows, columns});
    check_shape(shifts, {count - 1, images[0].c, rows, columns});
    check_shape(means, {images[0].c, rows, columns});
    check_shape(clipped, {rows, columns});
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::block_statistics(images, divisors, weights, margin, rows, columns,
                         {halves.data(), products.data(), shifts.data(), means.data(), clipped.data()}, team);
}

void band_products(const Floats& fine, const Floats& coarse, int size, const Floats& out, const Floats& means,
                   int workers) {
    if (fine.ndim() != 3 || (size != 1 && size != 2)) throw nb::value_error("expected planes and a size of 1 or 2");
    const int images = static_cast<int>(fine.shape(0)), h = static_cast<int>(fine.shape(1)),
              w = static_cast<int>(fine.shape(2));
    if (images < 2 || images > 3 || h % size || w % size) throw nb::value_error("invalid shape");
    check_shape(coarse, {images, h, w});
    check_shape(out, {df::products_of(images), h / size, w / size});
    check_shape(means, {images, h / size, w / size});
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::band_products(fine.data(), coarse.data(), images, h, w, size, out.data(), means.data(), team);
}

void anomaly_scores(const Floats& planes, int bands, int colours, bool three, const Numbers& sample,
                    std::pair<double, double> tolerances, const std::array<double, 4>& minima, double colour_weight,
                    int classes, int power, const Floats& out, int workers) {
    if (planes.ndim() != 4) throw nb::value_error("planes must have the shape (widths, k, h, w)");
    const int h = static_cast<int>(planes.shape(2)), w = static_cast<int>(planes.shape(3));
    const int each = (three ? 6 : 3) * bands + (three ? 2 : 1) * colours + colours;
    if (static_cast<int>(planes.shape(1)) != each || bands < 1 || colours < 1 || classes < 1 || power < 1)
        throw nb::value_error("invalid shape");
    check_shape(out, {h, w});
    const std::vector<std::int32_t> places(sample.data(), sample.data() + sample.size());
    if (places.empty()) throw nb::value_error("the sample must not be empty");
    for (const std::int32_t place : places)
        if (place < 0 || place >= h * w) throw nb::value_error("the sample must lie inside the planes");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::anomaly_scores(planes.data(), h, w, places,
                       {static_cast<int>(planes.shape(0)), bands, colours, three, static_cast<float>(tolerances.first),
                        static_cast<float>(tolerances.second), minima[0], minima[1], minima[2], minima[3],
                        static_cast<float>(colour_weight), classes, power},
                       out.data(), team);
}

void upsample(const Floats& blocks, int size, const Output& out, int workers) {
    const df::Plane plane = plane_of(out);
    if (blocks.ndim() != 2 || size < 1 || plane.type != df::Type::f32 || plane.sw != 1)
        throw nb::value_error("expected values of blocks and a map of float32 with contiguous rows");
    const int h = static_cast<int>(blocks.shape(0)), w = static_cast<int>(blocks.shape(1));
    if ((plane.h + size - 1) / size != h || (plane.w + size - 1) / size != w)
        throw nb::value_error("the map has the wrong shape");
    df::Image to{plane.data, plane.type, 1, 1, plane.h, plane.w, 0, 0, plane.sh, plane.sw};
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::upsample(blocks.data(), h, w, size, to, team);
}

}  // namespace

void bind_anomaly(nb::module_& module) {
    module.def("block_statistics", &block_statistics, nb::arg("images"), nb::arg("divisors"), nb::arg("weights"),
               nb::arg("margin"), nb::arg("halves"), nb::arg("products"), nb::arg("shifts"), nb::arg("means"),
               nb::arg("clipped"), nb::arg("workers"));
    module.def("band_products", &band_products, nb::arg("fine"), nb::arg("coarse"), nb::arg("size"), nb::arg("out"),
               nb::arg("means"), nb::arg("workers"));
    module.def("anomaly_scores", &anomaly_scores, nb::arg("planes"), nb::arg("bands"), nb::arg("colours"),
               nb::arg("three"), nb::arg("sample"), nb::arg("tolerances"), nb::arg("minima"), nb::arg("colour_weight"),
               nb::arg("classes"), nb::arg("power"), nb::arg("out"), nb::arg("workers"));
    module.def("upsample", &upsample, nb::arg("blocks"), nb::arg("size"), nb::arg("out"), nb::arg("workers"));
}

// What Python sees of the kernels that look for what is strange.

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
    if (!same) throw nb::value_error("an array has another shape");
}

void halved(const std::vector<Input>& given, const std::vector<double>& divisors, const std::vector<double>& weights,
            double end, const Floats& halves, const Floats& products, const Floats& shifts, const Floats& means,
            const Floats& ends, int workers) {
    std::vector<df::Image> images;
    for (const Input& image : given) images.push_back(image_of(image));
    const int count = static_cast<int>(images.size());
    if (count < 2 || count > 3 || divisors.size() != images.size())
        throw nb::value_error("give two or three images, and a divisor for each");
    for (const df::Image& image : images) check_same_shape(images[0], image);
    if (static_cast<int>(weights.size()) != images[0].c) throw nb::value_error("give a weight for each channel");
    const int rows = (images[0].h + df::kBlock - 1) / df::kBlock, columns = (images[0].w + df::kBlock - 1) / df::kBlock;
    check_shape(halves, {count, 2 * rows, 2 * columns});
    check_shape(products, {df::products_of(count), rows, columns});
    check_shape(shifts, {count - 1, images[0].c, rows, columns});
    check_shape(means, {images[0].c, rows, columns});
    check_shape(ends, {rows, columns});
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::halved(images, divisors, weights, end, rows, columns,
               {halves.data(), products.data(), shifts.data(), means.data(), ends.data()}, team);
}

void products(const Floats& fine, const Floats& coarse, int size, const Floats& out, const Floats& means, int workers) {
    if (fine.ndim() != 3 || (size != 1 && size != 2)) throw nb::value_error("give planes, and a size of 1 or 2");
    const int images = static_cast<int>(fine.shape(0)), h = static_cast<int>(fine.shape(1)),
              w = static_cast<int>(fine.shape(2));
    if (images < 2 || images > 3 || h % size || w % size) throw nb::value_error("impossible shape");
    check_shape(coarse, {images, h, w});
    check_shape(out, {df::products_of(images), h / size, w / size});
    check_shape(means, {images, h / size, w / size});
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::products(fine.data(), coarse.data(), images, h, w, size, out.data(), means.data(), team);
}

void judged(const Floats& planes, int bands, int colours, bool three, const Numbers& sample,
            std::pair<double, double> cut, const std::array<double, 4>& least, double colourful,
            std::pair<int, int> how,
            const Floats& out, int workers) {
    if (planes.ndim() != 4) throw nb::value_error("give planes of shape (widths, k, h, w)");
    const int h = static_cast<int>(planes.shape(2)), w = static_cast<int>(planes.shape(3));
    const int each = (three ? 6 : 3) * bands + (three ? 2 : 1) * colours + colours;
    if (static_cast<int>(planes.shape(1)) != each || bands < 1 || colours < 1 || how.first < 1 || how.second < 1)
        throw nb::value_error("impossible shape");
    check_shape(out, {h, w});
    const std::vector<std::int32_t> places(sample.data(), sample.data() + sample.size());
    if (places.empty()) throw nb::value_error("a sample has at least one place");
    for (const std::int32_t place : places)
        if (place < 0 || place >= h * w) throw nb::value_error("a sample lies inside");
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::judged(planes.data(), h, w, places,
               {static_cast<int>(planes.shape(0)), bands, colours, three, static_cast<float>(cut.first),
                static_cast<float>(cut.second), least[0], least[1], least[2], least[3],
                static_cast<float>(colourful), how.first, how.second},
               out.data(), team);
}

void enlarged(const Floats& blocks, int size, const Output& out, int workers) {
    const df::Plane plane = plane_of(out);
    if (blocks.ndim() != 2 || size < 1 || plane.type != df::Type::f32 || plane.sw != 1)
        throw nb::value_error("give values of blocks, and rows of float32 without gaps");
    const int h = static_cast<int>(blocks.shape(0)), w = static_cast<int>(blocks.shape(1));
    if ((plane.h + size - 1) / size != h || (plane.w + size - 1) / size != w)
        throw nb::value_error("the map has another shape");
    df::Image to{plane.data, plane.type, 1, 1, plane.h, plane.w, 0, 0, plane.sh, plane.sw};
    const nb::gil_scoped_release released;
    df::Team team(workers);
    df::enlarged(blocks.data(), h, w, size, to, team);
}

}  // namespace

void bind_evidence(nb::module_& module) {
    module.def("halved", &halved, nb::arg("images"), nb::arg("divisors"), nb::arg("weights"), nb::arg("end"),
               nb::arg("halves"), nb::arg("products"), nb::arg("shifts"), nb::arg("means"),
               nb::arg("ends"), nb::arg("workers"));
    module.def("products", &products, nb::arg("fine"), nb::arg("coarse"), nb::arg("size"), nb::arg("out"),
               nb::arg("means"), nb::arg("workers"));
    module.def("judged", &judged, nb::arg("planes"), nb::arg("bands"), nb::arg("colours"), nb::arg("three"),
               nb::arg("sample"), nb::arg("cut"), nb::arg("least"), nb::arg("colourful"),
               nb::arg("how"), nb::arg("out"), nb::arg("workers"));
    module.def("enlarged", &enlarged, nb::arg("blocks"), nb::arg("size"), nb::arg("out"), nb::arg("workers"));
}

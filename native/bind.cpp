// What Python sees of the kernels. Nothing is computed here.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "image.hpp"
#include "kernels/extent.hpp"
#include "kernels/unfilter.hpp"
#include "team.hpp"
#include "vec.hpp"

namespace nb = nanobind;

namespace {

using Input = nb::ndarray<nb::ro, nb::device::cpu>;
using Output = nb::ndarray<nb::device::cpu>;

df::Type type_of(nb::dlpack::dtype type) {
    if (type == nb::dtype<std::uint8_t>()) return df::Type::u8;
    if (type == nb::dtype<std::uint16_t>()) return df::Type::u16;
    if (type == nb::dtype<float>()) return df::Type::f32;
    if (type == nb::dtype<double>()) return df::Type::f64;
    throw nb::type_error("a kernel takes uint8, uint16, float32 and float64");
}

template <class A>
df::Image image_of(const A& array) {
    if (array.ndim() != 4) throw nb::value_error("a kernel takes arrays of shape (n, c, h, w)");
    for (std::size_t axis = 0; axis < 4; ++axis)
        if (array.shape(axis) < 1 || array.shape(axis) > 0x7ffffff) throw nb::value_error("impossible shape");
    return {array.data(),
            type_of(array.dtype()),
            static_cast<int>(array.shape(0)),
            static_cast<int>(array.shape(1)),
            static_cast<int>(array.shape(2)),
            static_cast<int>(array.shape(3)),
            array.stride(0),
            array.stride(1),
            array.stride(2),
            array.stride(3)};
}

std::tuple<double, double, bool> extent(const Input& array, int workers) {
    const df::Image image = image_of(array);
    const nb::gil_scoped_release released;
    df::Team team(workers);
    const df::Extent found = df::extent(image, team);
    return {found.least, found.greatest, found.finite};
}

bool unfilter(const nb::ndarray<std::uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>& data, int height,
              std::size_t row, int pixel, bool swap) {
    if (height < 1 || row < 1 || row > 0x7fffffff || pixel < 1 || pixel > 8 || pixel == 5 || pixel == 7)
        throw nb::value_error("impossible rows");
    if (data.size() < height * (row + 1) + df::kUnfilterSlack) throw nb::value_error("too little room for the rows");
    std::uint8_t* first = data.data();
    const nb::gil_scoped_release released;
    return df::unfilter(first, height, row, pixel, swap);
}

}  // namespace

NB_MODULE(DF_MODULE, module) {
    module.attr("vector_bytes") = df::kVectorBytes;
    module.def("extent", &extent, nb::arg("image"), nb::arg("workers"));
    module.attr("UNFILTER_SLACK") = df::kUnfilterSlack;
    module.def("unfilter", &unfilter, nb::arg("data"), nb::arg("height"), nb::arg("row"), nb::arg("pixel"),
               nb::arg("swap"));
}

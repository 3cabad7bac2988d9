// Binding of the row filters of PNG.

#include "kernels/filter_rows.hpp"
#include "kernels/unfilter.hpp"
#include "python.hpp"

namespace {

bool unfilter(const nb::ndarray<std::uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>& data, int height,
              std::size_t row, int pixel, bool swap) {
    if (height < 1 || row < 1 || row > 0x7fffffff || pixel < 1 || pixel > 8 || pixel == 5 || pixel == 7)
        throw nb::value_error("invalid rows");
    if (data.size() < height * (row + 1) + df::kUnfilterSlack)
        throw nb::value_error("the data is too short for the rows");
    std::uint8_t* first = data.data();
    const nb::gil_scoped_release released;
    return df::unfilter(first, height, row, pixel, swap);
}

void filter_rows(const nb::ndarray<const std::uint8_t, nb::ndim<3>, nb::c_contig, nb::device::cpu>& pixels,
                 const nb::ndarray<std::uint8_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>& out) {
    const std::size_t height = pixels.shape(0), width = pixels.shape(1);
    if (pixels.shape(2) != 4 || width > 0x1fffffff || height > 0x7fffffff)
        throw nb::value_error("a page must have the shape (h, w, 4)");
    if (out.shape(0) != height || out.shape(1) != 3 * width + 1)
        throw nb::value_error("the filtered rows must have the shape (h, 3 w + 1)");
    const std::uint8_t* from = pixels.data();
    std::uint8_t* to = out.data();
    const nb::gil_scoped_release released;
    df::filter_rows(from, static_cast<int>(height), static_cast<int>(width), to);
}

}  // namespace

void bind_png(nb::module_& module) {
    module.attr("UNFILTER_SLACK") = df::kUnfilterSlack;
    module.def("unfilter", &unfilter, nb::arg("data"), nb::arg("height"), nb::arg("row"), nb::arg("pixel"),
               nb::arg("swap"));
    module.def("filter_rows", &filter_rows, nb::arg("pixels"), nb::arg("out"));
}

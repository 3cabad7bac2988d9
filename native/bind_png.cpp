// Binding of the PNG decoder.

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

}  // namespace

void bind_png(nb::module_& module) {
    module.attr("UNFILTER_SLACK") = df::kUnfilterSlack;
    module.def("unfilter", &unfilter, nb::arg("data"), nb::arg("height"), nb::arg("row"), nb::arg("pixel"),
               nb::arg("swap"));
}

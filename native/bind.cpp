// The module of compiled kernels. The bindings only check and convert arguments.

#include "image.hpp"
#include "kernels/extent.hpp"
#include "python.hpp"
#include "team.hpp"
#include "vec.hpp"

namespace {

std::tuple<double, double, bool> extent(const Input& array, int workers) {
    const df::Image image = image_of(array);
    const nb::gil_scoped_release released;
    df::Team team(df::useful_workers(workers, std::int64_t{image.n} * image.c * image.h * image.w));
    const df::Extent found = df::extent(image, team);
    return {found.least, found.greatest, found.finite};
}

}  // namespace

NB_MODULE(DF_MODULE, module) {
    module.attr("vector_bytes") = df::kVectorBytes;
    module.def("extent", &extent, nb::arg("image"), nb::arg("workers"));
    bind_differences(module);
    bind_anomaly(module);
    bind_filters(module);
    bind_flip(module);
    bind_haarpsi(module);
    bind_colormap(module);
    bind_png(module);
    bind_similarity(module);
    bind_regions(module);
    bind_shapes(module);
    bind_statistics(module);
    bind_places(module);
    bind_planes(module);
}

// Bindings of structural similarity.

#include <cmath>

#include "kernels/ms_ssim.hpp"
#include "kernels/ssim.hpp"
#include "python.hpp"

namespace {

df::SsimSettings ssim_settings(const std::vector<double>& weights, const std::string& padding, double c1, double c2,
                               double span) {
    df::SsimSettings settings;
    settings.weights = weights;
    settings.padding = padding == "valid"  ? df::Padding::valid
                       : padding == "same" ? df::Padding::same
                                           : df::Padding::reflect;
    settings.c1 = c1;
    settings.c2 = c2;
    if (weights.empty()) throw nb::value_error("a window needs at least one weight");
    if (!(span > 0 && std::isfinite(span))) throw nb::value_error("a span must be positive and finite");
    return settings;
}

// The data of an output; null if there is none.
template <class T>
T* planes_in(std::optional<Output>& out, int n, int c, int h, int w) {
    if (!out) return nullptr;
    const df::Image image = image_of(*out);
    if (image.n != n || image.c != c || image.h != h || image.w != w || out->dtype() != nb::dtype<T>() ||
        image.sw != 1 || image.sh != w || image.sc != std::ptrdiff_t{h} * w)
        throw nb::value_error("an output must be contiguous and have the shape and the type of the result");
    return static_cast<T*>(out->data());
}

using Scores = std::pair<std::vector<double>, double>;

template <class T>
Scores ssim_of(const df::Image& first, const std::vector<df::Image>& seconds, df::Scale scale, double span,
               const df::SsimSettings& settings, std::optional<Output>& map, std::optional<Output>& gradient,
               double factor, df::Tile tile, int workers) {
    const int rows = settings.inner(first.h), columns = settings.inner(first.w);
    if (rows < 1 || columns < 1) throw nb::value_error("the image is smaller than the window");
    const int many = static_cast<int>(seconds.size()), planes = first.n * first.c;
    T* maps = planes_in<T>(map, first.n * many, first.c, rows, columns);
    T* slopes = planes_in<T>(gradient, first.n * many, first.c, first.h, first.w);
    const std::size_t blocks = df::ssim_sum_count(rows, columns), inner = std::size_t(rows) * columns;
    const std::size_t outer = std::size_t(first.h) * first.w;
    std::vector<double> means(std::size_t(many) * planes);
    double reach = 0;
    const nb::gil_scoped_release released;
    df::Team team(workers);
    // Planes are processed in groups, which bounds the memory for the sums and still occupies all threads.
    const int group = many > 1 ? 1 : std::max(1, std::min(planes, 16));
    std::vector<double> sums(blocks * many * group);
    for (int begin = 0; begin < planes; begin += group) {
        std::vector<df::SsimWork<T>> works;
        for (int p = begin; p < std::min(planes, begin + group); ++p)
            for (int k = 0; k < many; ++k) {
                const int n = p / first.c, c = p % first.c;
                const std::size_t place = std::size_t(k) * planes + p;
                df::SsimWork<T> work;
                work.pair = df::plane_pair<T>(df::plane_of(first, n, c), df::plane_of(seconds[k], n, c), scale, span);
                work.row_end = slopes ? first.h : rows;
                work.map = maps ? maps + place * inner : nullptr;
                work.gradient = slopes ? slopes + place * outer : nullptr;
                work.factor = factor * work.pair.unit / double(inner);
                work.sums = sums.data() + works.size() * blocks;
                works.push_back(work);
            }
        const double found =
            many > 1 ? df::ssim_many(works, settings, tile, team) : df::ssim_planes(works, settings, tile, team);
        if (!(found <= reach)) reach = found;
        for (std::size_t i = 0; i < works.size(); ++i) {
            const std::size_t place = many > 1 ? i * planes + begin : begin + i;
            means[place] = df::ssim_sum(sums.data() + i * blocks, blocks) / double(inner);
        }
    }
    return {means, reach};
}

Scores ssim(const Input& reference, const std::vector<Input>& candidates, std::pair<double, double> divisors,
            double span, const std::vector<double>& weights, const std::string& padding, double c1, double c2,
            bool wide, std::optional<Output> map, std::optional<Output> gradient, double factor, int workers,
            int tile_rows, int tile_columns) {
    const df::Image first = image_of(reference);
    const df::Scale scale{divisors.first, divisors.second};
    std::vector<df::Image> seconds;
    for (const Input& candidate : candidates) {
        seconds.push_back(image_of(candidate));
        check_same_shape(first, seconds.back());
    }
    const df::SsimSettings settings = ssim_settings(weights, padding, c1, c2, span);
    const auto work = wide ? ssim_of<double> : ssim_of<float>;
    return work(first, seconds, scale, span, settings, map, gradient, factor, {tile_rows, tile_columns}, workers);
}

template <class T>
Scores ms_ssim_of(const df::Image& first, const df::Image& second, df::Scale scale, double span,
                  const df::SsimSettings& settings, const std::vector<double>& exponents,
                  std::optional<Output>& gradient, double factor, std::size_t most_bytes, int workers) {
    T* slopes = planes_in<T>(gradient, first.n, first.c, first.h, first.w);
    const nb::gil_scoped_release released;
    df::Team team(workers);
    std::vector<df::PlanePair> pairs;
    for (int p = 0; p < first.n * first.c; ++p) {
        const int n = p / first.c, c = p % first.c;
        pairs.push_back(df::plane_pair<T>(df::plane_of(first, n, c), df::plane_of(second, n, c), scale, span));
    }
    double reach = 0;
    std::vector<double> scores =
        df::ms_ssim_planes<T>(pairs, settings, exponents, slopes, factor, most_bytes, team, reach);
    return {std::move(scores), reach};
}

Scores ms_ssim(const Input& reference, const Input& candidate, std::pair<double, double> divisors, double span,
               const std::vector<double>& weights, double c1, double c2, const std::vector<double>& exponents,
               bool wide, std::optional<Output> gradient, double factor, std::size_t most_bytes, int workers) {
    const df::Scale scale{divisors.first, divisors.second};
    const df::Image first = image_of(reference), second = image_of(candidate);
    check_same_shape(first, second);
    const df::SsimSettings settings = ssim_settings(weights, "valid", c1, c2, span);
    if (exponents.empty() || (std::min(first.h, first.w) - 1) >> (exponents.size() - 1) < 2 * settings.half())
        throw nb::value_error("the image is too small for that many scales");
    const auto work = wide ? ms_ssim_of<double> : ms_ssim_of<float>;
    return work(first, second, scale, span, settings, exponents, gradient, factor, most_bytes, workers);
}

}  // namespace

void bind_similarity(nb::module_& module) {
    module.def("ssim", &ssim, nb::arg("reference"), nb::arg("candidates"), nb::kw_only(), nb::arg("divisors"),
               nb::arg("span"), nb::arg("weights"), nb::arg("padding"), nb::arg("c1"), nb::arg("c2"), nb::arg("wide"),
               nb::arg("map").none() = nb::none(), nb::arg("gradient").none() = nb::none(), nb::arg("factor") = 1.0,
               nb::arg("workers"), nb::arg("tile_rows") = 512, nb::arg("tile_columns") = 1024);
    module.def("ms_ssim", &ms_ssim, nb::arg("reference"), nb::arg("candidate"), nb::kw_only(), nb::arg("divisors"),
               nb::arg("span"), nb::arg("weights"), nb::arg("c1"), nb::arg("c2"), nb::arg("exponents"), nb::arg("wide"),
               nb::arg("gradient").none() = nb::none(), nb::arg("factor") = 1.0,
               nb::arg("most_bytes") = std::size_t{40} << 20, nb::arg("workers"));
}

#include "kernels/ms_ssim.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace df {

namespace {

struct Rows {
    int begin = 0, end = 0;
    int count() const { return end - begin; }
};

Rows hull(Rows a, Rows b) { return {std::min(a.begin, b.begin), std::max(a.end, b.end)}; }

// The product of powers of the terms; negative if one of the terms is.
double score_of(const std::vector<double>& terms, const std::vector<double>& exponents) {
    double product = 1;
    bool negative = false;
    for (std::size_t l = 0; l < terms.size(); ++l) {
        product *= terms[l] == 0 ? 0 : std::pow(std::fabs(terms[l]), exponents[l]);
        negative = negative || terms[l] < 0;
    }
    return negative ? -product : product;
}

// A band of rows of a plane, addressed by their number in the whole plane. The memory is reused.
template <class T>
class Band {
public:
    void hold(Rows r, int w) {
        rows = r;
        width = w;
        const std::size_t size = static_cast<std::size_t>(std::max(r.count(), 0)) * w;
        if (!data_ || data_->size() < size) data_.emplace(size);
    }
    T* row(int y) const { return data_->data() + static_cast<std::ptrdiff_t>(y - rows.begin) * width; }
    T* origin() const { return row(0); }

    Rows rows;
    int width = 0;

private:
    std::optional<Buffer<T>> data_;
};

// The size of a scale. An odd side is padded with a zero at its beginning before it is downsampled.
struct Size {
    int h, w;
    int top() const { return h % 2; }
    int left() const { return w % 2; }
    Size halved() const { return {(h + 1) / 2, (w + 1) / 2}; }
};

template <class T>
class Pyramid {
public:
    Pyramid(int height, int width, const SsimSettings& settings, const std::vector<double>& exponents, Team& team)
        : settings_(settings), exponents_(exponents), team_(team), x_(exponents.size()), d_(exponents.size()),
          slopes_(exponents.size()) {
        for (std::size_t l = 0; l < exponents.size(); ++l)
            sizes_.push_back(l ? sizes_.back().halved() : Size{height, width});
        for (const Size& size : sizes_)
            sums_.emplace_back(ssim_sum_count(settings.inner(size.h), settings.inner(size.w)));
    }

    void take(const PlanePair& pair) { pair_ = pair; }

    // Sums the windows of the rows, or propagates the gradient to the pixels of the rows, or both in one pass.
    void work(Rows rows, bool add_up, T* slope) {
        plan(rows, add_up, slope != nullptr);
        halve();
        std::vector<SsimWork<T>> works;
        for (int l = 0; l < scales(); ++l) works.push_back(work_of(l, add_up, slope));
        const double reach = ssim_planes(works, settings_, Tile{}, team_);
        if (!(reach <= reach_)) reach_ = reach;
    }

    double reach() const { return reach_; }

    std::vector<double> terms() const {
        std::vector<double> terms;
        for (int l = 0; l < scales(); ++l) terms.push_back(ssim_sum(sums_[l].data(), sums_[l].size()) / windows(l));
        return terms;
    }

    // Combines the gradients of all scales in the finest one.
    void join(const std::vector<double>& terms, T* slope, double factor) {
        const double score = score_of(terms, exponents_);
        for (int l = scales() - 1; l >= 0; --l) {
            const double pull = terms[l] == 0 ? 0 : exponents_[l] * score / terms[l];
            const double size = l ? 1 : factor * pair_.unit;
            join_scale(l, T(pull * size), T(size / 4), l ? slopes_[l].origin() : slope);
        }
    }

private:
    int scales() const { return static_cast<int>(sizes_.size()); }
    double windows(int l) const { return double(settings_.inner(sizes_[l].h)) * settings_.inner(sizes_[l].w); }

    // Determines the rows of each scale that are summed, differentiated and read.
    void plan(Rows rows, bool add_up, bool slope) {
        const int reach = 2 * settings_.half();
        own_.assign(scales(), {});
        wanted_.assign(scales(), {});
        std::vector<Rows> read(scales());
        for (int l = 0; l < scales(); ++l) {
            const int inner = settings_.inner(sizes_[l].h);
            const bool last = rows.end >= sizes_[0].h;
            own_[l] = {std::min(rows.begin >> l, inner), last ? inner : std::min(rows.end >> l, inner)};
            wanted_[l] = l ? Rows{(wanted_[l - 1].begin + sizes_[l - 1].top()) / 2,
                                  (wanted_[l - 1].end - 1 + sizes_[l - 1].top()) / 2 + 1}
                           : rows;
            const Rows for_sums{own_[l].begin, own_[l].end > own_[l].begin ? own_[l].end + reach : own_[l].begin};
            const Rows for_slope{std::max(0, wanted_[l].begin - reach), std::min(sizes_[l].h, wanted_[l].end + reach)};
            read[l] = !slope ? for_sums : !add_up ? for_slope : hull(for_sums, for_slope);
        }
        for (int l = scales() - 2; l >= 1; --l) {
            const int top = sizes_[l].top();
            read[l] = hull(
                read[l], {std::max(0, 2 * read[l + 1].begin - top), std::min(sizes_[l].h, 2 * read[l + 1].end - top)});
        }
        for (int l = 1; l < scales(); ++l) {
            x_[l].hold(read[l], sizes_[l].w);
            d_[l].hold(read[l], sizes_[l].w);
        }
    }

    void halve() {
        for (int l = 1; l < scales(); ++l) {
            constexpr int kRows = 32;
            const Rows rows = x_[l].rows;
            team_.run((rows.count() + kRows - 1) / kRows, [&](int task, int) {
                const int width = sizes_[l - 1].w;
                Buffer<T> lines(4 * (static_cast<std::size_t>(width) + 2));
                T* line[4];
                for (int k = 0; k < 4; ++k) line[k] = lines.data() + static_cast<std::size_t>(k) * (width + 2);
                const int end = std::min(rows.end, rows.begin + (task + 1) * kRows);
                for (int y = rows.begin + task * kRows; y < end; ++y) {
                    for (int k = 0; k < 2; ++k) fetch(l - 1, 2 * y + k - sizes_[l - 1].top(), line[k], line[2 + k]);
                    for (int c = 0; c < 2; ++c) {
                        T* out = (c ? d_ : x_)[l].row(y);
                        const T *a = line[2 * c], *b = line[2 * c + 1];
                        for (int i = 0; i < sizes_[l].w; ++i)
                            out[i] = ((a[2 * i] + b[2 * i]) + (a[2 * i + 1] + b[2 * i + 1])) * T(0.25);
                    }
                }
            });
        }
    }

    // Loads a row of the first plane and of the difference, padded with zeros.
    void fetch(int l, int y, T* x, T* d) const {
        const int left = sizes_[l].left(), width = sizes_[l].w;
        const T nothing = T(-pair_.ground);
        x[0] = x[width + left] = nothing;
        d[0] = d[width + left] = T(0);
        if (y < 0 || y >= sizes_[l].h) {
            std::fill_n(x, width + left, nothing);
            std::fill_n(d, width + left, T(0));
        } else if (l) {
            std::copy_n(x_[l].row(y), width, x + left);
            std::copy_n(d_[l].row(y), width, d + left);
        } else {
            const T offset = T(pair_.offset), scale = T(pair_.scale);
            load_row(pair_.first, y, 0, width, T(pair_.first_factor), x + left);
            load_row(pair_.second, y, 0, width, T(pair_.second_factor), d + left);
            for (int i = left; i < width + left; ++i) {
                d[i] = (d[i] - x[i]) * scale;
                x[i] = (x[i] - offset) * scale;
            }
        }
    }

    static Plane plane_of_band(const Band<T>& band, Size size) {
        return {band.origin(), sizeof(T) == 4 ? Type::f32 : Type::f64, size.h, size.w, size.w, 1};
    }

    SsimWork<T> work_of(int l, bool add_up, T* slope) {
        SsimWork<T> work;
        work.pair = pair_;
        if (l) {
            work.pair = {plane_of_band(x_[l], sizes_[l]), plane_of_band(d_[l], sizes_[l])};
            work.pair.second_is_difference = true;
            work.pair.unit = pair_.unit;
            work.pair.ground = pair_.ground;
        }
        work.luminance = l == scales() - 1;
        work.sums = add_up ? sums_[l].data() : nullptr;
        work.row_begin = slope ? wanted_[l].begin : own_[l].begin;
        work.row_end = slope ? wanted_[l].end : own_[l].end;
        if (slope) {
            if (l) slopes_[l].hold(wanted_[l], sizes_[l].w);
            work.gradient = l ? slopes_[l].origin() : slope;
            work.factor = 1 / windows(l);
        }
        return work;
    }

    void join_scale(int l, T own, T quarter, T* to) {
        constexpr int kRows = 32;
        const Rows rows = wanted_[l];
        const Size size = sizes_[l];
        team_.run((rows.count() + kRows - 1) / kRows, [&](int task, int) {
            const int end = std::min(rows.end, rows.begin + (task + 1) * kRows);
            for (int y = rows.begin + task * kRows; y < end; ++y) {
                T* out = to + static_cast<std::ptrdiff_t>(y) * size.w;
                if (l == scales() - 1) {
                    for (int i = 0; i < size.w; ++i) out[i] *= own;
                    continue;
                }
                const T* coarse = slopes_[l + 1].row((y + size.top()) / 2);
                const int left = size.left();
                if (left) out[0] = own * out[0] + quarter * coarse[0], ++out;
                coarse += left;
                for (int i = 0; i < size.w / 2; ++i) {
                    const T share = quarter * coarse[i];
                    out[2 * i] = own * out[2 * i] + share;
                    out[2 * i + 1] = own * out[2 * i + 1] + share;
                }
            }
        });
    }

    PlanePair pair_;
    double reach_ = 0;
    const SsimSettings& settings_;
    const std::vector<double>& exponents_;
    Team& team_;
    std::vector<Band<T>> x_, d_, slopes_;
    std::vector<Size> sizes_;
    std::vector<std::vector<double>> sums_;
    std::vector<Rows> own_, wanted_;
};

}  // namespace

template <class T>
std::vector<double> ms_ssim_planes(const std::vector<PlanePair>& pairs, const SsimSettings& settings,
                                   const std::vector<double>& exponents, T* slopes, double factor,
                                   std::size_t most_bytes, Team& team, double& reach) {
    const int height = pairs[0].first.h, width = pairs[0].first.w;
    Pyramid<T> pyramid(height, width, settings, exponents, team);
    // Three buffers hold the coarser scales, each a third of the size of the finest scale.
    const int whole = 16 << (exponents.size() - 1);
    const std::size_t fit = most_bytes / (sizeof(T) * width);
    const bool once = fit >= static_cast<std::size_t>(height);
    const int step = once ? height : std::max(whole, static_cast<int>(fit) / whole * whole);
    std::vector<double> scores;
    for (std::size_t p = 0; p < pairs.size(); ++p) {
        T* slope = slopes ? slopes + p * static_cast<std::size_t>(height) * width : nullptr;
        pyramid.take(pairs[p]);
        for (int y = 0; y < height; y += step)
            pyramid.work({y, std::min(height, y + step)}, true, once ? slope : nullptr);
        const std::vector<double> terms = pyramid.terms();
        for (int y = 0; slope && y < height; y += step) {
            if (!once) pyramid.work({y, std::min(height, y + step)}, false, slope);
            pyramid.join(terms, slope, factor);
        }
        scores.push_back(score_of(terms, exponents));
    }
    reach = pyramid.reach();
    return scores;
}

template std::vector<double> ms_ssim_planes(const std::vector<PlanePair>&, const SsimSettings&,
                                            const std::vector<double>&, float*, double, std::size_t, Team&, double&);
template std::vector<double> ms_ssim_planes(const std::vector<PlanePair>&, const SsimSettings&,
                                            const std::vector<double>&, double*, double, std::size_t, Team&, double&);

}  // namespace df

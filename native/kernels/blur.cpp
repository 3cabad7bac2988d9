#include "kernels/blur.hpp"

#include <algorithm>
#include <type_traits>

#include "vec.hpp"

namespace df {

namespace {

constexpr int kRows = 32, kColumns = 512;
constexpr double kLeastWeight = 1e-12;

// Loads values as a vector of the type A in which is computed.
template <class A, class T>
Vec<A> load_as(const T* from) {
    if constexpr (std::is_same_v<T, A>) {
        return load(from);
    } else {
        using Part [[gnu::vector_size(kLanes<A> * sizeof(T))]] = T;
        Part part;
        std::memcpy(&part, from, sizeof part);
        return __builtin_convertvector(part, Vec<A>);
    }
}

template <class T, class A>
void store_from(T* to, Vec<A> v) {
    if constexpr (std::is_same_v<T, A>) {
        store(to, v);
    } else {
        using Part [[gnu::vector_size(kLanes<A> * sizeof(T))]] = T;
        const Part part = __builtin_convertvector(v, Part);
        std::memcpy(to, &part, sizeof part);
    }
}

// The rows at each distance above and below a row, starting with the row itself.
struct Pairs {
    std::vector<int> up, down;
    void around(int y, int radius, int h) {
        up.resize(radius + 1), down.resize(radius + 1);
        for (int k = 0; k <= radius; ++k) up[k] = mirrored(y - k, h), down[k] = mirrored(y + k, h);
    }
};

// out[i] = the blur along column x + i, starting with the most distant neighbours. In float64 the result differs from
// other implementations only by the final rounding.
template <class A, class T>
void down_columns(const T* data, std::ptrdiff_t sh, const Pairs& pairs, const std::vector<A>& weights, int x, int count,
                  A* out) {
    constexpr int kStep = kLanes<A>, kParts = 4;
    const int radius = static_cast<int>(weights.size()) - 1;
    int i = 0;
    for (; i + kParts * kStep <= count; i += kParts * kStep) {
        Vec<A> sums[kParts];
        const T* centre = data + pairs.up[0] * sh + x + i;
        for (int p = 0; p < kParts; ++p) sums[p] = weights[0] * load_as<A>(centre + p * kStep);
        for (int k = radius; k > 0; --k) {
            const T *up = data + pairs.up[k] * sh + x + i, *down = data + pairs.down[k] * sh + x + i;
            for (int p = 0; p < kParts; ++p)
                sums[p] += weights[k] * (load_as<A>(up + p * kStep) + load_as<A>(down + p * kStep));
        }
        for (int p = 0; p < kParts; ++p) store(out + i + p * kStep, sums[p]);
    }
    for (; i + kStep <= count; i += kStep) {
        Vec<A> sum = weights[0] * load_as<A>(data + pairs.up[0] * sh + x + i);
        for (int k = radius; k > 0; --k)
            sum += weights[k] *
                   (load_as<A>(data + pairs.up[k] * sh + x + i) + load_as<A>(data + pairs.down[k] * sh + x + i));
        store(out + i, sum);
    }
    for (; i < count; ++i) {
        A sum = weights[0] * static_cast<A>(data[pairs.up[0] * sh + x + i]);
        for (int k = radius; k > 0; --k)
            sum += weights[k] *
                   (static_cast<A>(data[pairs.up[k] * sh + x + i]) + static_cast<A>(data[pairs.down[k] * sh + x + i]));
        out[i] = sum;
    }
}

// The same for values with gaps between them, and for products with a mask.
template <class A, class Value>
void down_columns_of(const Value& value, const Pairs& pairs, const std::vector<A>& weights, int x, int count, A* out) {
    const int radius = static_cast<int>(weights.size()) - 1;
    for (int i = 0; i < count; ++i) out[i] = weights[0] * value(pairs.up[0], x + i);
    for (int k = radius; k > 0; --k) {
        const int up = pairs.up[k], down = pairs.down[k];
        for (int i = 0; i < count; ++i) out[i] += weights[k] * (value(up, x + i) + value(down, x + i));
    }
}

template <class A, class T>
void along_row(const A* from, const std::vector<A>& weights, int count, T* out) {
    constexpr int kStep = kLanes<A>, kParts = 4;
    const int radius = static_cast<int>(weights.size()) - 1;
    int i = 0;
    for (; i + kParts * kStep <= count; i += kParts * kStep) {
        Vec<A> sums[kParts];
        for (int p = 0; p < kParts; ++p) sums[p] = weights[0] * load(from + i + p * kStep);
        for (int k = radius; k > 0; --k)
            for (int p = 0; p < kParts; ++p) {
                const A* at = from + i + p * kStep;
                sums[p] += weights[k] * (load(at - k) + load(at + k));
            }
        for (int p = 0; p < kParts; ++p) store_from<T, A>(out + i + p * kStep, sums[p]);
    }
    for (; i + kStep <= count; i += kStep) {
        Vec<A> sum = weights[0] * load(from + i);
        for (int k = radius; k > 0; --k) sum += weights[k] * (load(from + i - k) + load(from + i + k));
        store_from<T, A>(out + i, sum);
    }
    for (; i < count; ++i) {
        A sum = weights[0] * from[i];
        for (int k = radius; k > 0; --k) sum += weights[k] * (from[i - k] + from[i + k]);
        out[i] = static_cast<T>(sum);
    }
}

// Blurs one tile, row by row, and holds only one row that was blurred along the columns.
template <class T, class A>
class Blur {
public:
    Blur(const Plane& values, const Plane* mask, const std::vector<A>& weights, int columns)
        : values_(values), mask_(mask), weights_(weights), radius_(static_cast<int>(weights.size()) - 1),
          sums_(columns + 2 * static_cast<std::size_t>(radius_)),
          shares_(mask ? columns + 2 * static_cast<std::size_t>(radius_) : 0), share_(mask ? columns : 0) {}

    void row(int y, int x, int count, T* out) {
        const int low = std::max(0, x - radius_), high = std::min(values_.w, x + count + radius_);
        A* sums = sums_.data() + radius_;  // column x
        pairs_.around(y, radius_, values_.h);
        visit(values_.type, values_.data, [&](auto* data) {
            const Plane& v = values_;
            const auto value = [&](int row, int column) { return static_cast<A>(data[row * v.sh + column * v.sw]); };
            if (mask_)
                down_columns_of([&](int r, int c) { return counts(r, c) ? value(r, c) : A(0); }, pairs_, weights_, low,
                                high - low, sums + (low - x));
            else if (v.sw == 1 && (v.type == Type::f32 || v.type == Type::f64))
                down_columns(data, v.sh, pairs_, weights_, low, high - low, sums + (low - x));
            else down_columns_of(value, pairs_, weights_, low, high - low, sums + (low - x));
        });
        mirror(sums, x, count, low, high);
        along_row(sums, weights_, count, out);
        if (mask_) divide(y, x, count, low, high, out);
    }

private:
    bool counts(int row, int column) const {
        return static_cast<const std::uint8_t*>(mask_->data)[row * mask_->sh + column * mask_->sw] != 0;
    }

    void mirror(A* sums, int x, int count, int low, int high) const {
        for (int i = x - radius_; i < low; ++i) sums[i - x] = sums[mirrored(i, values_.w) - x];
        for (int i = high; i < x + count + radius_; ++i) sums[i - x] = sums[mirrored(i, values_.w) - x];
    }

    void divide(int y, int x, int count, int low, int high, T* out) {
        A* sums = shares_.data() + radius_;
        down_columns_of([&](int r, int c) { return counts(r, c) ? A(1) : A(0); }, pairs_, weights_, low, high - low,
                        sums + (low - x));
        mirror(sums, x, count, low, high);
        along_row(sums, weights_, count, share_.data());
        for (int i = 0; i < count; ++i)
            out[i] = counts(y, x + i) ? static_cast<T>(out[i] / std::max(share_[i], A(kLeastWeight))) : T(0);
    }

    Plane values_;
    const Plane* mask_;
    const std::vector<A>& weights_;
    int radius_;
    Buffer<A> sums_, shares_, share_;
    Pairs pairs_;
};

template <class T, class A>
void run(const Image& values, const Image* mask, const std::vector<double>& given, const Image& out, Team& team) {
    const std::vector<A> weights(given.begin(), given.end());
    const int radius = static_cast<int>(weights.size()) - 1;
    // Columns within the radius of a tile are computed for it and for its neighbour, so tiles are wider than that.
    const int columns = std::max(kColumns, 4 * radius);
    const int across = (values.w + columns - 1) / columns, down = (values.h + kRows - 1) / kRows;
    team.run(values.n * values.c * down * across, [&](int task, int) {
        const int x = task % across * columns, y = task / across % down * kRows, plane = task / across / down;
        const int n = plane / values.c, c = plane % values.c, count = std::min(columns, values.w - x);
        const Plane seen = mask ? plane_of(*mask, n, c) : Plane{};
        Blur<T, A> blur(plane_of(values, n, c), mask ? &seen : nullptr, weights, count);
        T* to = const_cast<T*>(static_cast<const T*>(out.data)) + n * out.sn + c * out.sc + x;
        for (int row = y; row < std::min(values.h, y + kRows); ++row) blur.row(row, x, count, to + row * out.sh);
    });
}

}  // namespace

void blur(const Image& values, const Image* mask, const std::vector<double>& weights, bool wide, const Image& out,
          Team& team) {
    if (out.type == Type::f64) run<double, double>(values, mask, weights, out, team);
    else if (wide) run<float, double>(values, mask, weights, out, team);
    else run<float, float>(values, mask, weights, out, team);
}

}  // namespace df

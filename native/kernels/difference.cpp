#include "kernels/difference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "vec.hpp"

namespace df {

namespace {

constexpr int kTile = 1024, kRows = 16, kMostInterleaved = 4;

// Integers are scaled to the larger divisor and subtracted, which is exact, before they are divided.
template <class T>
void subtract(const T* reference, const T* candidate, int count, const Scale& scale, T* out) {
    const T a = T(scale.unit() / scale.first), b = T(scale.unit() / scale.second), per_unit = T(1 / scale.unit());
    for (int i = 0; i < count; ++i) out[i] = (candidate[i] * b - reference[i] * a) * per_unit;
}

template <class T>
double sum_of_magnitudes(const T* values, int count) {
    constexpr int kGroup = 32;
    double lanes[kGroup] = {};
    int i = 0;
    for (; i + kGroup <= count; i += kGroup)
        for (int k = 0; k < kGroup; ++k) lanes[k] += static_cast<double>(std::abs(values[i + k]));
    for (int k = 0; i + k < count; ++k) lanes[k] += static_cast<double>(std::abs(values[i + k]));
    double total = 0;
    for (const double lane : lanes) total += lane;
    return total;
}

template <class T>
void apply_mode(T* values, int count, Mode mode) {
    if (mode == Mode::absolute)
        for (int i = 0; i < count; ++i) values[i] = std::abs(values[i]);
    else if (mode == Mode::squared)
        for (int i = 0; i < count; ++i) values[i] *= values[i];
}

// De-interleaves the channels of a row, each to a part of its own, kTile values apart.
template <int C, class T>
void split(const T* from, int count, T* to) {
    for (int i = 0; i < count; ++i)
        for (int k = 0; k < C; ++k) to[k * kTile + i] = from[C * i + k];
}

// The sizes of differences of bytes, whose values lie `step` apart; returns their sum.
inline std::uint32_t write_sizes(const std::uint8_t* reference, const std::uint8_t* candidate,
                                 std::ptrdiff_t first_step, std::ptrdiff_t second_step, int count,
                                 std::uint8_t* sizes) {
    std::uint32_t sum = 0;
    const auto size = [](int a, int b) { return static_cast<std::uint8_t>(a < b ? b - a : a - b); };
    if (first_step == 1 && second_step == 1)
        for (int i = 0; i < count; ++i) sizes[i] = size(reference[i], candidate[i]);
    else
        for (int i = 0; i < count; ++i) sizes[i] = size(reference[i * first_step], candidate[i * second_step]);
    for (int i = 0; i < count; ++i) sum += sizes[i];
    return sum;
}

template <int C, class T>
void scale_sizes(const std::uint8_t* sizes, int count, T per_unit, T* to) {
    for (int k = 0; k < C; ++k)
        for (int i = 0; i < count; ++i) to[k * kTile + i] = static_cast<T>(sizes[C * i + k]) * per_unit;
}

template <class T>
void combine(T* all, const T* one, int count, Reduce reduce, bool first) {
    if (first) std::fill_n(all, count, T(0));
    switch (reduce) {
        case Reduce::mean:
            for (int i = 0; i < count; ++i) all[i] += one[i];
            break;
        case Reduce::abs:
            for (int i = 0; i < count; ++i) all[i] += std::abs(one[i]);
            break;
        case Reduce::l2:
            for (int i = 0; i < count; ++i) all[i] += one[i] * one[i];
            break;
        default:
            for (int i = 0; i < count; ++i) {
                const T size = std::abs(one[i]);
                all[i] = size > all[i] ? size : all[i];
            }
    }
}

// `seen` channels were reduced out of `all`; they differ if one channel is repeated by a stride of 0.
template <class T>
void finish(const T* sums, int count, Reduce reduce, int seen, int all, T* out) {
    if (reduce == Reduce::max) {
        std::copy_n(sums, count, out);
    } else if (reduce == Reduce::l2) {
        const T factor = T(all) / T(seen);
        for (int i = 0; i < count; ++i) out[i] = std::sqrt(sums[i] * factor);
    } else {
        const T factor = T(1) / T(seen);
        for (int i = 0; i < count; ++i) out[i] = sums[i] * factor;
    }
}

template <class T>
void widen(const T* values, int count, T& least, T& greatest) {
    constexpr int kGroup = 32;
    T low[kGroup], high[kGroup];
    std::fill_n(low, kGroup, least), std::fill_n(high, kGroup, greatest);
    int i = 0;
    for (; i + kGroup <= count; i += kGroup)
        for (int k = 0; k < kGroup; ++k) {
            low[k] = values[i + k] < low[k] ? values[i + k] : low[k];
            high[k] = values[i + k] > high[k] ? values[i + k] : high[k];
        }
    for (; i < count; ++i) {
        low[0] = std::min(low[0], values[i]);
        high[0] = std::max(high[0], values[i]);
    }
    least = *std::min_element(low, low + kGroup);
    greatest = *std::max_element(high, high + kGroup);
}

template <class T>
class Difference {
public:
    Difference(const Image& reference, const Image& candidate, const Scale& scale, Mode mode, Reduce reduce,
               const Image& out)
        : reference_(reference), candidate_(candidate), out_(out), scale_(scale), mode_(mode), reduce_(reduce),
          repeats_(reference.sc == 0 && candidate.sc == 0), seen_(repeats_ ? 1 : reference.c),
          flat_(is_flat(reference) && is_flat(candidate)),
          bytes_(mode == Mode::absolute && reference.type == Type::u8 && candidate.type == Type::u8 &&
                 scale.first == scale.second),
          sizes_(kMostInterleaved * kTile), first_(kMostInterleaved * kTile), second_(kMostInterleaved * kTile),
          gap_(kMostInterleaved * kTile), sums_(kTile) {}

    // Writes one row of the map and returns the sum of its absolute differences.
    double row(int n, int y) {
        double total = 0;
        for (int x = 0; x < reference_.w; x += kTile) total += tile(n, y, x, std::min(kTile, reference_.w - x));
        return repeats_ ? total * reference_.c : total;
    }

    T least = std::numeric_limits<T>::infinity(), greatest = -std::numeric_limits<T>::infinity();

private:
    static bool is_flat(const Image& image) {
        return image.c > 1 && image.c <= kMostInterleaved && image.sc == 1 && image.sw == image.c;
    }

    double tile(int n, int y, int x, int count) {
        double total = 0;
        if (flat_) total = bytes_ ? subtract_flat_bytes(n, y, x, count) : subtract_flat(n, y, x, count);
        for (int c = 0; c < seen_; ++c) {
            if (!flat_) total += bytes_ ? subtract_bytes(n, c, y, x, count) : subtract_plane(n, c, y, x, count);
            T* gap = gap_.data() + (flat_ ? c * kTile : 0);
            if (!bytes_) apply_mode(gap, count, mode_);
            if (reduce_ == Reduce::none) write(gap, n, c, y, x, count);
            else combine(sums_.data(), gap, count, reduce_, c == 0);
        }
        if (reduce_ != Reduce::none) {
            T* to = place(n, 0, y, x);
            finish(sums_.data(), count, reduce_, seen_, reference_.c, to);
            widen(to, count, least, greatest);
        }
        return total;
    }

    // Differences of bytes of one scale are whole numbers, and so is their sum.
    double subtract_bytes(int n, int c, int y, int x, int count) {
        const std::uint32_t sum = write_sizes(byte_at(reference_, n, c, y, x), byte_at(candidate_, n, c, y, x),
                                              reference_.sw, candidate_.sw, count, sizes_.data());
        scale_sizes<1>(sizes_.data(), count, T(1 / scale_.unit()), gap_.data());
        return sum / scale_.unit();
    }

    double subtract_flat_bytes(int n, int y, int x, int count) {
        const int channels = reference_.c;
        const T per_unit = T(1 / scale_.unit());
        const std::uint32_t sum = write_sizes(byte_at(reference_, n, 0, y, x), byte_at(candidate_, n, 0, y, x), 1, 1,
                                              count * channels, sizes_.data());
        if (channels == 2) scale_sizes<2>(sizes_.data(), count, per_unit, gap_.data());
        if (channels == 3) scale_sizes<3>(sizes_.data(), count, per_unit, gap_.data());
        if (channels == 4) scale_sizes<4>(sizes_.data(), count, per_unit, gap_.data());
        return sum / scale_.unit();
    }

    static const std::uint8_t* byte_at(const Image& image, int n, int c, int y, int x) {
        return static_cast<const std::uint8_t*>(image.data) + n * image.sn + c * image.sc + y * image.sh + x * image.sw;
    }

    double subtract_plane(int n, int c, int y, int x, int count) {
        load_row(plane_of(reference_, n, c), y, x, count, first_.data());
        load_row(plane_of(candidate_, n, c), y, x, count, second_.data());
        subtract(first_.data(), second_.data(), count, scale_, gap_.data());
        return sum_of_magnitudes(gap_.data(), count);
    }

    double subtract_flat(int n, int y, int x, int count) {
        const int channels = reference_.c, values = count * channels;
        load_flat(reference_, n, y, x, values, first_.data());
        load_flat(candidate_, n, y, x, values, second_.data());
        subtract(first_.data(), second_.data(), values, scale_, first_.data());
        if (channels == 2) split<2>(first_.data(), count, gap_.data());
        if (channels == 3) split<3>(first_.data(), count, gap_.data());
        if (channels == 4) split<4>(first_.data(), count, gap_.data());
        return sum_of_magnitudes(first_.data(), values);
    }

    void load_flat(const Image& image, int n, int y, int x, int values, T* to) {
        Plane plane = plane_of(image, n, 0);
        plane.sw = 1;
        load_row(plane, y, x * image.c, values, to);
    }

    void write(const T* gap, int n, int c, int y, int x, int count) {
        for (int k = c; k < (repeats_ ? reference_.c : c + 1); ++k) std::copy_n(gap, count, place(n, k, y, x));
        widen(gap, count, least, greatest);
    }

    T* place(int n, int c, int y, int x) {
        T* data = const_cast<T*>(static_cast<const T*>(out_.data));
        return data + n * out_.sn + c * out_.sc + y * out_.sh + x;
    }

    Image reference_, candidate_, out_;
    Scale scale_;
    Mode mode_;
    Reduce reduce_;
    bool repeats_;
    int seen_;
    bool flat_, bytes_;
    Buffer<std::uint8_t> sizes_;
    Buffer<T> first_, second_, gap_, sums_;
};

template <class T>
DifferenceFacts run(const Image& reference, const Image& candidate, const Scale& scale, Mode mode, Reduce reduce,
                    const Image& out, Team& team) {
    const int bands = (reference.h + kRows - 1) / kRows, count = reference.n * bands;
    std::vector<double> rows(static_cast<std::size_t>(reference.n) * reference.h);
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    std::vector<double> least(count, kInfinity), greatest(count, -kInfinity);
    team.run(count, [&](int task, int) {
        const int n = task / bands, first = task % bands * kRows;
        Difference<T> rows_of(reference, candidate, scale, mode, reduce, out);
        for (int y = first; y < std::min(reference.h, first + kRows); ++y)
            rows[static_cast<std::size_t>(n) * reference.h + y] = rows_of.row(n, y);
        least[task] = static_cast<double>(rows_of.least);
        greatest[task] = static_cast<double>(rows_of.greatest);
    });
    DifferenceFacts facts{std::vector<double>(reference.n), *std::min_element(least.begin(), least.end()),
                          *std::max_element(greatest.begin(), greatest.end())};
    for (std::size_t i = 0; i < rows.size(); ++i) facts.sums[i / reference.h] += rows[i];
    return facts;
}

}  // namespace

DifferenceFacts difference(const Image& reference, const Image& candidate, const Scale& scale, Mode mode, Reduce reduce,
                           const Image& out, Team& team) {
    return out.type == Type::f64 ? run<double>(reference, candidate, scale, mode, reduce, out, team)
                                 : run<float>(reference, candidate, scale, mode, reduce, out, team);
}

}  // namespace df

#include "kernels/errors.hpp"

#include <algorithm>

#include "kernels/byte_sums.hpp"
#include "kernels/error_rows.hpp"

namespace df {

namespace {

constexpr int kRows = 32, kMostInterleaved = 4;

// How many channels a row holds interleaved and without gaps: 1 if each channel has rows of its own; 0 if neither.
int interleaved(const Image& image) {
    if (image.sw == 1) return 1;
    return image.c <= kMostInterleaved && image.sw == image.c && image.sc == 1 ? image.c : 0;
}

template <class F>
decltype(auto) with_channels(int c, F&& f) {
    switch (c) {
        case 2:
            return f(std::integral_constant<int, 2>());
        case 3:
            return f(std::integral_constant<int, 3>());
        case 4:
            return f(std::integral_constant<int, 4>());
        default:
            return f(std::integral_constant<int, 1>());
    }
}

template <class T, int C, Size size>
void add(const T* first, const T* second, int count, T factor, double* sums, T* slopes, Limits<T>* limits) {
    const auto by = slopes ? (limits ? add_errors<T, C, size, true, true> : add_errors<T, C, size, true, false>)
                           : (limits ? add_errors<T, C, size, false, true> : add_errors<T, C, size, false, false>);
    by(first, second, count, factor, sums, slopes, limits);
}

// Writes rows of slopes to a gradient of any layout and type.
class Slopes {
public:
    Slopes(const Image& to, int channels) : to_(to), channels_(channels), flat_(interleaved(to) == channels) {}

    // Where the slopes of a row are written to: the gradient itself, or `room`, from which `write` copies them.
    template <class T>
    T* target(int n, int c, int y, const Buffer<T>& room) const {
        const bool same = to_.type == (sizeof(T) == 4 ? Type::f32 : Type::f64);
        return flat_ && same ? row<T>(n, c, y) : room.data();
    }

    template <class T>
    void write(const T* slopes, int n, int c, int y) const {
        if (to_.type == Type::f64) copy(slopes, row<double>(n, c, y));
        else copy(slopes, row<float>(n, c, y));
    }

private:
    template <class T>
    T* row(int n, int c, int y) const {
        return const_cast<T*>(static_cast<const T*>(to_.data)) + n * to_.sn + c * to_.sc + y * to_.sh;
    }

    template <class T, class G>
    void copy(const T* slopes, G* to) const {
        if (static_cast<const void*>(slopes) == to) return;
        for (int c = 0; c < channels_; ++c)
            for (int i = 0; i < to_.w; ++i) to[c * to_.sc + i * to_.sw] = static_cast<G>(slopes[c + i * channels_]);
    }

    Image to_;
    int channels_;
    bool flat_;
};

// What the rows of a band have in common.
struct Setting {
    const Image &reference, &candidate;
    const Scale& scale;
    const Image* gradient;
    int channels;   // of a row
    bool plain;     // whether rows are used where they lie
    double factor;  // of the gradient
};

// The rows of images of type T, converted unless they are plain.
template <class T, Size size>
class Rows {
public:
    explicit Rows(const Setting& setting)
        : set_(setting), count_(setting.reference.w * setting.channels), first_(count_), second_(count_),
          slopes_(count_), to_(setting.gradient ? *setting.gradient : Image{}, setting.channels) {}

    void add(int n, int c, int y, double* sums, Limits<T>* limits) {
        const T* first = row(set_.reference, n, c, y, set_.scale.unit() / set_.scale.first, first_);
        const T* second = row(set_.candidate, n, c, y, set_.scale.unit() / set_.scale.second, second_);
        T* slopes = set_.gradient ? to_.target(n, c, y, slopes_) : nullptr;
        const T factor = static_cast<T>(size == Size::squared ? set_.factor / set_.scale.unit() : set_.factor);
        const auto by = [&](auto k) { df::add<T, k, size>(first, second, count_, factor, sums, slopes, limits); };
        if constexpr (sizeof(T) == 4) with_channels(set_.channels, by);
        else by(std::integral_constant<int, 1>());
        if (slopes) to_.write(slopes, n, c, y);
    }

private:
    const T* row(const Image& image, int n, int c, int y, double factor, const Buffer<T>& room) const {
        if (set_.plain) return static_cast<const T*>(image.data) + n * image.sn + c * image.sc + y * image.sh;
        if (image.type == Type::u8 && set_.channels > 1) {  // bytes, all channels at once
            Plane flat = plane_of(image, n, c);
            flat.sw = 1;
            load_row(flat, y, 0, count_, room.data());
        } else {
            load_row(plane_of(image, n, c), y, 0, count_, static_cast<T>(factor), room.data());
        }
        return room.data();
    }

    const Setting& set_;
    int count_;
    Buffer<T> first_, second_, slopes_;
    Slopes to_;
};

// The exact sums of rows of bytes; the derivative in float32, which holds their differences.
template <Size size>
class ByteRows {
public:
    explicit ByteRows(const Setting& setting) : set_(setting), rows_(setting) {}

    void add(int n, int c, int y, double* sums, Limits<float>*) {
        std::uint64_t exact[kMostInterleaved] = {};
        const auto at = [&](const Image& image) {
            return static_cast<const std::uint8_t*>(image.data) + n * image.sn + c * image.sc + y * image.sh;
        };
        with_channels(set_.channels, [&](auto k) {
            add_bytes<size, k>(at(set_.reference), at(set_.candidate), set_.reference.w * k, exact);
        });
        if (set_.gradient) rows_.add(n, c, y, sums, nullptr);
        std::copy_n(exact, set_.channels, sums);
    }

private:
    const Setting& set_;
    Rows<float, size> rows_;
};

template <class T, class R>
Errors measured(const Setting& common, const std::vector<double>& factors, bool limits, Team& team) {
    const Image& image = common.reference;
    const int h = image.h, bands = (h + kRows - 1) / kRows, k = common.channels, tasks = image.n * bands;
    std::vector<double> rows(static_cast<std::size_t>(image.n) * h * image.c);
    std::vector<Limits<T>> found(tasks);
    team.run(tasks, [&](int task, int) {
        const int n = task / bands, begin = task % bands * kRows;
        Setting setting = common;
        setting.factor = common.gradient ? factors[n] : 0;
        R each(setting);
        const auto add = [&](int c, int y) {
            each.add(n, c, y, rows.data() + (static_cast<std::size_t>(n) * h + y) * image.c + c,
                     limits ? &found[task] : nullptr);
        };
        const int end = std::min(h, begin + kRows);
        if (image.sw == 1) {
            for (int c = 0; c < image.c; c += k)
                for (int y = begin; y < end; ++y) add(c, y);
        } else {  // the channels of a row may share memory
            for (int y = begin; y < end; ++y)
                for (int c = 0; c < image.c; c += k) add(c, y);
        }
    });
    Errors all{std::vector<double>(static_cast<std::size_t>(image.n) * image.c), {}, {}};
    for (std::size_t i = 0; i < rows.size(); ++i) all.sums[i / image.c / h * image.c + i % image.c] += rows[i];
    for (int i = 0; i < 2; ++i) {
        all.least[i] = found[0].least[i], all.greatest[i] = found[0].greatest[i];
        for (const Limits<T>& one : found) {
            all.least[i] = std::min<double>(all.least[i], one.least[i]);
            all.greatest[i] = std::max<double>(all.greatest[i], one.greatest[i]);
        }
    }
    return all;
}

template <Size size>
Errors of_size(Setting& set, const std::vector<double>& factors, bool limits, bool wide, Team& team) {
    const Type type = set.reference.type;
    const bool same = type == set.candidate.type && set.scale.first == set.scale.second;
    const int channels = interleaved(set.reference);
    const bool alike = same && channels && channels == interleaved(set.candidate);
    const double unit = set.scale.unit(), share = size == Size::squared ? unit * unit : unit;
    Errors found;
    if (alike && type == Type::u8) {
        Setting exact = set;
        exact.channels = channels;
        if (wide && set.gradient) measured<double, Rows<double, size>>(set, factors, false, team);
        if (wide) exact.gradient = nullptr;
        found = measured<float, ByteRows<size>>(exact, factors, false, team);
    } else if (same && type == Type::f32 && unit == 1 && !wide) {
        if (alike) set.channels = channels, set.plain = true;
        found = measured<float, Rows<float, size>>(set, factors, limits, team);
    } else {
        set.plain = alike && channels == 1 && type == Type::f64;
        found = measured<double, Rows<double, size>>(set, factors, limits, team);
    }
    for (double& sum : found.sums) sum /= share;
    return found;
}

}  // namespace

Errors errors(const Image& reference, const Image& candidate, const Scale& scale, Size size, const Image* gradient,
              const std::vector<double>& factors, bool limits, bool wide, Team& team) {
    Setting set{reference, candidate, scale, gradient, 1, false, 0};
    return size == Size::squared ? of_size<Size::squared>(set, factors, limits, wide, team)
                                 : of_size<Size::absolute>(set, factors, limits, wide, team);
}

}  // namespace df

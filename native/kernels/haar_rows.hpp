// Rows of Haar coefficients of one image, and their transpose. Coefficient s of row y subtracts the s / 2 rows after y
// from the s / 2 rows up to y, summed over s columns (down), or the same with rows and columns exchanged (across), over
// s.

#pragma once

#include <algorithm>

#include "image.hpp"
#include "vec.hpp"

namespace df {

inline constexpr int kHaarEnd = 32;  // zeros at both ends of a row: the reach of a wavelet and a vector

// Rows of numbers with zeros at their ends, of which `kept` are held, a power of two. They are numbered from any y.
template <class T>
class PaddedRows {
public:
    PaddedRows(int w, int kept)
        : w_(w), kept_(kept), length_(whole<T>(w) + 2 * kHaarEnd), values_(static_cast<std::size_t>(kept) * length_) {
        std::fill_n(values_.data(), values_.size(), T(0));
    }

    T* row(int y) const { return values_.data() + static_cast<std::size_t>(y & (kept_ - 1)) * length_ + kHaarEnd; }
    void clear(int y) const { std::fill_n(row(y) - kHaarEnd, length_, T(0)); }

    // Puts zeros behind the last value of a row, which was written in whole vectors.
    void end(int y) const { std::fill_n(row(y) + w_, kHaarEnd, T(0)); }

private:
    int w_, kept_, length_;
    Buffer<T> values_;
};

// Calls f(x) for each vector of a row.
template <class T, class F>
inline void each_vector(int w, F&& f) {
    for (int x = 0; x < w; x += kLanes<T>) f(x);
}

// The sum of `size` values from `from` on, for a vector of places.
template <int size, class T>
inline Vec<T> box(const T* from) {
    Vec<T> sum = load(from);
    for (int i = 1; i < size; ++i) sum += load(from + i);
    return sum;
}

// Coefficients of one row: of the sizes 2, 4 and 8, down (turn 0) and across (turn 1). Of derivatives there are two of
// size 8.
template <class T>
class HaarRow {
public:
    explicit HaarRow(int w)
        : w_(w), sums_{{w, 1}, {w, 1}, {w, 1}}, gaps_{{w, 1}, {w, 1}, {w, 1}}, rows_{{w, 4}, {w, 4}} {}

    T* row(int turn, int k) const { return rows_[turn].row(k); }

    void make(const PaddedRows<T>& image, int y) {
        const T* from[8];
        for (int i = 0; i < 8; ++i) from[i] = image.row(y - 3 + i);
        each_vector<T>(w_, [&](int x) {
            const auto at = [&](int i) { return load(from[i + 3] + x); };
            Vec<T> before = at(0), after = at(1);
            const auto keep = [&](int k) {
                store(sums_[k].row(0) + x, before + after), store(gaps_[k].row(0) + x, before - after);
            };
            keep(0);
            before += at(-1), after += at(2);
            keep(1);
            before += at(-2) + at(-3), after += at(3) + at(4);
            keep(2);
        });
        across<2>(0), across<4>(1), across<8>(2);
    }

    void end() const {
        for (int k = 0; k < 4; ++k) rows_[0].end(k), rows_[1].end(k);
    }

    // The transpose: adds these, which are derivatives with respect to the coefficients of row y, to the rows of an
    // image, and the last ones to those of another.
    void transpose(int y, const PaddedRows<T>& image, const PaddedRows<T>& other) const {
        T *to[8], *last[8];
        for (int i = 0; i < 8; ++i) to[i] = image.row(y - 3 + i), last[i] = other.row(y - 3 + i);
        each_vector<T>(w_, [&](int x) {
            Vec<T> before{}, after{};
            back<8>(3, x, before, after);
            for (int i = 0; i < 8; ++i) store(last[i] + x, load(last[i] + x) + (i < 4 ? before : after));
            before = after = Vec<T>{};
            const auto put = [&](int i, Vec<T> v) { store(to[i + 3] + x, load(to[i + 3] + x) + v); };
            back<8>(2, x, before, after);
            put(-3, before), put(-2, before), put(3, after), put(4, after);
            back<4>(1, x, before, after);
            put(-1, before), put(2, after);
            back<2>(0, x, before, after);
            put(0, before), put(1, after);
        });
    }

private:
    template <int size>
    void across(int k) const {
        constexpr int half = size / 2;
        sums_[k].end(0), gaps_[k].end(0);
        const T *sums = sums_[k].row(0), *gaps = gaps_[k].row(0);
        T *down = row(0, k), *across = row(1, k);
        each_vector<T>(w_, [&](int x) {
            store(down + x, box<size>(gaps + x - half + 1) * T(1.0 / size));
            store(across + x, (box<half>(sums + x - half + 1) - box<half>(sums + x + 1)) * T(1.0 / size));
        });
    }

    template <int size>
    void back(int k, int x, Vec<T>& before, Vec<T>& after) const {
        constexpr int half = size / 2;
        const T *down = row(0, k) + x, *across = row(1, k) + x;
        const Vec<T> gap = box<size>(down - half) * T(1.0 / size);
        const Vec<T> sum = (box<half>(across) - box<half>(across - half)) * T(1.0 / size);
        before += sum + gap, after += sum - gap;
    }

    int w_;
    PaddedRows<T> sums_[3], gaps_[3], rows_[2];
};

}  // namespace df

// Rows of Haar coefficients of one image. Coefficient s of row y subtracts the s / 2 rows after y from the s / 2 rows
// up to y, summed over s columns (down), or the same with rows and columns exchanged (across), over s.

#pragma once

#include <algorithm>
#include <cstring>

#include "image.hpp"
#include "vec.hpp"

namespace df {

inline constexpr int kHaarReach = 8;  // zeros at both ends of a row: more than the reach of a wavelet
inline constexpr int kHaarSizes[] = {2, 4, 8};

// Rows of numbers with zeros at their ends, of which `kept` are held, numbered from any y.
class PaddedRows {
public:
    PaddedRows(int w, int kept)
        : kept_(kept), length_(whole<double>(w) + 2 * kHaarReach + kLanes<double>),
          values_(static_cast<std::size_t>(kept) * length_) {
        std::fill_n(values_.data(), values_.size(), 0.0);
    }

    double* row(int y) const {
        return values_.data() + static_cast<std::size_t>((y % kept_ + kept_) % kept_) * length_ + kHaarReach;
    }
    void clear(int y) const { std::fill_n(row(y) - kHaarReach, length_, 0.0); }

private:
    int kept_, length_;
    Buffer<double> values_;
};

// Calls f(x) for each vector of a row.
template <class F>
inline void each_vector(int w, F&& f) {
    for (int x = 0; x < w; x += kLanes<double>) f(x);
}

// The sum of `size` values from `from` on, for a vector of places.
template <int size>
inline Vec<double> box(const double* from) {
    Vec<double> sum = load(from);
    for (int i = 1; i < size; ++i) sum += load(from + i);
    return sum;
}

// The sums of both halves of rows: of those up to y and of those after it.
template <int size>
inline void halves_of(const PaddedRows& image, int y, int x, Vec<double>& before, Vec<double>& after) {
    before = after = Vec<double>{};
    for (int i = 0; i < size / 2; ++i) before += load(image.row(y - i) + x), after += load(image.row(y + 1 + i) + x);
}

// Coefficients of one row: three sizes, down and across.
class HaarRow {
public:
    explicit HaarRow(int w)
        : w_(w), sums_(w, 1), gaps_(w, 1), down_{{w, 1}, {w, 1}, {w, 1}}, across_{{w, 1}, {w, 1}, {w, 1}} {}

    void make(const PaddedRows& image, int y) {
        make_size<2>(image, y, 0);
        make_size<4>(image, y, 1);
        make_size<8>(image, y, 2);
    }

    double* down(int size) const { return down_[size].row(0); }
    double* across(int size) const { return across_[size].row(0); }

private:
    template <int size>
    void make_size(const PaddedRows& image, int y, int index) {
        constexpr int half = size / 2;
        double *sums = sums_.row(0), *gaps = gaps_.row(0);
        each_vector(w_, [&](int x) {
            Vec<double> before, after;
            halves_of<size>(image, y, x, before, after);
            store(sums + x, before + after), store(gaps + x, before - after);
        });
        std::fill_n(sums + w_, kHaarReach, 0.0), std::fill_n(gaps + w_, kHaarReach, 0.0);
        double *down = down_[index].row(0), *across = across_[index].row(0);
        each_vector(w_, [&](int x) {
            store(down + x, box<size>(gaps + x - half + 1) * (1.0 / size));
            store(across + x, (box<half>(sums + x - half + 1) - box<half>(sums + x + 1)) * (1.0 / size));
        });
    }

    int w_;
    PaddedRows sums_, gaps_, down_[3], across_[3];
};

// The transpose: adds the derivatives of a row of coefficients of all sizes to those of the rows of the image.
class HaarTranspose {
public:
    explicit HaarTranspose(int w) : w_(w) {}

    void add(const HaarRow& slopes, int y, const PaddedRows& image) const {
        add_size<2>(slopes.down(0), slopes.across(0), y, image);
        add_size<4>(slopes.down(1), slopes.across(1), y, image);
        add_size<8>(slopes.down(2), slopes.across(2), y, image);
    }

private:
    template <int size>
    void add_size(const double* down, const double* across, int y, const PaddedRows& image) const {
        constexpr int half = size / 2;
        each_vector(w_, [&](int x) {
            const Vec<double> gap = box<size>(down + x - half) * (1.0 / size);
            const Vec<double> sum = (box<half>(across + x) - box<half>(across + x - half)) * (1.0 / size);
            const Vec<double> before = sum + gap, after = sum - gap;
            for (int i = 0; i < half; ++i) {
                double *up = image.row(y - i) + x, *below = image.row(y + 1 + i) + x;
                store(up, load(up) + before), store(below, load(below) + after);
            }
        });
    }

    int w_;
};

}  // namespace df

#include <algorithm>
#include <cmath>

#include "kernels/anomaly.hpp"
#include "vec.hpp"

namespace df {

namespace {

constexpr int kRows = 4;  // of blocks, for each task

// Sums of products of up to three signals, at one place after the other.
class Products {
public:
    Products(int images, int width) : images_(images), width_(width), sums_(std::size_t(products_of(images)) * width) {}

    void clear() { std::fill_n(sums_.data(), std::size_t(products_of(images_)) * width_, 0.0f); }

    // ``signals``: one for each image.
    void add(const float* const* signals) {
        float *mm = sums_.data(), *gg = mm + width_, *gm = gg + width_;
        const float *first = signals[0], *second = signals[1];
        for (int x = 0; x < width_; ++x) {
            const float gap = second[x] - first[x], middle = (first[x] + second[x]) * 0.5f;
            mm[x] += middle * middle;
            gg[x] += gap * gap;
            gm[x] += gap * middle;
        }
        if (images_ == 2) return;
        float *tt = gm + width_, *gt = tt + width_, *mt = gt + width_;
        const float* third = signals[2];
        for (int x = 0; x < width_; ++x) {
            const float gap = second[x] - first[x], middle = (first[x] + second[x]) * 0.5f, truth = third[x];
            tt[x] += truth * truth;
            gt[x] += gap * truth;
            mt[x] += middle * truth;
        }
    }

    // Writes the sums of ``group`` neighbours, times a factor, to ``planes`` that are ``apart`` values from each other.
    void write(int group, float factor, float* planes, std::size_t apart) const {
        for (int k = 0; k < products_of(images_); ++k) {
            const float* from = sums_.data() + std::size_t(k) * width_;
            float* to = planes + k * apart;
            if (group == 1)
                for (int x = 0; x < width_; ++x) to[x] = from[x] * factor;
            else
                for (int x = 0; x < width_ / 2; ++x) to[x] = (from[2 * x] + from[2 * x + 1]) * factor;
        }
    }

private:
    int images_, width_;
    Buffer<float> sums_;
};

// One row of blocks after the other.
class Halver {
public:
    Halver(const std::vector<Image>& images, const std::vector<double>& divisors, const std::vector<double>& weights,
           double end, int rows, int columns, const Halved& out)
        : images_(images), divisors_(divisors), weights_(weights), out_(out), end_(static_cast<float>(end)),
          count_(static_cast<int>(images.size())), channels_(images[0].c), h_(images[0].h), w_(images[0].w),
          rows_(rows), columns_(columns), wide_(kBlock * columns), values_(wide_),
          grey_(std::size_t(count_) * kBlock * wide_), sums_(std::size_t(count_) * channels_ * wide_),
          details_(std::size_t(count_) * 3 * wide_ / 2), at_end_(std::size_t(kBlock) * wide_), ends_(wide_),
          products_(count_, wide_ / 2) {}

    void row(int block) {
        std::fill_n(at_end_.data(), std::size_t(kBlock) * wide_, 0.0f);
        for (int i = 0; i < count_; ++i) read(i, block);
        write_shifts(block);
        write_means(block);
        write_ends(block);
        products_.clear();
        for (int pair = 0; pair < 2; ++pair) {
            for (int i = 0; i < count_; ++i) split(i, pair, block);
            for (int k = 0; k < 3; ++k) {
                const float* signals[3] = {detail(0, k), detail(1, k), count_ == 3 ? detail(2, k) : nullptr};
                products_.add(signals);
            }
        }
        const std::size_t area = std::size_t(rows_) * columns_;
        products_.write(2, 1.0f / (kBlock * kBlock), out_.products + std::size_t(block) * columns_, area);
    }

private:
    float* grey(int image, int line) { return grey_.data() + (std::size_t(image) * kBlock + line) * wide_; }
    float* sum(int image, int c) { return sums_.data() + (std::size_t(image) * channels_ + c) * wide_; }
    float* detail(int image, int k) { return details_.data() + (std::size_t(image) * 3 + k) * wide_ / 2; }

    // Brightness of the lines, and the sums of every channel over them.
    void read(int image, int block) {
        const float scale = static_cast<float>(1 / divisors_[image]);
        std::fill_n(grey(image, 0), std::size_t(kBlock) * wide_, 0.0f);
        std::fill_n(sum(image, 0), std::size_t(channels_) * wide_, 0.0f);
        float* values = values_.data();
        for (int line = 0; line < kBlock; ++line) {
            const int y = std::min(kBlock * block + line, h_ - 1);
            float* to = grey(image, line);
            for (int c = 0; c < channels_; ++c) {
                load_row<float>(plane_of(images_[image], 0, c), y, 0, w_, 0, scale, values);
                std::fill(values + w_, values + wide_, values[w_ - 1]);
                const float weight = static_cast<float>(weights_[c]);
                float* all = sum(image, c);
                for (int x = 0; x < wide_; ++x) {
                    to[x] += weight * values[x];
                    all[x] += values[x];
                }
                if (image < 2) mark_ends(at_end_.data() + std::size_t(line) * wide_);
            }
        }
    }

    // 1 where any channel of one of the two images is black or white.
    void mark_ends(float* at_end) const {
        const float* values = values_.data();
        const float end = end_;
        for (int x = 0; x < wide_; ++x) {
            const float black = std::abs(values[x]) <= end ? 1.0f : 0.0f;
            const float white = std::abs(values[x] - 1) <= end ? 1.0f : black;
            at_end[x] = white > at_end[x] ? white : at_end[x];
        }
    }

    void write_shifts(int block) {
        for (int i = 0; i + 1 < count_; ++i)
            for (int c = 0; c < channels_; ++c) {
                const float *from = sum(i == 0 ? 1 : 0, c), *less = sum(i == 0 ? 0 : 2, c);
                float* to = out_.shifts + ((std::size_t(i) * channels_ + c) * rows_ + block) * columns_;
                for (int x = 0; x < wide_; ++x) values_[x] = from[x] - less[x];
                average(values_.data(), to);
            }
    }

    void write_means(int block) {
        for (int c = 0; c < channels_; ++c) {
            const float *first = sum(0, c), *second = sum(1, c);
            for (int x = 0; x < wide_; ++x) values_[x] = (first[x] + second[x]) * 0.5f;
            average(values_.data(), out_.means + (std::size_t(c) * rows_ + block) * columns_);
        }
    }

    void write_ends(int block) {
        std::fill_n(ends_.data(), wide_, 0.0f);
        float* ends = ends_.data();
        for (int line = 0; line < kBlock; ++line) {
            const float* at_end = at_end_.data() + std::size_t(line) * wide_;
            for (int x = 0; x < wide_; ++x) ends[x] += at_end[x];
        }
        average(ends_.data(), out_.ends + std::size_t(block) * columns_);
    }

    void average(const float* from, float* to) const {
        for (int x = 0; x < columns_; ++x)
            to[x] = ((from[4 * x] + from[4 * x + 1]) + (from[4 * x + 2] + from[4 * x + 3])) / (kBlock * kBlock);
    }

    // Two lines as means of 2x2 pixels and the three orthogonal differences within them.
    void split(int image, int pair, int block) {
        const float *upper = grey(image, 2 * pair), *lower = grey(image, 2 * pair + 1);
        float* half = out_.halves + ((std::size_t(image) * rows_ + block) * 2 + pair) * 2 * columns_;
        float *across = detail(image, 0), *down = detail(image, 1), *slant = detail(image, 2);
        for (int x = 0; x < 2 * columns_; ++x) {
            const float a = upper[2 * x], b = upper[2 * x + 1], c = lower[2 * x], d = lower[2 * x + 1];
            const float left = a + c, right = b + d, up = a - c, over = b - d;
            half[x] = (left + right) * 0.25f;
            across[x] = (left - right) * 0.5f;
            down[x] = (up + over) * 0.5f;
            slant[x] = (up - over) * 0.5f;
        }
    }

    const std::vector<Image>& images_;
    const std::vector<double>&divisors_, &weights_;
    const Halved& out_;
    float end_;
    int count_, channels_, h_, w_, rows_, columns_, wide_;
    Buffer<float> values_, grey_, sums_, details_, at_end_, ends_;
    Products products_;
};

}  // namespace

void halved(const std::vector<Image>& images, const std::vector<double>& divisors, const std::vector<double>& weights,
            double end, int rows, int columns, const Halved& out, Team& team) {
    team.run((rows + kRows - 1) / kRows, [&](int task, int) {
        Halver halver(images, divisors, weights, end, rows, columns, out);
        for (int block = task * kRows; block < std::min(rows, (task + 1) * kRows); ++block) halver.row(block);
    });
}

void products(const float* fine, const float* coarse, int images, int h, int w, int size, float* out, float* means,
              Team& team) {
    const int rows = h / size, columns = w / size;
    const std::size_t area = std::size_t(h) * w;
    team.run((rows + kRows - 1) / kRows, [&](int task, int) {
        Products sums(images, w);
        const Buffer<float> band(std::size_t(images) * w), sum(w);
        for (int row = task * kRows; row < std::min(rows, (task + 1) * kRows); ++row) {
            sums.clear();
            for (int y = row * size; y < (row + 1) * size; ++y) {
                const float* signals[3] = {};
                for (int i = 0; i < images; ++i) {
                    float* to = band.data() + std::size_t(i) * w;
                    const std::size_t place = i * area + std::size_t(y) * w;
                    for (int x = 0; x < w; ++x) to[x] = fine[place + x] - coarse[place + x];
                    signals[i] = to;
                }
                sums.add(signals);
            }
            const float share = 1.0f / static_cast<float>(size * size);
            const std::size_t place = std::size_t(row) * columns, apart = std::size_t(rows) * columns;
            sums.write(size, share, out + place, apart);
            for (int i = 0; i < images; ++i) {
                const float* from = coarse + i * area + std::size_t(row) * size * w;
                float* to = means + i * apart + place;
                if (size == 1) {
                    std::copy_n(from, columns, to);
                    continue;
                }
                for (int x = 0; x < w; ++x) sum[x] = from[x] + from[w + x];
                for (int x = 0; x < columns; ++x) to[x] = (sum[2 * x] + sum[2 * x + 1]) * share;
            }
        }
    });
}

void enlarged(const float* blocks, int h, int w, int size, const Image& out, Team& team) {
    constexpr int kLines = 32;
    float* data = const_cast<float*>(static_cast<const float*>(out.data));
    team.run((out.h + kLines - 1) / kLines, [&](int task, int) {
        const Buffer<float> line(w + 2), wide(std::size_t(size) * (w + 1));
        for (int y = task * kLines; y < std::min(out.h, (task + 1) * kLines); ++y) {
            const float centre = (static_cast<float>(y) + 0.5f) / static_cast<float>(size) - 0.5f;
            const float place = std::clamp(centre, 0.0f, static_cast<float>(h - 1));
            const int above = static_cast<int>(place), below = std::min(above + 1, h - 1);
            const float part = place - static_cast<float>(above);
            const float *one = blocks + std::size_t(above) * w, *other = blocks + std::size_t(below) * w;
            for (int x = 0; x < w; ++x) line[x + 1] = one[x] + part * (other[x] - one[x]);
            line[0] = line[1];
            line[w + 1] = line[w];
            // Between two centres lie ``size`` pixels, and the first of them lies half a block inside the image.
            for (int k = 0; k < size; ++k) {
                const float share = (static_cast<float>(k) + 0.5f) / static_cast<float>(size);
                for (int x = 0; x <= w; ++x)
                    wide[std::size_t(size) * x + k] = line[x] + share * (line[x + 1] - line[x]);
            }
            std::copy_n(wide.data() + size / 2, out.w, data + y * out.sh);
        }
    });
}

}  // namespace df

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/anomaly.hpp"
#include "vec.hpp"

namespace df {

namespace {

constexpr int kRows = 4;  // rows of blocks in a task

// The sums of the products of two or three signals in each column.
class Products {
public:
    Products(int images, int width) : images_(images), width_(width), sums_(std::size_t(products_of(images)) * width) {}

    void clear() { std::fill_n(sums_.data(), std::size_t(products_of(images_)) * width_, 0.0f); }

    // Adds one row of the signal of each image.
    void add(const float* const* signals) {
        float *mm = sums_.data(), *dd = mm + width_, *dm = dd + width_;
        const float *first = signals[0], *second = signals[1];
        for (int x = 0; x < width_; ++x) {
            const float d = second[x] - first[x], mean = (first[x] + second[x]) * 0.5f;
            mm[x] += mean * mean;
            dd[x] += d * d;
            dm[x] += d * mean;
        }
        if (images_ == 2) return;
        float *tt = dm + width_, *dt = tt + width_, *mt = dt + width_;
        const float* third = signals[2];
        for (int x = 0; x < width_; ++x) {
            const float d = second[x] - first[x], mean = (first[x] + second[x]) * 0.5f, truth = third[x];
            tt[x] += truth * truth;
            dt[x] += d * truth;
            mt[x] += mean * truth;
        }
    }

    // Writes the sums of `group` neighbouring columns (1 or 2), multiplied by a factor, to planes that begin `apart`
    // values after each other.
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

// Computes the statistics of blocks, one row of blocks at a time.
class BlockStatistics {
public:
    BlockStatistics(const std::vector<Image>& images, const std::vector<double>& divisors,
                    const std::vector<double>& weights, double margin, int rows, int columns, const BlockOutputs& out)
        : images_(images), divisors_(divisors), weights_(weights), out_(out), margin_(static_cast<float>(margin)),
          count_(static_cast<int>(images.size())), channels_(images[0].c), h_(images[0].h), w_(images[0].w),
          rows_(rows), columns_(columns), wide_(kBlock * columns), values_(wide_),
          grey_(std::size_t(count_) * kBlock * wide_), sums_(std::size_t(count_) * channels_ * wide_),
          details_(std::size_t(count_) * 3 * wide_ / 2), to_end_(std::size_t(kBlock) * wide_), clipped_sums_(wide_),
          products_(count_, wide_ / 2) {}

    void row(int block) {
        std::fill_n(to_end_.data(), std::size_t(kBlock) * wide_, std::numeric_limits<float>::infinity());
        for (int i = 0; i < count_; ++i) read(i, block);
        write_shifts(block);
        write_means(block);
        write_clipped(block);
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

    // Computes the luma of the rows of pixels and sums each channel over them.
    void read(int image, int block) {
        const float scale = static_cast<float>(1 / divisors_[image]);
        std::fill_n(grey(image, 0), std::size_t(kBlock) * wide_, 0.0f);
        std::fill_n(sum(image, 0), std::size_t(channels_) * wide_, 0.0f);
        float* values = values_.data();
        for (int line = 0; line < kBlock; ++line) {
            const int y = std::min(kBlock * block + line, h_ - 1);
            float* to = grey(image, line);
            for (int c = 0; c < channels_; ++c) {
                load_row(plane_of(images_[image], 0, c), y, 0, w_, scale, values);
                std::fill(values + w_, values + wide_, values[w_ - 1]);
                const float weight = static_cast<float>(weights_[c]);
                if (image < 2) add<true>(weight, to, sum(image, c), to_end_.data() + std::size_t(line) * wide_);
                else add<false>(weight, to, sum(image, c), nullptr);
            }
        }
    }

    // Adds a row of a channel to the luma and to the sum of the channel; keeps the least distance to black or white.
    template <bool ends>
    void add(float weight, float* __restrict luma, float* __restrict all, float* __restrict to_end) const {
        const float* __restrict values = values_.data();
        const int count = wide_;
        for (int x = 0; x < count; ++x) {
            const float value = values[x];
            luma[x] += weight * value;
            all[x] += value;
            if constexpr (ends) {
                const float black = std::abs(value), white = std::abs(value - 1),
                            nearer = white < black ? white : black;
                to_end[x] = nearer < to_end[x] ? nearer : to_end[x];
            }
        }
    }

    void write_shifts(int block) {
        for (int i = 0; i + 1 < count_; ++i)
            for (int c = 0; c < channels_; ++c) {
                const float *from = sum(i == 0 ? 1 : 0, c), *subtracted = sum(i == 0 ? 0 : 2, c);
                float* to = out_.shifts + ((std::size_t(i) * channels_ + c) * rows_ + block) * columns_;
                for (int x = 0; x < wide_; ++x) values_[x] = from[x] - subtracted[x];
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

    void write_clipped(int block) {
        std::fill_n(clipped_sums_.data(), wide_, 0.0f);
        float* sums = clipped_sums_.data();
        for (int line = 0; line < kBlock; ++line) {
            const float* to_end = to_end_.data() + std::size_t(line) * wide_;
            const float margin = margin_;
            for (int x = 0; x < wide_; ++x) sums[x] += to_end[x] <= margin ? 1.0f : 0.0f;
        }
        average(sums, out_.clipped + std::size_t(block) * columns_);
    }

    void average(const float* from, float* to) const {
        for (int x = 0; x < columns_; ++x)
            to[x] = ((from[4 * x] + from[4 * x + 1]) + (from[4 * x + 2] + from[4 * x + 3])) / (kBlock * kBlock);
    }

    // A Haar transform of two rows of pixels: the means of 2 x 2 pixels and the three differences within them.
    void split(int image, int pair, int block) {
        const float *upper = grey(image, 2 * pair), *lower = grey(image, 2 * pair + 1);
        float* half = out_.halves + ((std::size_t(image) * rows_ + block) * 2 + pair) * 2 * columns_;
        float *horizontal = detail(image, 0), *vertical = detail(image, 1), *diagonal = detail(image, 2);
        for (int x = 0; x < 2 * columns_; ++x) {
            const float a = upper[2 * x], b = upper[2 * x + 1], c = lower[2 * x], d = lower[2 * x + 1];
            const float left = a + c, right = b + d, up = a - c, over = b - d;
            half[x] = (left + right) * 0.25f;
            horizontal[x] = (left - right) * 0.5f;
            vertical[x] = (up + over) * 0.5f;
            diagonal[x] = (up - over) * 0.5f;
        }
    }

    const std::vector<Image>& images_;
    const std::vector<double>&divisors_, &weights_;
    const BlockOutputs& out_;
    float margin_;
    int count_, channels_, h_, w_, rows_, columns_, wide_;
    Buffer<float> values_, grey_, sums_, details_, to_end_, clipped_sums_;
    Products products_;
};

}  // namespace

void block_statistics(const std::vector<Image>& images, const std::vector<double>& divisors,
                      const std::vector<double>& weights, double margin, int rows, int columns, const BlockOutputs& out,
                      Team& team) {
    team.run((rows + kRows - 1) / kRows, [&](int task, int) {
        BlockStatistics statistics(images, divisors, weights, margin, rows, columns, out);
        for (int block = task * kRows; block < std::min(rows, (task + 1) * kRows); ++block) statistics.row(block);
    });
}

void band_products(const float* fine, const float* coarse, int images, int h, int w, int size, float* out, float* means,
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

void upsample(const float* blocks, int h, int w, int size, const Image& out, Team& team) {
    constexpr int kLines = 32;
    float* data = const_cast<float*>(static_cast<const float*>(out.data));
    team.run((out.h + kLines - 1) / kLines, [&](int task, int) {
        const Buffer<float> line(w + 2), wide(std::size_t(size) * (w + 1));
        for (int y = task * kLines; y < std::min(out.h, (task + 1) * kLines); ++y) {
            const float centre = (static_cast<float>(y) + 0.5f) / static_cast<float>(size) - 0.5f;
            const float place = std::clamp(centre, 0.0f, static_cast<float>(h - 1));
            const int above = static_cast<int>(place), below = std::min(above + 1, h - 1);
            const float part = place - static_cast<float>(above);
            const float *upper = blocks + std::size_t(above) * w, *lower = blocks + std::size_t(below) * w;
            for (int x = 0; x < w; ++x) line[x + 1] = upper[x] + part * (lower[x] - upper[x]);
            line[0] = line[1];
            line[w + 1] = line[w];
            // There are `size` pixels from one block centre to the next. The edge blocks are repeated, so the first
            // half block that is computed lies outside the image and is not copied.
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

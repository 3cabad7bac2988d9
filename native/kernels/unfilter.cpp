#include "kernels/unfilter.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "image.hpp"
#include "vec.hpp"

namespace df {

namespace {

enum Filter : std::uint8_t { kNone, kSub, kUp, kAverage, kPaeth, kFilters };

// Pixels in registers. The bytes beyond the pixel are garbage; they are stored and then overwritten by the next pixel.
using Bytes [[gnu::vector_size(8)]] = std::uint8_t;
using Sixteen [[gnu::vector_size(16)]] = std::uint8_t;
using Words [[gnu::vector_size(16)]] = std::int16_t;
using Halves [[gnu::vector_size(16)]] = std::uint64_t;

Bytes pixel_at(const std::uint8_t* from) {
    Bytes pixel;
    std::memcpy(&pixel, from, sizeof pixel);
    return pixel;
}

void put(std::uint8_t* to, Bytes pixel) { std::memcpy(to, &pixel, sizeof pixel); }

// A shuffle compiles to one instruction, a conversion of vectors to four.
Words widened(std::uint64_t eight) {
    const Sixteen bytes = reinterpret_cast<Sixteen>(Halves{eight, 0});
    return reinterpret_cast<Words>(
        __builtin_shufflevector(bytes, Sixteen{}, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
}

std::uint64_t narrowed(Words words) {
    const Sixteen bytes = reinterpret_cast<Sixteen>(words);
    return reinterpret_cast<Halves>(
        __builtin_shufflevector(bytes, bytes, 0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14))[0];
}

template <class T>
T at(const std::uint8_t* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

Words magnitude(Words v) { return v < 0 ? -v : v; }

// The Paeth predictor: left, above or corner, whichever is closest to left + above - corner; ties in this order.
Words paeth(Words left, Words above, Words corner) {
    const Words down = above - corner, across = left - corner;
    const Words to_left = magnitude(down), to_above = magnitude(across), to_corner = magnitude(down + across);
    const Words nearer = to_left < to_above ? to_left : to_above;
    const Words nearest = nearer < to_corner ? nearer : to_corner;
    return nearest == to_left ? left : nearest == to_above ? above : corner;
}

void undo_up(const std::uint8_t* raw, const std::uint8_t* above, std::uint8_t* out, std::size_t row) {
    for (std::size_t i = 0; i < row; i += kVectorBytes) store(out + i, load(raw + i) + load(above + i));
}

template <int kPixel>
void undo_sub(const std::uint8_t* raw, std::uint8_t* out, std::size_t row) {
    Bytes left{};
    for (std::size_t i = 0; i < row; i += kPixel) put(out + i, left += pixel_at(raw + i));
}

// The mean of two bytes, rounded up. Vector extensions have no operator for this instruction.
Sixteen mean_up(Sixteen a, Sixteen b) {
#if defined(__SSE2__)
    return reinterpret_cast<Sixteen>(_mm_avg_epu8(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
    return (a | b) - ((a ^ b) >> 1);
#endif
}

// PNG rounds the mean down, the instruction rounds up; therefore computed on complements: with x' = 255 - x,
// (raw + floor((left + up) / 2))' = ceil((left' + up') / 2) - raw.
template <int kPixel>
void undo_average(const std::uint8_t* raw, const std::uint8_t* above, std::uint8_t* out, std::size_t row) {
    const auto eight = [](const std::uint8_t* from) {
        return reinterpret_cast<Sixteen>(Halves{at<std::uint64_t>(from), 0});
    };
    Sixteen left = ~Sixteen{};
    for (std::size_t i = 0; i < row; i += kPixel) {
        left = mean_up(left, ~eight(above + i)) - eight(raw + i);
        const std::uint64_t pixel = reinterpret_cast<Halves>(~left)[0];
        std::memcpy(out + i, &pixel, sizeof pixel);
    }
}

template <int kPixel>
void undo_paeth(const std::uint8_t* raw, const std::uint8_t* above, std::uint8_t* out, std::size_t row) {
    Words left{}, corner{};
    for (std::size_t i = 0; i < row; i += kPixel) {
        const Words up = widened(at<std::uint64_t>(above + i));
        left = (widened(at<std::uint64_t>(raw + i)) + paeth(left, up, corner)) & 255;
        corner = up;
        const std::uint64_t pixel = narrowed(left);
        std::memcpy(out + i, &pixel, sizeof pixel);
    }
}

// Two rows in one vector, the lower one a pixel behind the upper one.
struct TwoRows {
    Words left{}, above{};

    void step(std::uint64_t upper, std::uint64_t lower, Words up) {
        left = (widened(upper | lower << 32) + paeth(left, up, std::exchange(above, up))) & 255;
    }
    void keep(std::uint8_t* upper, std::uint8_t* lower) const {
        const std::uint64_t pixels = narrowed(left);
        std::memcpy(upper, &pixels, 4);
        const std::uint32_t second = static_cast<std::uint32_t>(pixels >> 32);
        std::memcpy(lower, &second, 4);
    }
};

// Each pixel depends on the one before it, so a single row is bound by latency. Eight rows at once, each a pixel behind
// the row above, take a quarter of the time.
template <int kPixel, int kRows>
void undo_paeth_rows(const std::uint8_t* raw, std::size_t step, const std::uint8_t* above, std::uint8_t* const* out,
                     std::size_t row) {
    constexpr int kPairs = kRows / 2;
    TwoRows pairs[kPairs];
    const std::uint8_t* from[kRows];
    std::uint8_t* to[kRows];
    for (int k = 0; k < kRows; ++k) from[k] = raw + k * (step - kPixel), to[k] = out[k] - k * kPixel;
    const auto advance = [&](std::size_t i) {
        Words up[kPairs];
        up[0] = __builtin_shufflevector(widened(at<std::uint32_t>(above + i)), pairs[0].left, 0, 1, 2, 3, 8, 9, 10, 11);
        for (int k = 1; k < kPairs; ++k)
            up[k] = __builtin_shufflevector(pairs[k - 1].left, pairs[k].left, 4, 5, 6, 7, 8, 9, 10, 11);
        for (int k = 0; k < kPairs; ++k)
            pairs[k].step(at<std::uint32_t>(from[2 * k] + i), at<std::uint32_t>(from[2 * k + 1] + i), up[k]);
    };
    const auto keep = [&](std::size_t i) {
        for (int k = 0; k < kPairs; ++k) pairs[k].keep(to[2 * k] + i, to[2 * k + 1] + i);
    };
    std::size_t i = 0;
    for (int step = 0; step < kRows - 1; ++step, i += kPixel) {
        advance(i);
        // Rows that have not begun yet: pixels left of the image are zero.
        for (int k = 0; k < kPairs; ++k) {
            const std::uint64_t upper = step < 2 * k ? 0 : ~std::uint64_t{0};
            const std::uint64_t lower = step < 2 * k + 1 ? 0 : ~std::uint64_t{0};
            pairs[k].left &= reinterpret_cast<Words>(Halves{upper, lower});
        }
        keep(i);
    }
    for (; i < row + (kRows - 1) * kPixel; i += kPixel) {
        advance(i);
        keep(i);
    }
}

// Bytes before and after a row that may be read and written.
constexpr std::size_t kAround = 64;

constexpr int kTogether = 8;

struct Rows {
    std::uint8_t* data;
    std::size_t row, step;
    const std::uint8_t* raw(int y) const { return data + y * step + 1; }
    std::uint8_t filter(int y) const { return data[y * step]; }
};

template <int kPixel>
void undo_one(const Rows& rows, int y, const std::uint8_t* above, std::uint8_t* out) {
    switch (rows.filter(y)) {
        case kSub:
            return undo_sub<kPixel>(rows.raw(y), out, rows.row);
        case kUp:
            return undo_up(rows.raw(y), above, out, rows.row);
        case kAverage:
            return undo_average<kPixel>(rows.raw(y), above, out, rows.row);
        case kPaeth:
            return undo_paeth<kPixel>(rows.raw(y), above, out, rows.row);
        default:
            std::memcpy(out, rows.raw(y), rows.row);
    }
}

void deliver(const std::uint8_t* from, std::uint8_t* to, std::size_t row, bool swap) {
    if (!swap) {
        std::memcpy(to, from, row);
        return;
    }
    for (std::size_t i = 0; i + 1 < row; i += 2) {
        const std::uint8_t high = from[i], low = from[i + 1];
        to[i] = low;
        to[i + 1] = high;
    }
}

// Reverses eight, four or one row; returns their number, or 0 if the filter byte is invalid.
template <int kPixel>
int undo_some(const Rows& rows, int y, int height, std::uint8_t* const lines[kTogether + 1]) {
    if (rows.filter(y) >= kFilters) return 0;
    int same = 1;
    if constexpr (kPixel <= 4)
        while (same < kTogether && y + same < height && rows.filter(y) == kPaeth && rows.filter(y + same) == kPaeth)
            ++same;
    if (same == kTogether) {
        undo_paeth_rows<kPixel, kTogether>(rows.raw(y), rows.step, lines[0], lines + 1, rows.row);
        return kTogether;
    }
    if (same >= kTogether / 2) {
        undo_paeth_rows<kPixel, kTogether / 2>(rows.raw(y), rows.step, lines[0], lines + 1, rows.row);
        return kTogether / 2;
    }
    undo_one<kPixel>(rows, y, lines[0], lines[1]);
    return 1;
}

template <int kPixel>
bool undo(const Rows& rows, int height, bool swap) {
    const std::size_t wide = (rows.row + 2 * kAround + 63) / 64 * 64;
    // Rows that stay in the cache: the row above, initially zeros, and the rows to be computed.
    const Buffer<std::uint8_t> room((kTogether + 1) * wide);
    std::memset(room.data(), 0, room.size());
    std::uint8_t* lines[kTogether + 1];
    for (int k = 0; k <= kTogether; ++k) lines[k] = room.data() + k * wide + kAround;
    for (int y = 0; y < height;) {
        const int count = undo_some<kPixel>(rows, y, height, lines);
        if (count == 0) return false;
        // Output rows are shorter than input rows, so no input row is overwritten before it is read.
        for (int k = 0; k < count; ++k) deliver(lines[1 + k], rows.data + (y + k) * rows.row, rows.row, swap);
        std::swap(lines[0], lines[count]);
        y += count;
    }
    return true;
}

}  // namespace

bool unfilter(std::uint8_t* data, int height, std::size_t row, int pixel, bool swap) {
    const Rows rows{data, row, row + 1};
    switch (pixel) {
        case 1:
            return undo<1>(rows, height, swap);
        case 2:
            return undo<2>(rows, height, swap);
        case 3:
            return undo<3>(rows, height, swap);
        case 4:
            return undo<4>(rows, height, swap);
        case 6:
            return undo<6>(rows, height, swap);
        default:
            return undo<8>(rows, height, swap);
    }
}

}  // namespace df

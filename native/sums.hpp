// Sums whose rounding does not depend on tiles or threads: rows are summed in float64 in blocks of 64 values, and the
// blocks are added in order.

#pragma once

#include <vector>

namespace df {

inline constexpr int kSumBlock = 64;

inline int sum_blocks(int width) { return (width + kSumBlock - 1) / kSumBlock; }

// The sum of up to 64 values, in eight lanes that are added in order.
template <class T>
inline double sum_block(const T* values, int count) {
    double lanes[8] = {};
    int i = 0;
    for (; i + 8 <= count; i += 8)
        for (int k = 0; k < 8; ++k) lanes[k] += static_cast<double>(values[i + k]);
    for (int k = 0; i + k < count; ++k) lanes[k] += static_cast<double>(values[i + k]);
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

// Writes the sum of each block of a row. The row begins at a multiple of 64.
template <class T>
inline void sum_row(const T* values, int count, double* blocks) {
    for (int x = 0; x < count; x += kSumBlock)
        *blocks++ = sum_block(values + x, count - x < kSumBlock ? count - x : kSumBlock);
}

inline double sum_all(const std::vector<double>& blocks) {
    double total = 0;
    for (const double block : blocks) total += block;
    return total;
}

}  // namespace df

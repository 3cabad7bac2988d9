#include "kernels/equality.hpp"

#include <algorithm>
#include <type_traits>

namespace df {

namespace {

constexpr int kGroup = 64;  // pixels that are looked at together

template <class T>
class Pixels {
public:
    Pixels(const Image& first, const Image& second)
        : first_(static_cast<const T*>(first.data)), second_(static_cast<const T*>(second.data)), one_(first),
          other_(second),
          interleaved_(first.sc == 1 && second.sc == 1 && first.sw == first.c && second.sw == second.c) {}

    void clear_row(int y, std::uint8_t* mask) const {
        for (int x = 0; x < one_.w; x += kGroup) {
            const int count = std::min(kGroup, one_.w - x);
            int members = 0;
            for (int i = 0; i < count; ++i) members |= mask[x + i];
            if (!members) continue;
            std::uint8_t differing[kGroup] = {};
            if (interleaved_ && one_.c == 3) compare_threes(y, x, count, differing);
            else
                for (int c = 0; c < one_.c; ++c) compare_channel(c, y, x, count, differing);
            for (int i = 0; i < count; ++i) mask[x + i] &= differing[i];
        }
    }

private:
    void compare_threes(int y, int x, int count, std::uint8_t* differing) const {
        const T* a = first_ + y * one_.sh + std::ptrdiff_t{3} * x;
        const T* b = second_ + y * other_.sh + std::ptrdiff_t{3} * x;
        std::uint8_t unequal[3 * kGroup];
        for (int i = 0; i < 3 * count; ++i) unequal[i] = a[i] != b[i];
        for (int i = 0; i < count; ++i) differing[i] = unequal[3 * i] | unequal[3 * i + 1] | unequal[3 * i + 2];
    }

    void compare_channel(int c, int y, int x, int count, std::uint8_t* differing) const {
        const T* a = first_ + c * one_.sc + y * one_.sh + x * one_.sw;
        const T* b = second_ + c * other_.sc + y * other_.sh + x * other_.sw;
        if (one_.sw == 1 && other_.sw == 1)
            for (int i = 0; i < count; ++i) differing[i] |= a[i] != b[i];
        else
            for (int i = 0; i < count; ++i) differing[i] |= a[i * one_.sw] != b[i * other_.sw];
    }

    const T *first_, *second_;
    const Image &one_, &other_;
    bool interleaved_;
};

}  // namespace

void clear_equal(const Image& first, const Image& second, const Mask& mask, Team& team) {
    constexpr int kRows = 32;
    team.run((first.h + kRows - 1) / kRows, [&](int task, int) {
        visit(first.type, first.data, [&](const auto* data) {
            const Pixels<std::remove_const_t<std::remove_pointer_t<decltype(data)>>> pixels(first, second);
            for (int y = task * kRows; y < std::min(first.h, (task + 1) * kRows); ++y)
                pixels.clear_row(y, mask.data + y * mask.sh);
        });
    });
}

}  // namespace df

#include "kernels/flip.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "kernels/flip_seen.hpp"
#include "sums.hpp"

namespace df {

namespace {

// Sums of rows are added by blocks, so that a tile begins at a block.
constexpr int kRows = 128, kColumns = 4 * kSumBlock;

constexpr double kBend = 6.0 / 29;  // cube root up to which the lightness function of CIELAB is a line
constexpr double kColourPower = 0.7, kKnee = 0.4, kShare = 0.95;
constexpr double kWhite = 116;  // Y of white

// Replaces the blurred planes by CIELAB with the Hunt effect, and the derivatives by the sizes of edges and points.
void look(const FlipColours& colours, const double* row, std::ptrdiff_t stride, int count, double* out) {
    constexpr double kDark = kBend * kBend * kBend;
    for (int i = 0; i < count; i += kLanes<double>) {
        const auto from = [&](int k) { return load(row + k * stride + i); };
        const auto to = [&](int k, Wide v) { store(out + k * stride + i, v); };
        const Wide seen[3] = {from(FlipRow::y), from(FlipRow::cx), from(FlipRow::cz)};
        Wide rgb[3], xyz[3];
        multiply(colours.shown, seen, rgb);
        for (Wide& v : rgb) v = clamped(v);
        multiply(colours.xyz, rgb, xyz);
        for (Wide& v : xyz)
            v = v > kDark ? power(at_least(v, splat(kDark)), 1.0 / 3) : v / (3 * kBend * kBend) + 4.0 / 29;
        const Wide lightness = 116.0 * xyz[1] - 16.0;
        to(FlipLook::lightness, lightness);
        to(FlipLook::a, 0.01 * lightness * (500.0 * (xyz[0] - xyz[1])));
        to(FlipLook::b, 0.01 * lightness * (200.0 * (xyz[1] - xyz[2])));
        const auto size = [&](int x, int y) { return root(from(x) * from(x) + from(y) * from(y)); };
        to(FlipLook::edge, size(FlipRow::edge_x, FlipRow::edge_y));
        to(FlipLook::point, size(FlipRow::point_x, FlipRow::point_y));
    }
}

Wide absolute(Wide v) { return v < 0.0 ? -v : v; }

// The error of each pixel, from 0 to 1.
void compare(double greatest, const double* first, const double* second, std::ptrdiff_t stride, int count,
             double* errors) {
    const double most = std::pow(greatest, kColourPower), knee = kKnee * most;
    const double steep = (1 - kShare) / (most - knee), shallow = kShare / knee;
    for (int i = 0; i < count; i += kLanes<double>) {
        const auto gap = [&](int k) { return load(second + k * stride + i) - load(first + k * stride + i); };
        const Wide a = gap(FlipLook::a), b = gap(FlipLook::b);
        const Wide powered = power(absolute(gap(FlipLook::lightness)) + root(a * a + b * b), kColourPower);
        const Wide colour = powered < knee ? shallow * powered : kShare + (powered - knee) * steep;
        const Wide edge = absolute(gap(FlipLook::edge)), point = absolute(gap(FlipLook::point));
        const Wide feature = root(at_least(edge, point) / (kWhite * std::sqrt(2.0)));
        store(errors + i, power(colour, 1.0 - feature));
    }
}

// The errors of a tile, at several exposures the greatest.
class FlipTile {
public:
    FlipTile(const Plane (&first)[3], const Plane (&second)[3], const Scale& scale, const FlipView& view, int x,
             int count)
        : first_(first), second_(second), scale_(scale), view_(view), x_(x), count_(count),
          width_(whole<double>(count)), rows_(std::size_t(FlipRow::count) * width_),
          looks_(std::size_t(2 * FlipLook::count) * width_), row_(width_) {}

    // Writes the errors of rows begin .. end - 1, whose first values are `width()` apart.
    void measure(int begin, int end, double* errors) {
        for (std::size_t k = 0; k < view_.exposures.size(); ++k) expose(begin, end, view_.exposures[k], !k, errors);
    }

    int width() const { return width_; }

private:
    void expose(int begin, int end, double exposure, bool alone, double* errors) {
        FlipSeen first(view_, first_, scale_.first, exposure, x_, count_);
        FlipSeen second(view_, second_, scale_.second, exposure, x_, count_);
        double *one = looks_.data(), *other = one + FlipLook::count * width_;
        for (int y = begin; y < end; ++y, errors += width_) {
            first.filter(y, rows_.data(), width_);
            look(view_.colours, rows_.data(), width_, width_, one);
            second.filter(y, rows_.data(), width_);
            look(view_.colours, rows_.data(), width_, width_, other);
            compare(view_.colours.greatest, one, other, width_, width_, alone ? errors : row_.data());
            if (alone) continue;
            for (int i = 0; i < width_; i += kLanes<double>)
                store(errors + i, at_least(load(row_.data() + i), load(errors + i)));
        }
    }

    const Plane (&first_)[3];
    const Plane (&second_)[3];
    const Scale& scale_;
    const FlipView& view_;
    int x_, count_, width_;
    Buffer<double> rows_, looks_, row_;
};

// A colour image among the planes of an image, or a plane three times.
struct Colours {
    Colours(const Image& image, int number) {
        const int n = image.c == 3 ? number : number / image.c;
        for (int c = 0; c < 3; ++c) planes[c] = plane_of(image, n, image.c == 3 ? c : number % image.c);
    }
    Plane planes[3];
};

void write_row(const Image& map, int number, int y, int x, int count, const double* errors) {
    const Plane plane = plane_of(map, number / map.c, number % map.c);
    const auto write = [&](auto* out) {
        for (int i = 0; i < count; ++i) out[i] = static_cast<std::remove_pointer_t<decltype(out)>>(errors[i]);
    };
    const std::ptrdiff_t first = y * plane.sh + x;
    if (plane.type == Type::f64) write(const_cast<double*>(static_cast<const double*>(plane.data)) + first);
    else write(const_cast<float*>(static_cast<const float*>(plane.data)) + first);
}

}  // namespace

std::vector<double> flip(const Image& reference, const Image& candidate, const Scale& scale, const FlipView& view,
                         const Image* map, Team& team) {
    const int h = reference.h, w = reference.w, many = reference.c == 3 ? reference.n : reference.n * reference.c;
    const int bands = (h + kRows - 1) / kRows, strips = (w + kColumns - 1) / kColumns, blocks = sum_blocks(w);
    std::vector<double> sums(std::size_t(many) * h * blocks);
    team.run(many * bands * strips, [&](int task, int) {
        const int x = task % strips * kColumns, count = std::min(kColumns, w - x), number = task / strips / bands;
        const int begin = task / strips % bands * kRows, end = std::min(h, begin + kRows);
        const Colours first(reference, number), second(candidate, number);
        FlipTile tile(first.planes, second.planes, scale, view, x, count);
        const Buffer<double> errors(std::size_t(end - begin) * tile.width());
        tile.measure(begin, end, errors.data());
        for (int y = begin; y < end; ++y) {
            const double* row = errors.data() + std::size_t(y - begin) * tile.width();
            sum_row(row, count, sums.data() + (std::size_t(number) * h + y) * blocks + x / kSumBlock);
            if (map) write_row(*map, number, y, x, count, row);
        }
    });
    std::vector<double> means(many);
    for (std::size_t i = 0; i < sums.size(); ++i) means[i / (std::size_t(h) * blocks)] += sums[i];
    for (double& mean : means) mean /= double(h) * w;
    return means;
}

}  // namespace df

#include "kernels/periodic.hpp"

#include "kernels/small_plane.hpp"

namespace df {

namespace {

constexpr double kEqual = 0.05;
const double kTurn = 2 * std::acos(-1.0);

// The cosines and sines of k / n turns.
struct Turns {
    explicit Turns(int n) : n(n), cosine(n), sine(n) {
        for (int k = 0; k < n; ++k) {
            cosine[k] = static_cast<float>(std::cos(kTurn * k / n));
            sine[k] = static_cast<float>(std::sin(kTurn * k / n));
        }
    }
    int n;
    std::vector<float> cosine, sine;
};

// The power of a real plane at the frequencies 0 .. h - 1 of rows and 0 .. w / 2 of columns, by sums over all pixels.
class Spectrum {
public:
    explicit Spectrum(const SmallPlane& plane)
        : h_(plane.h()), w_(plane.w()), half_(w_ / 2 + 1), power_(h_, half_), real_(h_, half_), imaginary_(h_, half_) {
        along_rows(plane);
        along_columns();
    }

    // The power at any frequency.
    double at(int row, int column) const {
        row = (row + h_) % h_, column = (column + w_) % w_;
        if (column >= half_) row = (h_ - row) % h_, column = w_ - column;
        return static_cast<double>(power_.row(row)[column]);
    }
    double around(int row, int column) const {
        double sum = 0;
        for (int y = row - 1; y <= row + 1; ++y)
            for (int x = column - 1; x <= column + 1; ++x) sum += at(y, x);
        return sum;
    }
    double total() const {
        double sum = 0;
        for (int y = 0; y < h_; ++y)
            for (int x = 0; x < half_; ++x) sum += static_cast<double>((x == 0 || 2 * x == w_ ? 1 : 2) * row(y)[x]);
        return sum;
    }
    const float* row(int y) const { return power_.row(y); }
    int half() const { return half_; }

private:
    void along_rows(const SmallPlane& plane) {
        const Turns turns(w_);
        const SmallPlane cosines(w_, half_), sines(w_, half_);
        for (int x = 0; x < w_; ++x)
            for (int v = 0, turn = 0; v < half_; ++v, turn = turn + x < w_ ? turn + x : turn + x - w_)
                cosines.row(x)[v] = turns.cosine[turn], sines.row(x)[v] = -turns.sine[turn];
        for (int y = 0; y < h_; ++y)
            in_parts(0, half_, [&](int v, auto parts) {
                constexpr int kParts = decltype(parts)::value, kStep = kLanes<float>;
                Vec<float> real[kParts] = {}, imaginary[kParts] = {};
                for (int x = 0; x < w_; ++x) {
                    const Vec<float> value = splat(plane.row(y)[x]);
                    for (int p = 0; p < kParts; ++p) {
                        real[p] += value * load(cosines.row(x) + v + p * kStep);
                        imaginary[p] += value * load(sines.row(x) + v + p * kStep);
                    }
                }
                for (int p = 0; p < kParts; ++p) {
                    store(real_.row(y) + v + p * kStep, real[p]);
                    store(imaginary_.row(y) + v + p * kStep, imaginary[p]);
                }
            });
    }

    // The frequencies u and h - u have the same sums, with other signs.
    void along_columns() {
        const Turns turns(h_);
        for (int u = 0; 2 * u <= h_; ++u)
            in_parts(0, half_, [&](int v, auto parts) {
                constexpr int kParts = decltype(parts)::value, kStep = kLanes<float>;
                Vec<float> even[kParts] = {}, odd[kParts] = {}, even_i[kParts] = {}, odd_i[kParts] = {};
                for (int y = 0; y < h_; ++y) {
                    const int turn = static_cast<int>(static_cast<long>(u) * y % h_);
                    const Vec<float> cosine = splat(turns.cosine[turn]), sine = splat(turns.sine[turn]);
                    for (int p = 0; p < kParts; ++p) {
                        const Vec<float> a = load(real_.row(y) + v + p * kStep),
                                         b = load(imaginary_.row(y) + v + p * kStep);
                        even[p] += a * cosine, odd[p] += b * sine, even_i[p] += b * cosine, odd_i[p] += a * sine;
                    }
                }
                for (int p = 0; p < kParts; ++p) {
                    const int at = v + p * kStep;
                    store(power_.row(u) + at, power(even[p] + odd[p], even_i[p] - odd_i[p]));
                    if (u > 0) store(power_.row(h_ - u) + at, power(even[p] - odd[p], even_i[p] + odd_i[p]));
                }
            });
    }

    static Vec<float> power(Vec<float> real, Vec<float> imaginary) { return real * real + imaginary * imaginary; }

    int h_, w_, half_;
    SmallPlane power_, real_, imaginary_;
};

// The part minus its mean, faded.
SmallPlane faded(const Plane& part, double mean) {
    SmallPlane plane(part);
    const auto fade = [](int at, int side) {
        const double sine = std::sin(kTurn / 2 * (at + 0.5) / side);
        return static_cast<float>(sine * sine);
    };
    std::vector<float> across(part.w);
    for (int x = 0; x < part.w; ++x) across[x] = fade(x, part.w);
    for (int y = 0; y < part.h; ++y) {
        const float down = fade(y, part.h);
        for (int x = 0; x < part.w; ++x)
            plane.row(y)[x] = (plane.row(y)[x] - static_cast<float>(mean)) * (down * across[x]);
    }
    return plane;
}

using Sums = std::array<double, 2>;

// Shares of the values of two images in the bins first .. last; all others are 0.
struct Histograms {
    Histograms(const float* shares, int bins) : one(shares), other(shares + bins), first(0), last(bins - 1) {
        const auto empty = [&](int bin) { return one[bin] == 0 && other[bin] == 0; };
        while (first < last && empty(first)) ++first;
        while (last > first && empty(last)) --last;
    }
    const float *one, *other;
    int first, last;
};

// The cosines of the bins before the first one, at it, and at 1, of several frequencies in cycles per bin.
struct Starts {
    std::vector<double> before, first, one;

    // `count` frequencies from `lowest` on, at distances `step`: each cosine follows from the two before it.
    static Starts spaced(double lowest, double step, int count, int bin) {
        const auto at = [&](int bins) {
            std::vector<double> cosines(count);
            const double twice = 2 * std::cos(kTurn * step * bins);
            for (int i = 0; i < count; ++i)
                cosines[i] =
                    i < 2 ? std::cos(kTurn * (lowest + i * step) * bins) : twice * cosines[i - 1] - cosines[i - 2];
            return cosines;
        };
        return {at(bin - 1), at(bin), at(1)};
    }
    static Starts of(const std::vector<double>& frequencies, int bin) {
        const auto at = [&](int bins) {
            std::vector<double> cosines;
            for (const double frequency : frequencies) cosines.push_back(std::cos(kTurn * frequency * bins));
            return cosines;
        };
        return {at(bin - 1), at(bin), at(1)};
    }
};

// How much the values of two images gather at the phase 0 of frequencies. The cosines of the bins follow from each
// other.
std::vector<Sums> gatherings_at(const Histograms& shares, const Starts& starts) {
    constexpr int kParts = 4, kStep = kLanes<double>, kGroup = kParts * kStep;
    std::vector<Sums> found(starts.one.size());
    for (std::size_t start = 0; start < found.size(); start += kGroup) {
        const int count = static_cast<int>(std::min<std::size_t>(kGroup, found.size() - start));
        Vec<double> before[kParts], now[kParts], twice[kParts], one[kParts] = {}, other[kParts] = {};
        const auto group = [&](const std::vector<double>& cosines, Vec<double>* to) {
            double values[kGroup] = {};
            std::copy_n(cosines.begin() + static_cast<std::ptrdiff_t>(start), count, values);
            for (int p = 0; p < kParts; ++p) to[p] = load(values + p * kStep);
        };
        group(starts.before, before), group(starts.first, now), group(starts.one, twice);
        for (int p = 0; p < kParts; ++p) twice[p] *= 2;
        for (int bin = shares.first; bin <= shares.last; ++bin) {
            const double first = static_cast<double>(shares.one[bin]), second = static_cast<double>(shares.other[bin]);
            for (int p = 0; p < kParts; ++p) {
                one[p] += first * now[p], other[p] += second * now[p];
                const Vec<double> next = twice[p] * now[p] - before[p];
                before[p] = now[p], now[p] = next;
            }
        }
        double sums[2][kGroup];
        for (int p = 0; p < kParts; ++p) store(sums[0] + p * kStep, one[p]), store(sums[1] + p * kStep, other[p]);
        for (int i = 0; i < count; ++i) found[start + i] = {sums[0][i], sums[1][i]};
    }
    return found;
}

// How much more one image gathers than the other.
struct Excess {
    int image;
    double operator()(const Sums& sums) const { return sums[image] - std::max(0.0, sums[1 - image]); }
    int strongest(const std::vector<Sums>& all) const {
        const auto less = [this](const Sums& a, const Sums& b) { return (*this)(a) < (*this)(b); };
        return static_cast<int>(std::max_element(all.begin(), all.end(), less) - all.begin());
    }
};

}  // namespace

Waves strongest_wave(const Plane& part, double mean, double lowest) {
    const Spectrum spectrum(faded(part, mean));
    Waves found;
    found.total = spectrum.total();
    float most = -1;
    for (int y = 0; y < part.h; ++y) {
        const double down = std::min(y, part.h - y) / static_cast<double>(part.h);
        for (int x = 0; x < spectrum.half(); ++x) {
            const double across = x / static_cast<double>(part.w);
            if (spectrum.row(y)[x] <= most || down * down + across * across < lowest * lowest) continue;
            most = spectrum.row(y)[x], found.row = y, found.column = x, found.found = true;
        }
    }
    found.around = spectrum.around(found.row, found.column);
    const int row = part.h / 2, column = part.w / 2;
    found.lattice = spectrum.around(row, 0) + spectrum.around(0, column) + spectrum.around(row, column);
    return found;
}

std::array<Gathering, 2> strongest_gathering(const float* shares, int bins, int length, int lowest, int highest,
                                             int between) {
    const Histograms histograms(shares, bins);
    const double step = 1.0 / length;
    const std::vector<Sums> coarse =
        gatherings_at(histograms, Starts::spaced(lowest * step, step, highest - lowest + 1, histograms.first));
    std::array<Gathering, 2> found;
    for (int image = 0; image < 2; ++image) {
        const Excess excess{image};
        const int best = lowest + excess.strongest(coarse);
        std::vector<double> near;
        for (int part = -between; part <= between; ++part) {
            const double at = best + part / static_cast<double>(between);
            if (at >= lowest && at <= highest) near.push_back(at / length);
        }
        const std::vector<Sums> fine = gatherings_at(histograms, Starts::of(near, histograms.first));
        const int strongest = excess.strongest(fine);
        found[image] = {1 / near[strongest], excess(fine[strongest])};
        // Multiples of 20 are multiples of 4 and 5 as well.
        std::vector<double> lower;
        for (int times = 2; near[strongest] / times * length >= lowest; ++times)
            lower.push_back(near[strongest] / times);
        const std::vector<Sums> sums = gatherings_at(histograms, Starts::of(lower, histograms.first));
        const double least = found[image].excess - kEqual;
        for (std::size_t i = 0; i < lower.size(); ++i)
            if (excess(sums[i]) >= least) found[image] = {1 / lower[i], excess(sums[i])};
    }
    return found;
}

}  // namespace df

// Images for the checks: always the same on every machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "image.hpp"

namespace checks {

template <class T>
constexpr df::Type type_of() {
    return sizeof(T) == 1   ? df::Type::u8
           : sizeof(T) == 2 ? df::Type::u16
           : sizeof(T) == 4 ? df::Type::f32
                            : df::Type::f64;
}

// One sample with planes one after the other, or with interleaved channels.
template <class T>
struct Picture {
    Picture(int c, int h, int w, bool interleaved = false)
        : c(c), h(h), w(w), interleaved(interleaved), values(std::size_t(c) * h * w) {}

    T& at(int k, int y, int x) { return values[place(k, y, x)]; }
    const T& at(int k, int y, int x) const { return values[place(k, y, x)]; }

    df::Image image() const {
        const std::ptrdiff_t size = std::ptrdiff_t(c) * h * w;
        if (interleaved) return {values.data(), type_of<T>(), 1, c, h, w, size, 1, std::ptrdiff_t(w) * c, c};
        return {values.data(), type_of<T>(), 1, c, h, w, size, std::ptrdiff_t(h) * w, w, 1};
    }
    df::Plane plane(int k = 0) const { return df::plane_of(image(), 0, k); }

    int c, h, w;
    bool interleaved;
    std::vector<T> values;

private:
    std::size_t place(int k, int y, int x) const {
        return interleaved ? (std::size_t(y) * w + x) * c + k : (std::size_t(k) * h + y) * w + x;
    }
};

// A number from 0 to 1 that looks random.
inline double noise(std::uint32_t seed, std::uint32_t index) {
    std::uint32_t v = seed * 0x9e3779b9u + index * 0x85ebca6bu + 1;
    v ^= v >> 16, v *= 0x7feb352du, v ^= v >> 15, v *= 0x846ca68bu, v ^= v >> 16;
    return v / 4294967296.0;
}

// Waves, an edge and noise; values from 0 to 1. Bytes from 0 to 255.
template <class T>
Picture<T> scene(int c, int h, int w, std::uint32_t seed, double rough = 0.1, bool interleaved = false) {
    Picture<T> picture(c, h, w, interleaved);
    for (int k = 0; k < c; ++k)
        for (int y = 0; y < h; ++y)
            for (int x = 0; x < w; ++x) {
                const double wave = 0.2 * std::sin(0.11 * x + k) * std::cos(0.07 * y) + (x > w / 2 ? 0.15 : -0.15);
                const double value = 0.5 + wave + rough * (noise(seed, (k * h + y) * w + x) - 0.5);
                picture.at(k, y, x) = static_cast<T>(sizeof(T) <= 2 ? std::floor(255 * value) : value);
            }
    return picture;
}

template <class To, class From>
Picture<To> converted(const Picture<From>& from) {
    Picture<To> to(from.c, from.h, from.w, from.interleaved);
    for (std::size_t i = 0; i < from.values.size(); ++i) to.values[i] = static_cast<To>(from.values[i]);
    return to;
}

// Half a gaussian window, from the centre outwards; the whole window sums to one.
inline std::vector<double> half_gaussian(int radius, double sigma) {
    std::vector<double> weights(radius + 1);
    double sum = 0;
    for (int i = 0; i <= radius; ++i) {
        weights[i] = std::exp(-0.5 * i * i / (sigma * sigma));
        sum += i ? 2 * weights[i] : weights[i];
    }
    for (double& weight : weights) weight /= sum;
    return weights;
}

}  // namespace checks

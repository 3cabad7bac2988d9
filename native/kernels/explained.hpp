// How well filters of a small plane explain a difference, and how the energies of two planes lie in bands. Functions of
// small planes compute the same as those of views.

#pragma once

#include <array>
#include <utility>
#include <vector>

#include "image.hpp"

namespace df {

class SmallPlane;
struct Weights;

// Weighted means over pixels: the square of a prediction, and its product with the difference.
struct Response {
    double square = 0, product = 0;
};

// The prediction is the blurred base minus the base. Weights of blurs belong to the centre and to the neighbours at
// distances 1 .. radius; edges are reflected. All planes have the same shape.
std::vector<Response> blur_responses(const Plane& base, const Plane& gap, const Plane& weight,
                                     const std::vector<std::vector<double>>& blurs);
std::vector<Response> blur_responses(const SmallPlane& base, const SmallPlane& gap, const Weights& weight,
                                     const std::vector<std::vector<double>>& blurs);

// The same for the median of the neighbours in a row, and then in a column. A size is 3, 5, 7 or 9 pixels.
std::vector<Response> median_responses(const Plane& base, const Plane& gap, const Plane& weight,
                                       const std::vector<int>& sizes);
std::vector<Response> median_responses(const SmallPlane& base, const SmallPlane& gap, const Weights& weight,
                                       const std::vector<int>& sizes);

// Waves of low frequencies along the columns, (K, h), and along the rows of a plane, (L, w), each orthonormal, and
// which products of them are kept, (K, L).
struct LowWaves {
    Plane along_columns, along_rows, kept;
};

// The prediction is the part of the base that consists of the kept waves, minus the blurred base: the echo of a sharp
// cut of frequencies.
Response cut_response(const Plane& base, const Plane& gap, const Plane& weight, const LowWaves& waves,
                      const std::vector<double>& blur);
Response cut_response(const SmallPlane& base, const SmallPlane& gap, const Weights& weight, const LowWaves& waves,
                      const std::vector<double>& blur);

// Weighted means of the squares of a first plane, a second one and their difference in bands: between the plane and its
// narrowest blur, and between each blur and the next.
std::vector<std::array<double, 3>> band_energies(const Plane& first, const Plane& second, const Plane& weight,
                                                 const std::vector<std::vector<double>>& blurs);
std::vector<std::array<double, 3>> band_energies(const SmallPlane& first, const SmallPlane& second,
                                                 const Weights& weight, const std::vector<std::vector<double>>& blurs);

// Weighted means over pixels: of the blurred plane, and of its square.
std::pair<double, double> blurred_means(const Plane& plane, const Plane& weight, const std::vector<double>& blur);
std::pair<double, double> blurred_means(const SmallPlane& plane, const Weights& weight,
                                        const std::vector<double>& blur);

// Weighted sums: of 1, of two planes, of their squares, and of their product.
struct PlaneSums {
    double count, first, second, first_square, second_square, product;
};
PlaneSums weighted_sums(const Plane& first, const Plane& second, const Plane& weight);
PlaneSums weighted_sums(const SmallPlane& first, const SmallPlane& second, const Weights& weight);

// Sums over the pixels whose weight is not 0 of the value minus a mean, as a share of the greatest: of its square, of
// its fourth power, and of its products with the neighbours in the row and in the column.
struct NeighbourSums {
    double square, fourth, beside, above;
};
NeighbourSums neighbour_sums(const Plane& plane, const Plane& weight, double mean);
NeighbourSums neighbour_sums(const SmallPlane& plane, const Weights& weight, double mean);

// The same of two planes without their blurs, where all weights within `edge` pixels are not 0; where any is, if there
// is no such pixel. Writes the weights of the pixels, 1 or as given, as a contiguous array.
PlaneSums compare_detail(const Plane& first, const Plane& second, const Plane& weight, const std::vector<double>& blur,
                         int edge, float* inner);
PlaneSums compare_detail(const SmallPlane& first, const SmallPlane& second, const SmallPlane& weight,
                         const std::vector<double>& blur, int edge, float* inner);

// Writes the blurred plane, computed in float32. `out` is contiguous.
void blur_small(const Plane& plane, const std::vector<double>& weights, float* out);

// Writes a plane in which white noise of a variance is reduced where little else varies in `size` x `size` pixels, an
// odd number (local Wiener filter). `out` is contiguous.
void reduce_noise(const Plane& plane, int size, double variance, float* out);
SmallPlane noise_reduced(const SmallPlane& plane, int size, double variance);

}  // namespace df

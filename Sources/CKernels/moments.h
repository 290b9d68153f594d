// What the kernel of intensity centroids and its reference share.

#ifndef FACSIMILE_MOMENTS_H
#define FACSIMILE_MOMENTS_H

#include <cstdint>

namespace fk {

constexpr int kMomentsRadius = 15;
/// g(0), ..., g(15): 90 exp(-u^2 / 72), rounded. u g(u) g(v) fits 16 bits, and the sum of 255 of each 32.
constexpr int16_t kMomentsWindow[kMomentsRadius + 1] = {90, 89, 85, 79, 72, 64, 55, 46, 37, 29, 22, 17, 12, 9, 6, 4};

/// w(u, v).
constexpr int16_t MomentsWeight(int u, int v) {
  return static_cast<int16_t>(kMomentsWindow[u < 0 ? -u : u] * kMomentsWindow[v < 0 ? -v : v]);
}

}  // namespace fk

#endif  // FACSIMILE_MOMENTS_H

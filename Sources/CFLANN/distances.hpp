// The two distances, for FLANN: exact integers, so that they agree with our own kernels' on every machine.
#ifndef CFLANN_DISTANCES_HPP
#define CFLANN_DISTANCES_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace cflann {

/// Squared L2 distance of rows of bytes. FLANN's own sums floats, in an order that keeps compilers from using vectors.
struct SquaredL2 {
  typedef bool is_kdtree_distance;
  typedef unsigned char ElementType;
  /// Of splits of the trees as well, hence no integer. Exact: 128 · 255² is less than 2^24.
  typedef float ResultType;

  ResultType operator()(const uint8_t *a, const uint8_t *b, size_t size, ResultType = -1) const {
    int32_t sum = 0;
    for (size_t i = 0; i < size; ++i) {
      const int32_t difference = static_cast<int32_t>(a[i]) - static_cast<int32_t>(b[i]);
      sum += difference * difference;
    }
    return static_cast<ResultType>(sum);
  }

  /// From a value to a split, along one dimension.
  template <typename Value, typename Split>
  ResultType accum_dist(const Value &value, const Split &split, int) const {
    const ResultType difference = static_cast<ResultType>(value) - static_cast<ResultType>(split);
    return difference * difference;
  }
};

/// Bits that differ between rows of whole 64-bit words.
struct Hamming {
  typedef unsigned char ElementType;
  typedef int ResultType;

  ResultType operator()(const uint8_t *a, const uint8_t *b, size_t size, ResultType = -1) const {
    ResultType sum = 0;
    for (size_t i = 0; i < size; i += sizeof(uint64_t)) {
      uint64_t left, right;
      std::memcpy(&left, a + i, sizeof left);
      std::memcpy(&right, b + i, sizeof right);
      sum += __builtin_popcountll(left ^ right);
    }
    return sum;
  }
};

}  // namespace cflann

#endif

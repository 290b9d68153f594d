// FLANN's two indexes, with its randomness made reproducible. Nothing else may include FLANN.
#ifndef CFLANN_SEEDED_FLANN_HPP
#define CFLANN_SEEDED_FLANN_HPP

// All that FLANN includes must have been read before its names are changed below.
#include <algorithm>
#include <cassert>
#include <climits>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>
#include <math.h>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>
#include <typeinfo>
#include <unordered_map>
#include <vector>

#include <lz4.h>
#include <lz4hc.h>

namespace cflann {

/// The random numbers of the build that runs on this thread; FLANN passes none of its functions a generator.
///
/// SplitMix64: Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, Fig. 19.
class SeededBuild {
 public:
  explicit SeededBuild(uint64_t seed) : state_(seed), outer_(current()) { current() = this; }
  ~SeededBuild() { current() = outer_; }
  SeededBuild(const SeededBuild &) = delete;
  SeededBuild &operator=(const SeededBuild &) = delete;

  static uint64_t next() {
    if (current() == nullptr) throw std::logic_error("FLANN drew a random number outside of a build");
    uint64_t mixed = current()->state_ += 0x9E3779B97F4A7C15;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
  }

 private:
  static SeededBuild *&current() {
    thread_local SeededBuild *build = nullptr;
    return build;
  }

  uint64_t state_;
  SeededBuild *outer_;
};

}  // namespace cflann

// Inside of namespace flann, `std::` means this one: what it declares hides the standard library's, the rest is the
// standard library's. FLANN seeds itself from std::random_device and draws from the global std::rand, so that no two
// builds are equal; flann::seed_random reaches only the second.
namespace flann {
namespace std {

using namespace ::std;

class random_device {
 public:
  unsigned operator()() { return static_cast<unsigned>(::cflann::SeededBuild::next() >> 32); }
};

inline int rand() { return static_cast<int>((::cflann::SeededBuild::next() >> 32) % (RAND_MAX + 1u)); }

}  // namespace std
}  // namespace flann

#pragma GCC diagnostic push
#ifdef __clang__
#pragma clang diagnostic ignored "-Weverything"
#endif
// It negates the least integer to find the lowest bit of a mask, and nobody can mend that here.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("undefined"))), apply_to = function)
#endif
#include <flann/algorithms/kdtree_index.h>
#include <flann/algorithms/lsh_index.h>
#ifdef __clang__
#pragma clang attribute pop
#endif
#pragma GCC diagnostic pop

#endif

// What the detector of FAST-9 corners and its reference share.

#ifndef FACSIMILE_FAST9_H
#define FACSIMILE_FAST9_H

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "image_bounds.h"
#include "fk_keypoints.h"

namespace fk {

constexpr size_t kFastRadius = 3;
constexpr size_t kFastCircle = 16;
/// The circle, one step after the other.
constexpr int kFastX[kFastCircle] = {0, 1, 2, 3, 3, 3, 2, 1, 0, -1, -2, -3, -3, -3, -2, -1};
constexpr int kFastY[kFastCircle] = {3, 3, 2, 1, 0, -1, -2, -3, -3, -3, -2, -1, 0, 1, 2, 3};

/// Where corners may be, ends excluded: never nearer than the radius to the image's border.
struct FastArea {
  size_t x_begin, y_begin, x_end, y_end;

  bool IsEmpty() const { return x_begin >= x_end || y_begin >= y_end; }

  FastArea Clipped(size_t width, size_t height) const {
    const size_t right = std::max(width, kFastRadius) - kFastRadius;
    const size_t bottom = std::max(height, kFastRadius) - kFastRadius;
    return {std::max(x_begin, kFastRadius), std::max(y_begin, kFastRadius), std::min(x_end, right),
            std::min(y_end, bottom)};
  }
};

/// Counts all corners and writes as many as there is room for.
struct FastCorners {
  fk_corner *corners;
  size_t capacity;
  size_t count;

  void Add(size_t x, size_t y, int score) {
    if (count < capacity) {
      corners[count] = {static_cast<uint16_t>(x), static_cast<uint16_t>(y), static_cast<uint16_t>(score)};
    }
    ++count;
  }
};

}  // namespace fk

#endif  // FACSIMILE_FAST9_H

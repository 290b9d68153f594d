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

  size_t Columns() const { return x_end - x_begin; }

  bool IsEmpty() const { return x_begin >= x_end || y_begin >= y_end; }

  FastArea Clipped(size_t width, size_t height) const {
    const size_t right = std::max(width, kFastRadius) - kFastRadius;
    const size_t bottom = std::max(height, kFastRadius) - kFastRadius;
    return {std::max(x_begin, kFastRadius), std::max(y_begin, kFastRadius), std::min(x_end, right),
            std::min(y_end, bottom)};
  }
};

/// Bytes before and behind a row of strengths: a vector with a pixel of the row may start before it and end behind it, and
/// its neighbours lie one further.
constexpr size_t kFastRowPadding = 64;

/// Bytes of a row of strengths, whole vectors of 64, with its padding.
constexpr size_t StrengthRowBytes(size_t columns) { return (columns + 63) / 64 * 64 + 2 * kFastRowPadding; }

/// Three rows of strengths, the columns of one row's corners, which are written by vectors, too, and where vectors of
/// each row start; and room to align them.
constexpr size_t FastScratchBytes(size_t columns) {
  return 63 + 3 * StrengthRowBytes(columns) + sizeof(uint16_t) * (columns + 64 + 3 * columns);
}

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

  /// Adds the corners of a row: their columns from `x` on, and the strengths of all columns.
  void Add(size_t x, size_t y, const uint16_t *columns, size_t columns_count, const uint8_t *strengths) {
    const size_t written = std::min(columns_count, capacity - std::min(count, capacity));
    for (size_t i = 0; i < written; ++i) {
      const size_t column = columns[i];
      corners[count + i] = {static_cast<uint16_t>(x + column), static_cast<uint16_t>(y),
                            static_cast<uint16_t>(strengths[column] - 1)};
    }
    count += columns_count;
  }
};

}  // namespace fk

#endif  // FACSIMILE_FAST9_H

// Preconditions of the kernels on images and corners.

#ifndef FACSIMILE_IMAGE_BOUNDS_H
#define FACSIMILE_IMAGE_BOUNDS_H

#include "fk_keypoints.h"
#include "require.h"

namespace fk {

inline void RequireImage(size_t width, size_t height, size_t stride, const char *function) {
  Require(width <= FK_MAX_CORNER_SIDE && height <= FK_MAX_CORNER_SIDE, function,
          "width and height must be at most 65535");
  Require(stride >= width, function, "stride must be at least width");
}

/// The corner must be at least `margin` pixels from the border.
inline void RequireMargin(const fk_corner &corner, size_t width, size_t height, size_t margin, const char *function) {
  const bool fits_x = corner.x >= margin && corner.x + margin < width;
  const bool fits_y = corner.y >= margin && corner.y + margin < height;
  Require(fits_x && fits_y, function, "a corner is too near to the image's border");
}

}  // namespace fk

#endif  // FACSIMILE_IMAGE_BOUNDS_H

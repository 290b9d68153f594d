import Geometry
import Imaging
import Pyramid

/// A photo as it lies over another one by a homography.
struct LaidOver {
  /// Of the size of the picture that it lies over; black where the photo doesn't reach.
  let image: ColorImage
  /// For each pixel, row by row, whether the photo reaches it.
  let isCovered: [Bool]

  /// - Parameters:
  ///   - photo: as it is in its file.
  ///   - size: of the picture that it is laid over.
  ///   - scale: pixels of that picture that are one of the photo it shows, along x and y.
  ///   - photoFromBelow: maps pixels of the photo that is below, as it is in its file, to those of the photo above, with positive depth
  ///     where that is in view.
  /// - Complexity: O(pixels of both).
  init(_ photo: ColorImage, over size: ImageSize, scale: SIMD2<Double>, photoFromBelow: Homography) {
    let (source, sourceScale) = Self.reduced(photo, for: size, scale: scale, photoFromBelow)
    var image = ColorImage(width: size.width, height: size.height, filledWith: RGB(0, 0, 0))
    var isCovered = [Bool](repeating: false, count: size.area)
    let (right, bottom) = (Double(source.width) - 0.5, Double(source.height) - 0.5)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let below = (SIMD2(Double(x), Double(y)) + 0.5) / scale - 0.5
        guard photoFromBelow.depth(at: below) > 0 else { continue }
        let place = (photoFromBelow(below) + 0.5) * sourceScale - 0.5
        guard place.x >= -0.5, place.y >= -0.5, place.x <= right, place.y <= bottom else { continue }
        image[x, y] = Self.color(of: source, at: place)
        isCovered[y * size.width + x] = true
      }
    }
    self.image = image
    self.isCovered = isCovered
  }

  /// The photo, reduced where several of its pixels would fall on one, so that none is passed over; with its scale.
  private static func reduced(
    _ photo: ColorImage, for size: ImageSize, scale: SIMD2<Double>, _ photoFromBelow: Homography
  ) -> (ColorImage, SIMD2<Double>) {
    let middle = 0.5 * SIMD2(Double(size.width), Double(size.height)) / scale - 0.5
    let area = abs(photoFromBelow.areaScale(at: middle)) / (scale.x * scale.y)
    let factor = area.squareRoot()
    guard factor > 1.5, factor.isFinite else { return (photo, SIMD2(1, 1)) }
    let side = max(1, Int((Double(photo.size.longestSide) / factor).rounded()))
    let small = photo.resampled(to: photo.size.fitted(into: side))
    return (
      small, SIMD2(Double(small.width) / Double(photo.width), Double(small.height) / Double(photo.height))
    )
  }

  /// Between the four pixels around a place, in proportion; those beyond the border are as those on it.
  private static func color(of image: ColorImage, at place: SIMD2<Double>) -> RGB {
    let low = SIMD2(place.x.rounded(.down), place.y.rounded(.down))
    let part = place - low
    let (x, y) = (Int(low.x), Int(low.y))
    func pixel(_ x: Int, _ y: Int) -> SIMD3<Double> {
      let color = image[min(max(x, 0), image.width - 1), min(max(y, 0), image.height - 1)]
      return SIMD3(Double(color.red), Double(color.green), Double(color.blue))
    }
    let above = pixel(x, y) * (1 - part.x) + pixel(x + 1, y) * part.x
    let below = pixel(x, y + 1) * (1 - part.x) + pixel(x + 1, y + 1) * part.x
    let mixed = above * (1 - part.y) + below * part.y
    return RGB(UInt8(mixed.x.rounded()), UInt8(mixed.y.rounded()), UInt8(mixed.z.rounded()))
  }

  /// How far the photo differs from the one below, channel by channel: black where both are the same, and dark grey where the photo
  /// doesn't reach.
  func difference(from below: ColorImage) -> ColorImage {
    var difference = image
    for y in 0..<image.height {
      for x in 0..<image.width {
        guard isCovered[y * image.width + x] else {
          difference[x, y] = Self.outside
          continue
        }
        let (one, other) = (image[x, y], below[x, y])
        func away(_ a: UInt8, _ b: UInt8) -> UInt8 { a > b ? a - b : b - a }
        difference[x, y] = RGB(
          away(one.red, other.red), away(one.green, other.green), away(one.blue, other.blue))
      }
    }
    return difference
  }

  static let outside = RGB(52, 52, 58)
}

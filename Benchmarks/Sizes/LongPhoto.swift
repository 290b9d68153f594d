import Geometry
import Imaging
import Pyramid

/// Photos glued to one another: a panorama or, one below the other, a strip.
struct LongPhoto {
  let image: ColorImage
  let isUpright: Bool

  /// - Parameter side: of the short side, to which the photos are resampled.
  init(_ photos: [ColorImage], isUpright: Bool, side: Int) {
    let scaled = photos.map { photo in
      photo.resampled(
        to: isUpright
          ? ImageSize(width: side, height: photo.height * side / photo.width)
          : ImageSize(width: photo.width * side / photo.height, height: side))
    }
    var pixels: [UInt8] = []
    if isUpright {
      for photo in scaled { pixels += photo.pixels }
    } else {
      for y in 0..<side {
        for photo in scaled { pixels += photo.pixels[3 * y * photo.width..<3 * (y + 1) * photo.width] }
      }
    }
    let length = scaled.reduce(0) { $0 + (isUpright ? $1.height : $1.width) }
    image = ColorImage(width: isUpright ? side : length, height: isUpright ? length : side, pixels: pixels)
    self.isUpright = isUpright
  }

  /// An eighth to a twelfth of it.
  func randomPart(using generator: inout SplitMix64) -> ColorImage {
    let share = Int.random(in: 8...12, using: &generator)
    let whole = isUpright ? image.height : image.width
    let start = Int.random(in: 0...whole - whole / share, using: &generator)
    return isUpright
      ? image.cropped(x: 0, y: start, to: ImageSize(width: image.width, height: whole / share))
      : image.cropped(x: start, y: 0, to: ImageSize(width: whole / share, height: image.height))
  }
}

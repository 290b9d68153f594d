import Geometry
import Imaging
import Pyramid

/// A copy of a photo that is small in pixels.
enum SmallCopy: String, CaseIterable {
  case side100 = "100 pixels"
  case side120 = "120 pixels"
  case sixth = "a sixth of the size"
  /// Pasted somewhere onto another photo.
  case pasted = "128 pixels, on another photo"

  func copy(
    of photo: ColorImage, onto background: ColorImage, using generator: inout SplitMix64
  ) -> ColorImage {
    switch self {
    case .side100: photo.resampled(to: photo.size.fitted(into: 100))
    case .side120: photo.resampled(to: photo.size.fitted(into: 120))
    case .sixth: photo.resampled(to: ImageSize(width: photo.width / 6, height: photo.height / 6))
    case .pasted: background.wearing(photo.resampled(to: photo.size.fitted(into: 128)), using: &generator)
    }
  }
}

import Geometry
import Imaging

/// What was done to a photo to make a copy of it.
enum CopyKind: String, CaseIterable {
  /// The same bytes.
  case exact
  /// Quality 30.
  case jpeg
  /// A random part of 50 to 70 % of the area.
  case crop
  /// Half the width and the height.
  case half
  /// Left and right exchanged.
  case flipped

  /// The copy of a photo, as files are.
  func copy(of file: [UInt8], using generator: inout SplitMix64) throws -> [UInt8] {
    if self == .exact { return file }
    let image = try ColorImage(decoding: file, name: "the original")
    return switch self {
    case .exact: file
    case .jpeg: try image.encoded(as: .jpeg(quality: 30))
    case .crop: try image.randomPart(using: &generator).encoded(as: .jpeg())
    case .half: try image.halved().encoded(as: .jpeg())
    case .flipped: try image.mirrored().encoded(as: .jpeg())
    }
  }
}

extension ColorImage {
  /// A part of 50 to 70 % of the area, up to a third wider or narrower in proportion than the whole.
  fileprivate func randomPart(using generator: inout SplitMix64) -> ColorImage {
    // Away from the bounds, as sides are whole pixels.
    let area = Double.random(in: 0.51...0.69, using: &generator)
    let across = area.squareRoot() * .random(in: 0.87...1.15, using: &generator)
    let part = ImageSize(width: Int(Double(width) * across), height: Int(Double(height) * area / across))
    return cropped(
      x: .random(in: 0...width - part.width, using: &generator),
      y: .random(in: 0...height - part.height, using: &generator), to: part)
  }
}

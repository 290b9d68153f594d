import Appearance
import Geometry
import Imaging
import Matcher

extension PairMatch {
  /// A photo of the pair, tinted by what the blocks of the best model tell; untouched where there is none.
  ///
  /// - Parameter scale: Pixels of the picture that are one of the photo, along x and y.
  func withAppearance(_ picture: ColorImage, scale: SIMD2<Double>, isQuery: Bool) -> ColorImage {
    guard let model = report.models.first, let appearance = model.appearance else { return picture }
    let size = reference.imageSize
    let extent = SIMD2(Double(size.width), Double(size.height))
    let blocks = SIMD2(Double(appearance.columns), Double(appearance.rows))
    var tinted = picture
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        let point = (SIMD2(Double(x), Double(y)) + 0.5) / scale - 0.5
        let place = ((isQuery ? model.referenceFromQuery(point) : point) + 0.5) / extent * blocks
        guard place.x >= 0, place.y >= 0, place.x < blocks.x, place.y < blocks.y,
          let tint = Self.tint(of: appearance.blocks[Int(place.y) * appearance.columns + Int(place.x)])
        else { continue }
        let start = 3 * (y * picture.width + x)
        for channel in 0..<3 {
          let value = Double(picture.pixels[start + channel])
          tinted.pixels[start + channel] = UInt8(value + tint.opacity * (tint.color[channel] - value))
        }
      }
    }
    return tinted
  }

  /// Blue against red and yellow: apart for the colour-blind, too.
  private static func tint(of verdict: BlockVerdict) -> (color: SIMD3<Double>, opacity: Double)? {
    switch verdict {
    case .outside, .undecided: nil
    case .agrees: (SIMD3(40, 130, 255), 0.5)
    case .agreesInLevel: (SIMD3(40, 130, 255), 0.3)
    case .contradicts, .contradictsInLevel: (SIMD3(255, 60, 40), 0.55)
    case .covered: (SIMD3(255, 200, 40), 0.5)
    }
  }
}

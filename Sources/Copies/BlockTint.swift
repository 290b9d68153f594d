import Appearance
import Imaging

/// How a block's verdict is shown: a tint, blue against red and yellow, apart for the colour-blind, too, and a sign for those who see no
/// colours.
struct BlockTint {
  let color: RGB
  let opacity: Double
  let sign: BlockSign?

  static let agrees = BlockTint(color: RGB(40, 130, 255), opacity: 0.5, sign: nil)
  static let contradicts = BlockTint(color: RGB(255, 60, 40), opacity: 0.55, sign: .cross)
  static let covered = BlockTint(color: RGB(255, 200, 40), opacity: 0.5, sign: .dash)

  private init(color: RGB, opacity: Double, sign: BlockSign?) {
    self.color = color
    self.opacity = opacity
    self.sign = sign
  }

  /// nil where nothing can be said.
  init?(of verdict: BlockVerdict) {
    switch verdict {
    case .outside, .undecided: return nil
    case .agrees: self = .agrees
    case .agreesInLevel: self = BlockTint(color: Self.agrees.color, opacity: 0.3, sign: nil)
    case .contradicts, .contradictsInLevel: self = .contradicts
    case .covered: self = .covered
    }
  }
}

extension AppearanceReport {
  /// A picture of the reference, or of what lies over it, tinted block by block.
  func tinting(_ picture: ColorImage) -> ColorImage {
    var canvas = Canvas(picture)
    let size = SIMD2(Double(picture.width) / Double(columns), Double(picture.height) / Double(rows))
    for row in 0..<rows {
      for column in 0..<columns {
        guard let tint = BlockTint(of: blocks[row * columns + column]) else { continue }
        func corner(_ x: Int, _ y: Int) -> SIMD2<Double> {
          let place = SIMD2(Double(column + x), Double(row + y)) * size
          return SIMD2(place.x.rounded(), place.y.rounded())
        }
        let (low, high) = (corner(0, 0), corner(1, 1))
        canvas.fill(from: low, to: high, color: tint.color, opacity: tint.opacity)
        let side = min(high.x - low.x, high.y - low.y)
        if side >= 8 { tint.sign?.draw(on: &canvas, at: 0.5 * (low + high) - 0.5, size: min(side / 6, 5)) }
      }
    }
    return canvas.image
  }
}

import Imaging

/// How an app's letters are drawn.
struct PageFace {
  /// Of the upright strokes, in hundredths of the size.
  var weight = 8.0
  /// How wide letters are: 1 as they are in the table.
  var width = 1.0
  /// How far letters lean to the right, as a share of their height.
  var slant = 0.0
  /// By how much level strokes are thinner than upright ones, from 0 to 1.
  var contrast = 0.0
  var hasSerifs = false

  var bold: PageFace {
    var bold = self
    bold.weight *= 1.6
    return bold
  }

  private static let space = 26.0
  private static let unknown = StrokeGlyph.letters["?"]!

  /// Width of a line of text, in the unit of `size`.
  func width(of text: String, size: Double) -> Double { text.reduce(0) { $0 + advance(of: $1) } * size / 100 }

  private func advance(of letter: Character) -> Double {
    letter == " " ? Self.space * width : (glyph(of: letter).width * width) + weight + 6 + (hasSerifs ? 3 : 0)
  }

  private func glyph(of letter: Character) -> StrokeGlyph { StrokeGlyph.letters[letter] ?? Self.unknown }

  /// Paints a line of text whose baseline begins at a place; all in pixels.
  func paint(_ text: String, at start: SIMD2<Double>, size: Double, color: RGB, on canvas: inout Canvas) {
    var x = start.x
    for letter in text {
      let left = (weight / 2 + 3) * size / 100
      paint(glyph(of: letter), at: SIMD2(x + left, start.y), size: size, color: color, on: &canvas)
      x += advance(of: letter) * size / 100
    }
  }

  /// Paints one glyph, the origin of whose strokes is at a place.
  func paint(_ glyph: StrokeGlyph, at origin: SIMD2<Double>, size: Double, color: RGB, on canvas: inout Canvas) {
    let unit = size / 100
    var pieces: [StrokePiece] = []
    for stroke in glyph.strokes {
      let points = stroke.map { point in
        let x: Double = (point.x * width + point.y * slant) * unit
        return SIMD2<Double>(origin.x + x, origin.y - point.y * unit)
      }
      for (from, to) in zip(points, points.dropFirst()) {
        let along: SIMD2<Double> = to - from
        pieces.append(StrokePiece(from, to, halfWidth: halfWidth(along) * unit))
      }
      if hasSerifs { pieces += serifs(of: points, unit: unit) }
    }
    canvas.paint(pieces, color: color)
  }

  private func halfWidth(_ along: SIMD2<Double>) -> Double {
    let length = max((along * along).sum().squareRoot(), .leastNormalMagnitude)
    return weight / 2 * (1 - contrast * abs(along.x) / length)
  }

  /// A short level stroke at each end of a stroke that ends upright.
  private func serifs(of points: [SIMD2<Double>], unit: Double) -> [StrokePiece] {
    [points, points.reversed()].compactMap { points in
      let along = points[1] - points[0]
      guard abs(along.y) > 20 * unit, abs(along.x) < 0.3 * abs(along.y) + abs(slant * along.y) else { return nil }
      let across = SIMD2(7.5 * unit, 0)
      return StrokePiece(points[0] - across, points[0] + across, halfWidth: weight / 2 * (1 - contrast) * unit)
    }
  }
}

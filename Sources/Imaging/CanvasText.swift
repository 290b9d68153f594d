/// How captions are written: a face of even strokes, ``StrokeGlyph``, at any size.
package struct CaptionFace: Sendable {
  /// Height of capitals is seven tenths of it, in pixels.
  package var size: Double
  package var isBold: Bool

  package init(size: Double, isBold: Bool = false) {
    self.size = size
    self.isBold = isBold
  }

  /// Of the strokes, in hundredths of the size.
  private var weight: Double { isBold ? 14 : 9 }

  private static let space = 34.0
  /// For what the alphabet has no letter for.
  private static let unknown = StrokeGlyph("0,0 0,70 40,70 40,0 0,0")

  /// Latin letters without their accents, where the alphabet has none that wear them.
  private static func glyph(of letter: Character) -> StrokeGlyph {
    if let glyph = StrokeGlyph.letters[letter] { return glyph }
    // LATIN SMALL LETTER E WITH ACUTE, or an E that an accent follows.
    guard let scalar = letter.unicodeScalars.first else { return unknown }
    let words = (scalar.properties.name ?? "").split(separator: " ")
    guard words.count > 3, words[0] == "LATIN", words[2] == "LETTER", words[3].count == 1 else { return unknown }
    let base = words[1] == "SMALL" ? words[3].lowercased() : String(words[3])
    return StrokeGlyph.letters[Character(base)] ?? unknown
  }

  private func advance(of letter: Character) -> Double {
    letter == " " ? Self.space : Self.glyph(of: letter).width + weight + 7
  }

  /// Width of a line of text, in pixels.
  package func width(of text: String) -> Double { text.reduce(0) { $0 + advance(of: $1) } * size / 100 }

  /// A text that is no wider than `width`: the end of one that is too long, as it tells more than its beginning.
  package func fitted(_ text: String, into width: Double) -> String {
    guard self.width(of: text) > width else { return text }
    var kept = Array(text)
    var left = self.width(of: "…" + text)
    while !kept.isEmpty, left > width { left -= advance(of: kept.removeFirst()) * size / 100 }
    return "…" + String(kept)
  }

  /// The strokes of a line of text.
  ///
  /// - Parameters:
  ///   - start: where its baseline begins.
  ///   - isUpright: whether it is read from below to above.
  func pieces(of text: String, at start: SIMD2<Double>, isUpright: Bool) -> [[StrokePiece]] {
    let unit = size / 100
    var x = (weight / 2 + 3) * unit
    return text.map { letter in
      defer { x += advance(of: letter) * unit }
      return Self.glyph(of: letter).strokes.flatMap { stroke in
        let points = stroke.map { point in
          let along = SIMD2(x + point.x * unit, -point.y * unit)
          return start + (isUpright ? SIMD2(along.y, -along.x) : along)
        }
        return zip(points, points.dropFirst()).map { StrokePiece($0, $1, halfWidth: weight / 2 * unit) }
      }
    }
  }
}

extension Canvas {
  /// Writes a line of text whose baseline begins at a place.
  ///
  /// - Parameter isUpright: whether it is read from below to above.
  package mutating func write(
    _ text: String, at start: SIMD2<Double>, in face: CaptionFace, color: RGB, isUpright: Bool = false
  ) {
    for letter in face.pieces(of: text, at: start, isUpright: isUpright) { paint(letter, color: color) }
  }

  /// Fills a rectangle with sides along the axes, from its top-left corner on; clipped to whole pixels.
  package mutating func fill(
    from low: SIMD2<Double>, to high: SIMD2<Double>, color: RGB, opacity: Double = 1
  ) {
    guard low.x.isFinite, low.y.isFinite, high.x.isFinite, high.y.isFinite else { return }
    for y in region.range(from: low.y, to: high.y - 1, axis: 1) {
      for x in region.range(from: low.x, to: high.x - 1, axis: 0) { blend(color, x, y, weight: opacity) }
    }
  }

  /// Paints a line in dashes.
  ///
  /// - Parameter dashes: lengths of dashes and of the gaps behind them, in pixels; none for a whole line.
  /// - Returns: how far into the pattern it ends, where another line may go on.
  @discardableResult
  package mutating func line(
    from start: SIMD2<Double>, to end: SIMD2<Double>, width: Double, color: RGB, opacity: Double = 1,
    dashes: [Double], phase: Double = 0
  ) -> Double {
    let along = end - start
    let length = (along * along).sum().squareRoot()
    let period = dashes.reduce(0, +)
    guard period > 0, length.isFinite, length < Self.longestDashed else {
      line(from: start, to: end, width: width, color: color, opacity: opacity)
      return 0
    }
    guard length > 0 else { return phase }
    var (index, left) = (0, phase.truncatingRemainder(dividingBy: period))
    while left >= dashes[index] {
      left -= dashes[index]
      index = (index + 1) % dashes.count
    }
    var place = 0.0
    while place < length {
      let next = min(place + dashes[index] - left, length)
      if index % 2 == 0 {
        line(
          from: start + along * (place / length), to: start + along * (next / length), width: width, color: color,
          opacity: opacity)
      }
      left = 0
      place = next
      index = (index + 1) % dashes.count
    }
    return (phase + length).truncatingRemainder(dividingBy: period)
  }

  /// So that a line to a place far outside isn't cut into millions of dashes: longer ones are whole.
  private static let longestDashed = 1e5
}

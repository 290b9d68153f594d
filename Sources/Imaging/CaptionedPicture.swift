/// A picture with words around it: names above; below them what is believed, in a colour and with a sign of its own, and what the
/// colours in the picture mean.
package struct CaptionedPicture: Sendable {
  /// What stands above a part of the picture.
  package struct Title: Sendable, Hashable {
    package let name: String
    package let detail: String
    /// Where the part begins, and how wide it is, in pixels of the picture.
    package let x: Int
    package let width: Int

    package init(_ name: String, detail: String, x: Int, width: Int) {
      self.name = name
      self.detail = detail
      self.x = x
      self.width = width
    }
  }

  /// What a mark in the picture means.
  package struct LegendEntry: Sendable, Hashable {
    package enum Mark: Sendable, Hashable {
      case line(RGB, isDashed: Bool)
      /// Lines that have a colour each.
      case colors
      /// A tinted block, with the sign that stands in it.
      case block(RGB, BlockSign?)
    }

    package let mark: Mark
    package let text: String

    package init(_ mark: Mark, _ text: String) {
      self.mark = mark
      self.text = text
    }
  }

  package let body: ColorImage
  package let titles: [Title]
  package let verdict: String
  package let proof: MatchProof
  package let legend: [LegendEntry]

  package init(
    _ body: ColorImage, titles: [Title], verdict: String, proof: MatchProof, legend: [LegendEntry]
  ) {
    self.body = body
    self.titles = titles
    self.verdict = verdict
    self.proof = proof
    self.legend = legend
  }

  private static let ground = RGB(24, 24, 27)
  private static let ink = RGB(244, 244, 245)
  private static let paleInk = RGB(176, 176, 184)
  private static let margin = 12
  /// So that a verdict has room below photos of any size.
  private static let leastWidth = 560
  private static let (headerHeight, verdictHeight, legendHeight) = (46, 36, 26)
  private static let nameFace = CaptionFace(size: 18, isBold: true)
  private static let detailFace = CaptionFace(size: 15)

  /// Draws all of it.
  ///
  /// - Complexity: O(pixels).
  package func drawn() -> ColorImage {
    let width = max(body.width, Self.leastWidth)
    let rows = legendRows(width: width)
    let left = (width - body.width) / 2
    let footer = Self.headerHeight + body.height
    let height = footer + Self.verdictHeight + (rows.isEmpty ? 0 : rows.count * Self.legendHeight + Self.margin)
    var canvas = Canvas(ColorImage(width: width, height: height, filledWith: Self.ground))
    canvas.paste(body, x: left, y: Self.headerHeight)
    for title in titles {
      // A title may be wider than a small photo, as far as the next one.
      let next = titles.lazy.filter { $0.x > title.x }.map(\.x).min().map { $0 + left - Self.margin }
      let x = Double(title.x + left)
      let room = Double(next ?? width - Self.margin) - x
      canvas.write(
        Self.nameFace.fitted(title.name, into: room), at: SIMD2(x, 22), in: Self.nameFace, color: Self.ink)
      canvas.write(
        Self.detailFace.fitted(title.detail, into: room), at: SIMD2(x, 40), in: Self.detailFace, color: Self.paleInk)
    }
    drawVerdict(on: &canvas, y: Double(footer), width: Double(width))
    for (row, entries) in rows.enumerated() {
      let y = Double(footer + Self.verdictHeight + Self.margin / 2 + row * Self.legendHeight)
      for (x, entry) in entries { draw(entry, on: &canvas, x: x, y: y + Double(Self.legendHeight) / 2) }
    }
    return canvas.image
  }

  private func drawVerdict(on canvas: inout Canvas, y: Double, width: Double) {
    let middle = y + Double(Self.verdictHeight) / 2
    canvas.fill(from: SIMD2(0, y), to: SIMD2(width, y + Double(Self.verdictHeight)), color: proof.ground)
    let sign = SIMD2(Double(Self.margin) + 9, middle)
    canvas.disc(at: sign, radius: 10, color: proof.lineColor)
    for (from, to) in proof.sign { canvas.line(from: sign + from, to: sign + to, width: 2.5, color: proof.ground) }
    let x = sign.x + 20
    canvas.write(
      Self.nameFace.fitted(verdict, into: width - x - Double(Self.margin)), at: SIMD2(x, middle + 6), in: Self.nameFace,
      color: Self.ink)
  }

  private static let sampleWidth = 30.0
  private static let gap = 22.0

  /// As many entries in a row as it has room for, each with its place.
  private func legendRows(width: Int) -> [[(x: Double, entry: LegendEntry)]] {
    var rows: [[(x: Double, entry: LegendEntry)]] = []
    var x = Double.infinity
    for entry in legend {
      let needed = Self.sampleWidth + 8 + Self.detailFace.width(of: entry.text)
      if x + needed > Double(width - Self.margin) {
        rows.append([])
        x = Double(Self.margin)
      }
      rows[rows.count - 1].append((x, entry))
      x += needed + Self.gap
    }
    return rows
  }

  private func draw(_ entry: LegendEntry, on canvas: inout Canvas, x: Double, y: Double) {
    let (start, end) = (SIMD2(x, y), SIMD2(x + Self.sampleWidth, y))
    switch entry.mark {
    case .line(let color, let isDashed):
      canvas.line(from: start, to: end, width: 3, color: color, dashes: isDashed ? [6, 4] : [])
    case .colors:
      for index in 0..<3 {
        let from = start + SIMD2(Double(index) * Self.sampleWidth / 3, 0)
        canvas.line(from: from, to: from + SIMD2(Self.sampleWidth / 3, 0), width: 3, color: matchColor(index))
      }
    case .block(let color, let sign):
      canvas.fill(from: SIMD2(x + 6, y - 9), to: SIMD2(x + 24, y + 9), color: color)
      sign?.draw(on: &canvas, at: SIMD2(x + 15, y) - 0.5, size: 4)
    }
    canvas.write(
      entry.text, at: SIMD2(x + Self.sampleWidth + 8, y + 5), in: Self.detailFace, color: Self.paleInk)
  }
}

/// A sign in a tinted block, so that colours aren't all that tells blocks apart.
package enum BlockSign: Sendable, Hashable {
  case cross, dash

  /// - Parameter size: from the middle to the ends, in pixels.
  package func draw(on canvas: inout Canvas, at middle: SIMD2<Double>, size: Double) {
    func stroke(_ from: SIMD2<Double>, _ to: SIMD2<Double>) {
      canvas.line(from: middle + size * from, to: middle + size * to, width: max(1.5, size / 3), color: .white)
    }
    stroke(SIMD2(-1, self == .cross ? -1 : 0), SIMD2(1, self == .cross ? 1 : 0))
    if self == .cross { stroke(SIMD2(-1, 1), SIMD2(1, -1)) }
  }
}

/// How far a picture's matches prove anything, which shows in how they are drawn.
public enum MatchProof: String, Sendable, Hashable, CaseIterable {
  /// To be relied on: whole lines, and the query's outline.
  case proven
  /// Chance explains it hardly, and something else may: the outline is dashed.
  case doubtful
  /// Nothing: thin dashes without rings, and no outline.
  case refuted

  /// On dark: apart for the colour-blind, too, and by ``sign`` without colours.
  package var lineColor: RGB {
    switch self {
    case .proven: RGB(134, 255, 150)
    case .doubtful: RGB(255, 200, 80)
    case .refuted: MatchPicture.refutedColor
    }
  }

  var ground: RGB {
    switch self {
    case .proven: RGB(14, 68, 34)
    case .doubtful: RGB(92, 62, 6)
    case .refuted: RGB(104, 24, 24)
    }
  }

  /// A tick, an exclamation mark, a cross: lines within a radius of 6 pixels.
  var sign: [(SIMD2<Double>, SIMD2<Double>)] {
    switch self {
    case .proven: [(SIMD2(-5, 0), SIMD2(-1.5, 4)), (SIMD2(-1.5, 4), SIMD2(5, -4))]
    case .doubtful: [(SIMD2(0, -5), SIMD2(0, 1)), (SIMD2(0, 5), SIMD2(0, 5))]
    case .refuted: [(SIMD2(-4, -4), SIMD2(4, 4)), (SIMD2(-4, 4), SIMD2(4, -4))]
    }
  }
}

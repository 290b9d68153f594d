/// A query and a reference side by side with the matches between them: shows a person why a pair was believed.
public struct MatchPicture: Sendable {
  /// Two matched points, in pixels of their own images (see ``GrayImage``).
  public struct Match: Sendable, Hashable {
    public var query: SIMD2<Double>
    public var reference: SIMD2<Double>
    /// nil for a colour of the match's own.
    public var color: RGB?

    public init(query: SIMD2<Double>, reference: SIMD2<Double>, color: RGB? = nil) {
      self.query = query
      self.reference = reference
      self.color = color
    }
  }

  /// Shown on the left, at its own size: scale it, and the points with it, before.
  public var query: ColorImage
  /// Shown on the right, at its own size.
  public var reference: ColorImage
  /// What lines join.
  public var matches: [Match]
  /// Matches that were thrown away: thin lines, below all else and without rings.
  public var discarded: [Match]
  /// The query's corners in pixels of the reference, in order around it; any polygon will do. Corners may lie outside
  /// the reference; sides to a corner that is not finite are left out.
  public var outline: [SIMD2<Double>]
  /// How the matches and the outline are drawn.
  public var proof: MatchProof

  public init(
    query: ColorImage, reference: ColorImage, matches: [Match], discarded: [Match] = [], outline: [SIMD2<Double>] = [],
    proof: MatchProof = .proven
  ) {
    self.query = query
    self.reference = reference
    self.matches = matches
    self.discarded = discarded
    self.outline = outline
    self.proof = proof
  }

  /// Where the two images begin, from left to right, in pixels of the picture.
  package var lefts: (query: Int, reference: Int) { (Self.margin, Self.margin + query.width + Self.gap) }

  private static let margin = 12
  private static let gap = 12
  private static let ground = RGB(24, 24, 27)

  /// Draws the picture: as wide as both images with a gap and margins, as high as the higher one.
  ///
  /// - Complexity: O(pixels + matches × length of a line).
  public func drawn() -> ColorImage {
    let height = max(query.height, reference.height)
    let referenceX = lefts.reference
    let queryY = Self.margin + (height - query.height) / 2
    let referenceY = Self.margin + (height - reference.height) / 2
    var canvas = Canvas(
      ColorImage(
        width: referenceX + reference.width + Self.margin, height: height + 2 * Self.margin, filledWith: Self.ground))
    canvas.paste(query, x: Self.margin, y: queryY)
    canvas.paste(reference, x: referenceX, y: referenceY)

    let queryOrigin = SIMD2(Double(Self.margin), Double(queryY))
    let referenceOrigin = SIMD2(Double(referenceX), Double(referenceY))
    drawDiscarded(on: &canvas, queryOrigin: queryOrigin, referenceOrigin: referenceOrigin)
    let everywhere = canvas.region
    canvas.region = PixelRectangle(x: referenceX, y: referenceY, size: reference.size)
    drawOutline(on: &canvas, origin: referenceOrigin)
    canvas.region = everywhere
    if proof == .refuted {
      drawRefuted(on: &canvas, queryOrigin: queryOrigin, referenceOrigin: referenceOrigin)
    } else {
      drawMatches(on: &canvas, queryOrigin: queryOrigin, referenceOrigin: referenceOrigin)
    }
    return canvas.image
  }

  private func drawOutline(on canvas: inout Canvas, origin: SIMD2<Double>) {
    guard outline.count >= 2, proof != .refuted else { return }
    let corners = outline.map { $0 + origin }
    let sides = zip(corners, corners.dropFirst() + [corners[0]])
    // The casing of all sides goes below the line of all, so that the corners stay whole. Light on dark is seen on
    // any photo.
    for (from, to) in sides { canvas.line(from: from, to: to, width: 6, color: RGB(6, 30, 12), opacity: 0.75) }
    let dashes: [Double] = proof == .proven ? [] : [12, 10]
    var phase = 0.0
    for (from, to) in sides {
      phase = canvas.line(from: from, to: to, width: 3, color: proof.lineColor, dashes: dashes, phase: phase)
    }
  }

  private func drawDiscarded(on canvas: inout Canvas, queryOrigin: SIMD2<Double>, referenceOrigin: SIMD2<Double>) {
    let opacity = min(max(0.8 * (60 / Double(max(discarded.count, 1))).squareRoot(), 0.2), 0.8)
    for match in discarded {
      canvas.line(
        from: match.query + queryOrigin, to: match.reference + referenceOrigin, width: 1,
        color: match.color ?? RGB(150, 150, 155), opacity: opacity)
    }
  }

  /// Colour of matches that prove nothing.
  package static let refutedColor = RGB(255, 120, 110)

  /// Thin dashes that end in dots: nobody takes them for a proof.
  private func drawRefuted(on canvas: inout Canvas, queryOrigin: SIMD2<Double>, referenceOrigin: SIMD2<Double>) {
    let opacity = min(max(0.8 * (40 / Double(max(matches.count, 1))).squareRoot(), 0.25), 0.8)
    for match in matches {
      let (start, end) = (match.query + queryOrigin, match.reference + referenceOrigin)
      canvas.line(
        from: start, to: end, width: 1, color: Self.refutedColor, opacity: opacity, dashes: [5, 7])
      for point in [start, end] { canvas.disc(at: point, radius: 2, color: Self.refutedColor, opacity: opacity) }
    }
  }

  private func drawMatches(on canvas: inout Canvas, queryOrigin: SIMD2<Double>, referenceOrigin: SIMD2<Double>) {
    // Some lines may be strong; hundreds together must let the photos through.
    let count = Double(max(matches.count, 1))
    let lineOpacity = min(max(0.9 * (25 / count).squareRoot(), 0.12), 0.9)
    let endOpacity = min(max(0.95 * (150 / count).squareRoot(), 0.5), 0.95)
    for (index, match) in matches.enumerated() {
      let (start, end) = (match.query + queryOrigin, match.reference + referenceOrigin)
      canvas.line(from: start, to: end, width: 1.5, color: match.color ?? matchColor(index), opacity: lineOpacity)
    }
    for (index, match) in matches.enumerated() {
      for point in [match.query + queryOrigin, match.reference + referenceOrigin] {
        canvas.circle(at: point, radius: 3.5, width: 3, color: RGB(0, 0, 0), opacity: endOpacity * 0.6)
        canvas.circle(at: point, radius: 3.5, width: 1.5, color: match.color ?? matchColor(index), opacity: endOpacity)
      }
    }
  }
}

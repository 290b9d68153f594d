import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite("MatchPicture") struct MatchPictureTests {
  private static let query = ColorImage(width: 40, height: 30, filledWith: RGB(90, 90, 90))
  private static let reference = ColorImage(width: 50, height: 60, filledWith: RGB(120, 120, 120))

  /// Where the images lie: margins and gap of 12 pixels, the lower image in the middle of the height.
  private static let queryOrigin = (x: 12, y: 27)
  private static let referenceOrigin = (x: 64, y: 12)

  @Test("shows both images whole, side by side")
  func layout() {
    let picture = MatchPicture(query: Self.query, reference: Self.reference, matches: []).drawn()
    #expect(picture.size == ImageSize(width: 12 + 40 + 12 + 50 + 12, height: 84))
    for y in 0..<84 {
      for x in 0..<126 {
        let inQuery = (12..<52).contains(x) && (27..<57).contains(y)
        let inReference = (64..<114).contains(x) && (12..<72).contains(y)
        let expected: UInt8? = inQuery ? 90 : inReference ? 120 : nil
        #expect(expected == nil ? picture[x, y].red < 40 : picture[x, y].red == expected!)
      }
    }
  }

  @Test("a line joins the two points of a match in its own colour")
  func line() {
    let match = MatchPicture.Match(query: SIMD2(10, 15), reference: SIMD2(20, 30))
    let picture = MatchPicture(query: Self.query, reference: Self.reference, matches: [match]).drawn()
    // Level: 15 + 27 = 30 + 12. Half-way it has left the query and crosses the gap.
    let color = matchColor(0)
    let gap = picture[58, 42]
    #expect(abs(Int(gap.red) - Int(color.red)) < 40 && abs(Int(gap.green) - Int(color.green)) < 40)
    #expect(picture[58, 39].red < 40 && picture[58, 45].red < 40)
    // The ring's middle line, above the query's point.
    #expect(picture[22, 42 - 3] != RGB(90, 90, 90) && picture[22, 42 - 7] == RGB(90, 90, 90))
  }

  @Test("the outline stays within the reference and is light on dark")
  func outline() {
    let corners = [SIMD2(-500.0, 20), SIMD2(500, 20), SIMD2(500, 900), SIMD2(-500, 900)]
    let plain = MatchPicture(query: Self.query, reference: Self.reference, matches: []).drawn()
    let picture = MatchPicture(query: Self.query, reference: Self.reference, matches: [], outline: corners).drawn()
    for y in 0..<84 {
      for x in 0..<126 where !(64..<114).contains(x) { #expect(picture[x, y] == plain[x, y]) }
    }
    for x in 64..<114 {
      #expect(picture[x, 32].green == 255 && picture[x, 32].red < 150)
      #expect(picture[x, 30].green < 60 && picture[x, 34].green < 60)
      #expect(picture[x, 40] == plain[x, 40])
    }
  }

  @Test("wild outlines and points do no harm", arguments: [UInt64(3)])
  func wild(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let wild: [Double] = [.nan, .infinity, -.infinity, 1e308, -1e308, 1e30, -7, 25, 1e5]
    func point() -> SIMD2<Double> {
      SIMD2(wild.randomElement(using: &generator)!, wild.randomElement(using: &generator)!)
    }
    for _ in 0..<300 {
      let picture = MatchPicture(
        query: Self.query, reference: Self.reference,
        matches: (0..<3).map { _ in .init(query: point(), reference: point()) },
        outline: (0..<Int.random(in: 0...5, using: &generator)).map { _ in point() }
      ).drawn()
      #expect(picture.size == ImageSize(width: 126, height: 84))
    }
  }

  @Test("a thousand lines let the photos through")
  func manyLines() throws {
    let photo = try ColorImage(contentsOf: Photos.fixtures + "/references/R000003.jpg")
    var generator = SeededGenerator(seed: 1)
    let matches = (0..<1000).map { _ in
      let point = SIMD2(
        Double.random(in: 0..<Double(photo.width), using: &generator),
        Double.random(in: 0..<Double(photo.height), using: &generator))
      return MatchPicture.Match(query: point, reference: point)
    }
    let plain = MatchPicture(query: photo, reference: photo, matches: []).drawn()
    let picture = MatchPicture(query: photo, reference: photo, matches: matches).drawn()
    #expect(correlation(GrayImage(plain).pixels, GrayImage(picture).pixels) > 0.7)
  }

  private func correlation(_ first: [UInt8], _ second: [UInt8]) -> Double {
    let (a, b) = (first.map(Double.init), second.map(Double.init))
    let count = Double(a.count)
    let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    return ab / (aa * bb).squareRoot()
  }

  @Test("the colours of the first matches are far from each other and equally light")
  func colors() {
    let colors = (0..<200).map(matchColor)
    for (index, color) in colors.enumerated() {
      let luma = GrayImage(ColorImage(width: 1, height: 1, filledWith: color))[0, 0]
      #expect((140...225).contains(luma), "\(index): \(luma)")
    }
    for (first, second) in zip(colors, colors.dropFirst()) {
      let distance =
        abs(Int(first.red) - Int(second.red)) + abs(Int(first.green) - Int(second.green))
        + abs(Int(first.blue) - Int(second.blue))
      #expect(distance > 100)
    }
    #expect(Set(colors).count > 150)
  }

  /// For the eye: `FACSIMILE_PICTURES=folder` keeps pictures of few and of many matches there.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FACSIMILE_PICTURES"] != nil))
  func keepPictures() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["FACSIMILE_PICTURES"])
    let reference = try ColorImage(contentsOf: Photos.fixtures + "/references/R000006.jpg")
    let query = try ColorImage(contentsOf: Photos.fixtures + "/references/R000003.jpg")
    for count in [8, 60, 400, 1000] {
      var generator = SeededGenerator(seed: 2)
      let matches = (0..<count).map { _ in
        let point = SIMD2(Double.random(in: 0...1, using: &generator), Double.random(in: 0...1, using: &generator))
        let size = SIMD2(Double(query.width), Double(query.height))
        let turned = point * size * 0.7
        return MatchPicture.Match(
          query: point * size, reference: SIMD2(60 + turned.x - 0.15 * turned.y, 30 + turned.y + 0.15 * turned.x))
      }
      let outline = [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { corner in
        let turned = SIMD2(corner.0 * Double(query.width), corner.1 * Double(query.height)) * 0.7
        return SIMD2(60 + turned.x - 0.15 * turned.y, 30 + turned.y + 0.15 * turned.x)
      }
      let picture = MatchPicture(query: query, reference: reference, matches: matches, outline: outline)
      try picture.drawn().write(to: "\(folder)/matches-\(count).png")
    }
  }
}

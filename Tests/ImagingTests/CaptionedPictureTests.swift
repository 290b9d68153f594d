import TestSupport
import Testing

@testable import Imaging

@Suite("CaptionedPicture") struct CaptionedPictureTests {
  private static let body = ColorImage(width: 700, height: 90, filledWith: RGB(200, 10, 10))

  private static func picture(_ proof: MatchProof, body: ColorImage = body, legend: Int = 2) -> ColorImage {
    CaptionedPicture(
      body,
      titles: [
        .init("query a", detail: "1 × 1", x: 12, width: 300), .init("reference b", detail: "", x: 350, width: 300),
      ],
      verdict: "verified, score 9.1", proof: proof,
      legend: (0..<legend).map { .init(.line(RGB(9, 9, 250), isDashed: false), "what line number \($0) means") }
    ).drawn()
  }

  @Test("the picture stays whole between its captions, in the middle where it is narrow")
  func layout() {
    for width in [700, 100] {
      let body = ColorImage(width: width, height: 90, filledWith: RGB(200, 10, 10))
      let image = Self.picture(.proven, body: body)
      #expect(image.width == max(width, 560) && image.height > 90 + 80)
      let left = (image.width - width) / 2
      let inside = (0..<image.height).filter { image[left + width / 2, $0] == RGB(200, 10, 10) }
      #expect(inside.count == 90 && inside.last! - inside.first! == 89)
      #expect((left..<left + width).allSatisfy { image[$0, inside[0]] == RGB(200, 10, 10) })
    }
  }

  @Test("a proven, a doubtful and a refuted pair differ in colour and, where colours are gone, in the sign")
  func verdicts() {
    let images = MatchProof.allCases.map { Self.picture($0) }
    #expect(Set(images.map(\.pixels)).count == 3)
    /// The strip below the body.
    func strip(_ image: ColorImage) -> RGB { image[image.width - 3, 46 + 90 + 18] }
    #expect(strip(images[0]).green > strip(images[0]).red && strip(images[2]).red > 2 * strip(images[2]).green)
    let signs = MatchProof.allCases.map { proof in
      proof.sign.map { [$0.0.x, $0.0.y, $0.1.x, $0.1.y] }
    }
    #expect(Set(signs).count == 3)
  }

  @Test("a legend takes as many rows as it needs, and none without entries")
  func legend() {
    let heights = [0, 2, 9].map { Self.picture(.proven, legend: $0).height }
    #expect(heights[0] < heights[1] && heights[1] < heights[2])
  }
}

@Suite("MatchPicture, proofs") struct MatchProofTests {
  @Test("a refuted pair's matches are thin dashes without outline, a doubtful one's outline is dashed")
  func lines() {
    let photo = ColorImage(width: 100, height: 100, filledWith: RGB(90, 90, 90))
    let outline = [SIMD2(10.0, 10), SIMD2(90, 10), SIMD2(90, 90), SIMD2(10, 90)]
    func painted(_ proof: MatchProof, _ matches: [MatchPicture.Match], _ outline: [SIMD2<Double>]) -> Int {
      let plain = MatchPicture(query: photo, reference: photo, matches: []).drawn()
      let drawn = MatchPicture(query: photo, reference: photo, matches: matches, outline: outline, proof: proof).drawn()
      return zip(plain.pixels, drawn.pixels).count { $0 != $1 }
    }
    #expect(painted(.refuted, [], outline) == 0)
    let (whole, dashed) = (painted(.proven, [], outline), painted(.doubtful, [], outline))
    #expect(whole > 0 && dashed > 0)
    let match = [MatchPicture.Match(query: SIMD2(50, 50), reference: SIMD2(50, 50))]
    #expect(painted(.refuted, match, []) > 0 && 2 * painted(.refuted, match, []) < painted(.proven, match, []))
  }
}

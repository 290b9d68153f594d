import TestSupport
import Testing

@testable import Imaging

@Suite("Captions on a canvas") struct CanvasTextTests {
  private static func blank(_ width: Int = 200, _ height: Int = 60) -> Canvas {
    Canvas(ColorImage(width: width, height: height, filledWith: RGB(0, 0, 0)))
  }

  /// The box of what was painted.
  private func box(_ image: ColorImage) -> (x: ClosedRange<Int>, y: ClosedRange<Int>)? {
    var (xs, ys): (Set<Int>, Set<Int>) = ([], [])
    for y in 0..<image.height {
      for x in 0..<image.width where image[x, y].red > 64 {
        xs.insert(x)
        ys.insert(y)
      }
    }
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { return nil }
    return (left...right, top...bottom)
  }

  @Test(
    "a text is as wide as is said, stands on its baseline, and capitals are seven tenths of its size",
    arguments: [12.0, 30])
  func measures(size: Double) throws {
    let face = CaptionFace(size: size)
    for text in ["H", "HEH", "score 12.3"] {
      var canvas = Self.blank()
      canvas.write(text, at: SIMD2(10, 45), in: face, color: .white)
      let box = try #require(self.box(canvas.image))
      #expect(box.x.lowerBound >= 10 && Double(box.x.upperBound) <= 10 + face.width(of: text) + 1, "\(text)")
      #expect(Double(box.x.upperBound) > 8 + face.width(of: text) - 0.2 * size)
      #expect(abs(Double(box.y.lowerBound) - (45 - 0.75 * size)) < 2.5, "\(text): \(box)")
      #expect(abs(box.y.upperBound - 45) < 3)
    }
  }

  @Test("an upright text is the same, turned a quarter against the clock")
  func upright() {
    let face = CaptionFace(size: 20, isBold: true)
    var (level, upright) = (Self.blank(100, 100), Self.blank(100, 100))
    level.write("Precision", at: SIMD2(5, 50), in: face, color: .white)
    upright.write("Precision", at: SIMD2(50, 94), in: face, color: .white, isUpright: true)
    // (x, y) goes to (y, 99 − x).
    for y in 0..<100 {
      for x in 0..<100 {
        let (one, other) = (level.image[x, y].red, upright.image[y, 99 - x].red)
        #expect(abs(Int(one) - Int(other)) <= 1)
      }
    }
  }

  @Test("what has no letter is a box, accents are left out, and every printable ASCII character has a letter")
  func letters() {
    for scalar in UInt8(ascii: " ")...UInt8(ascii: "~") {
      let letter = Character(UnicodeScalar(scalar))
      #expect(StrokeGlyph.letters[letter] != nil, "\(letter)")
    }
    let face = CaptionFace(size: 20)
    #expect(face.width(of: "é") == face.width(of: "e") && face.width(of: "Ü") == face.width(of: "U"))
    #expect(face.width(of: "e\u{301}") == face.width(of: "e"))
    #expect(face.width(of: "照") == face.width(of: "📷") && face.width(of: "照") > 0)
  }

  @Test("of a text that is too long its end is kept, behind …")
  func fitted() {
    let face = CaptionFace(size: 15)
    #expect(face.fitted("short", into: 300) == "short")
    let text = "a/very/long/path/of/photos/IMG_0001"
    let cut = face.fitted(text, into: 120)
    #expect(cut.hasPrefix("…") && text.hasSuffix(cut.dropFirst()) && cut.count > 5)
    #expect(face.width(of: cut) <= 120 && face.fitted(text, into: 0) == "…")
  }

  @Test("text at wild places leaves no paint and does no harm", arguments: [-1e300, .nan, .infinity, 1e30])
  func wild(place: Double) {
    var canvas = Self.blank(20, 20)
    canvas.write("Wild", at: SIMD2(place, 10), in: CaptionFace(size: 12), color: .white)
    canvas.fill(from: SIMD2(0, place), to: SIMD2(5, place), color: .white)
    canvas.line(from: SIMD2(0, 0), to: SIMD2(place, 3), width: 1, color: .white, dashes: [1, 1])
    #expect(canvas.image.size.area == 400)
  }

  @Test("a dashed line is painted in its dashes, and goes on in the next where it ended")
  func dashes() {
    var canvas = Self.blank(60, 20)
    let phase = canvas.line(from: SIMD2(5, 5), to: SIMD2(35, 5), width: 1, color: .white, dashes: [6, 4])
    #expect(phase == 0)
    for x in [7, 9, 17, 27] { #expect(canvas.image[x, 5].red == 255, "\(x)") }
    for x in [13, 23, 33] { #expect(canvas.image[x, 5].red == 0, "\(x)") }
    let rest = canvas.line(from: SIMD2(5, 15), to: SIMD2(13, 15), width: 1, color: .white, dashes: [6, 4], phase: 6)
    #expect(rest == 4 && canvas.image[7, 15].red == 0 && canvas.image[11, 15].red == 255)
  }
}

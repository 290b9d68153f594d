import Imaging
import Options
import TestSupport
import Testing
import Vectors

@testable import GlobalDescriptors

@Suite("PhotoViews") struct PhotoViewsTests {
  /// Size and first pixel of what it is given.
  private struct Corner: GlobalDescriptorExtractor {
    let model = VectorModel("corner")
    let dimension = 3

    func vector(of photo: ColorImage) -> [Float] {
      [Float(photo.width), Float(photo.height), Float(photo.pixels[0])]
    }
  }

  /// Each pixel's red is its number.
  private func numbered(_ width: Int, _ height: Int) -> ColorImage {
    ColorImage(width: width, height: height, pixels: (0..<width * height).flatMap { [UInt8($0), 0, 0] })
  }

  private func views(_ list: String, of photo: ColorImage) throws -> [[Float]] {
    let numbers = try PhotoViews(parsing: list).vectors(of: photo, by: Corner())
    return stride(from: 0, to: numbers.count, by: 3).map { Array(numbers[$0..<$0 + 3]) }
  }

  @Test("names stand for one view or several, in the order of the list")
  func names() throws {
    let views = try PhotoViews(parsing: "full,quadrants,center,rotations,mirror,tile-5")
    #expect(
      views.names == [
        "full", "quadrant-1", "quadrant-2", "quadrant-3", "quadrant-4", "center", "rotation-90", "rotation-180",
        "rotation-270", "mirror", "tile-5",
      ])
    #expect(try PhotoViews(parsing: "tiles").count == 9 && PhotoViews(parsing: "proposals").count == 3)
    #expect(PhotoViews.full.names == VectorSet.wholePhoto)
  }

  @Test(
    "what there isn't, and what is there twice, is refused",
    arguments: ["", "full,", "quadrant", "full,tiles,full", "tiles,tile-3"])
  func refusals(list: String) {
    #expect(throws: OptionsError.self) { try PhotoViews(parsing: list) }
  }

  @Test("parts lie where their names say, row by row, and together cover the photo")
  func parts() throws {
    let photo = numbered(9, 6)
    #expect(try views("quadrants", of: photo) == [[5, 3, 0], [5, 3, 4], [5, 3, 27], [5, 3, 31]])
    #expect(try views("center", of: photo) == [[5, 4, 11]])
    #expect(
      try views("tiles", of: photo) == [
        [3, 2, 0], [3, 2, 3], [3, 2, 6], [3, 2, 18], [3, 2, 21], [3, 2, 24], [3, 2, 36], [3, 2, 39], [3, 2, 42],
      ])
  }

  @Test("turns clockwise, and mirrors left and right")
  func turned() throws {
    let photo = numbered(3, 2)
    #expect(try views("rotations,mirror", of: photo) == [[2, 3, 3], [3, 2, 5], [2, 3, 2], [3, 2, 2]])
  }

  @Test("of a pixel, every view is that pixel")
  func pixel() throws {
    let all = PhotoViews.groupNames.joined(separator: ",")
    #expect(try views(all, of: numbered(1, 1)).allSatisfy { $0 == [1, 1, 0] })
  }

  /// A dark photo without borders, with a brighter one pasted onto it; both have some noise.
  private func overlay(_ box: PixelBox, in size: ImageSize) -> ColorImage {
    var generator = SeededGenerator(seed: 7)
    var gray = GrayImage(width: size.width, height: size.height, filledWith: 0)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let base = box.x.contains(x) && box.y.contains(y) ? 120 : 40
        gray[x, y] = UInt8(base + 60 * x / size.width + 20 * y / size.height + Int.random(in: 0...6, using: &generator))
      }
    }
    return ColorImage(gray)
  }

  @Test(
    "the box of a pasted photo is proposed first, whatever the photo's size",
    arguments: [1, 3] as [Int], [PixelBox(x: 70..<190, y: 40..<130), PixelBox(x: 0..<100, y: 30..<160)])
  func proposal(scale: Int, box: PixelBox) throws {
    func grown(_ range: Range<Int>) -> Range<Int> { range.lowerBound * scale..<range.upperBound * scale }
    let box = PixelBox(x: grown(box.x), y: grown(box.y))
    let photo = overlay(box, in: ImageSize(width: 256 * scale, height: 192 * scale))
    let found = try #require(OverlayProposals.boxes(in: photo, limit: 3).first)
    #expect(found.shared(with: box) > 0.9, "\(found)")
  }

  @Test("a photo without borders has no proposals, and its views show all of it")
  func padded() throws {
    var photo = ColorImage(width: 64, height: 64, filledWith: RGB(9, 9, 9))
    #expect(OverlayProposals.boxes(in: photo, limit: 3).isEmpty)
    photo[0, 0] = RGB(7, 7, 7)
    #expect(try views("proposals", of: photo) == [[64, 64, 7], [64, 64, 7], [64, 64, 7]])
  }

  @Test("boxes lie in the photo, differ, and are the same each time", arguments: 1...6 as ClosedRange<UInt64>)
  func boxes(seed: UInt64) {
    let photo = ColorImage(syntheticPhoto(width: 301, height: 203, seed: seed))
    let boxes = OverlayProposals.boxes(in: photo, limit: 3)
    #expect(boxes == OverlayProposals.boxes(in: photo, limit: 3))
    #expect(Set(boxes).count == boxes.count)
    for box in boxes {
      #expect(0 <= box.x.lowerBound && box.x.upperBound <= 301 && 0 <= box.y.lowerBound && box.y.upperBound <= 203)
    }
  }
}

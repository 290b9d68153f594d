import Copies
import Features
import Imaging
import Pyramid
import TestSupport
import Testing

@Suite("Copies of unusual sizes") struct PhotoSizeTests {
  /// Eight photos of 200 × 300 pixels or 300 × 200, one after another.
  private static func strip(isUpright: Bool) throws -> (photo: GrayImage, parts: [GrayImage]) {
    let part = isUpright ? ImageSize(width: 300, height: 200) : ImageSize(width: 200, height: 300)
    let parts = try (0..<8).map { try original($0).resampled(to: part) }
    let whole = GrayImage(
      width: isUpright ? part.width : 8 * part.width, height: isUpright ? 8 * part.height : part.height, filledWith: 0)
    let photo = parts.enumerated().reduce(whole) { photo, part in
      photo.wearing(
        part.element, x: isUpright ? 0 : part.offset * part.element.width,
        y: isUpright ? part.offset * part.element.height : 0)
    }
    return (photo, parts)
  }

  @Test("a copy whose longest side is 100 pixels is found", arguments: [ExtractorID.orb, .fastBRIEF, .sift])
  func small(extractor: ExtractorID) throws {
    let references = try (0..<6).map { try original($0) }
    for (index, photo) in references.enumerated() {
      let copy = photo.resampled(to: photo.size.fitted(into: 100))
      let verdicts = try Case(copy, references, by: extractor).verdicts(CopyJudge())
      #expect(verdicts.filter { $0.score >= 2 }.map(\.reference) == [index], "photo \(index)")
    }
  }

  @Test("a part of a long strip or of a panorama is found in it", arguments: [ExtractorID.orb, .sift], [false, true])
  func parts(extractor: ExtractorID, isUpright: Bool) throws {
    let (photo, parts) = try Self.strip(isUpright: isUpright)
    let other = try original(9)
    for (index, part) in parts.enumerated() {
      let enlarged = part.resampled(to: ImageSize(width: 2 * part.width, height: 2 * part.height))
      let verdicts = try Case(enlarged, [photo, other], by: extractor).verdicts(CopyJudge())
      #expect(verdicts.filter { $0.score >= 2 }.map(\.reference) == [0], "part \(index)")
    }
  }
}

import Features
import Imaging
import Pyramid
import TestSupport
import Testing

@testable import Copies

@Suite("PhotoVersions") struct PhotoVersionsTests {
  private static let extractors = [ExtractorID.orb, .sift]

  @Test(
    "of pages of one template, the right one comes first, and a page that isn't among them has nothing of its own",
    arguments: extractors)
  func pages(id: ExtractorID) throws {
    let references = (0..<4).map { templatePage($0) }
    let judge = try CopyJudge()
    for page in 0..<4 {
      let copy = references[page].resampled(to: ImageSize(width: 320, height: 448))
      let verdicts = try Case(copy, references, by: id).verdicts(judge)
      #expect(verdicts.first?.reference == page)
      for verdict in verdicts where verdict.reference != page { #expect(verdict.distinctiveness < 0.6) }
    }
    for verdict in try Case(templatePage(9), references, by: id).verdicts(judge) {
      #expect(verdict.distinctiveness < 0.4, "\(verdict.reference): \(verdict.distinctiveness)")
    }
  }

  @Test(
    "a photo, a small copy, a part, and both of them turned don't sink each other", arguments: extractors,
    [0, 1, 3, 4, 7, 10, 13])
  func versions(id: ExtractorID, number: Int) throws {
    let photo = try original(number)
    let (width, height) = (photo.width, photo.height)
    let part = photo.cropped(x: width / 5, y: height / 5, width: 3 * width / 5, height: 3 * height / 5)
    let photos = try Case(
      photo.cropped(x: width / 20, y: height / 20, width: 9 * width / 10, height: 9 * height / 10),
      [
        photo, photo.resampled(to: ImageSize(width: width / 2, height: height / 2)), part, photo.turned(times: 1),
        part.turned(times: 1), photo.turned(times: 2), part.turned(times: 2),
      ], by: id)
    let verdicts = photos.verdicts(try CopyJudge())
    #expect(verdicts.count == 7)
    for verdict in verdicts {
      #expect(verdict.distinctiveness > 0.8, "\(verdict.reference): \(verdict.distinctiveness)")
    }
  }

  @Test("two versions that tell nothing of each other are of one photo if both are versions of a third")
  func transitive() throws {
    let photo = try original(6)
    let (left, right) = (
      photo.cropped(x: 0, y: 0, width: 190, height: photo.height),
      photo.cropped(x: photo.width - 190, y: 0, width: 190, height: photo.height)
    )
    let photos = try Case(photo, [left, right, photo])
    let judge = try CopyJudge()
    let prepared = judge.prepare(photos.query)
    let evidence = photos.references.enumerated().map { index, reference in
      judge.evidence(on: prepared, against: reference, at: index, id: "r\(index)")
    }
    #expect(!PhotoVersions(Array(evidence[..<2]), query: nil, scale: WorkingScale()).areOfOnePhoto(0, 1))
    #expect(PhotoVersions(evidence, query: nil, scale: WorkingScale()).areOfOnePhoto(0, 1))
  }
}

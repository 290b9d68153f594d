import Features
import Files
import TestSupport
import Testing

@Suite("Revisions of extractors") struct RevisionTests {
  /// Whoever changes what an extractor finds raises its revision, and writes here what it finds now.
  @Test(
    "find what they always found",
    arguments: [
      (ExtractorID.orb, 2, "f4e62dc2d0e729e5"),
      (.fastBRIEF, 2, "add88adedb855886"),
      (.sift, 1, "8e424b59c655017c"),
    ])
  func features(extractor: ExtractorID, revision: Int, expected: String) throws {
    var options = ExtractionOptions()
    options.extractor = extractor
    let found = try ExtractorRegistry.standard.makeExtractor(options).extract(
      from: syntheticPhoto(width: 320, height: 240, seed: 1))
    var hash = FNV1a()
    hash.add(found.descriptors.bytes)
    for keypoint in found.keypoints {
      for value in [keypoint.x, keypoint.y, keypoint.angle] { hash.add(withUnsafeBytes(of: value) { Array($0) }) }
    }
    #expect(extractor.revision == revision)
    #expect(
      hash.digits == expected,
      "\(extractor.name) finds other features than revision \(revision) did: \(hash.digits)")
  }
}

import Features
import Files
import TestSupport
import Testing

@Suite("Revisions of extractors") struct RevisionTests {
  /// Whoever changes what an extractor finds raises its revision, and writes here what it finds now.
  @Test(
    "find what they always found",
    arguments: [
      (ExtractorID.orb, 3, "f4e62dc2d0e729e5"),
      (.fastBRIEF, 3, "add88adedb855886"),
      (.sift, 3, "8e424b59c655017c"),
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

  @Test(
    "look at small and long photos at the sizes that they always did",
    arguments: [
      (ExtractorID.orb, 3, "9ca02b7bfc7eb10a"), (.fastBRIEF, 3, "7aaa8bd309bec42b"), (.sift, 3, "3b7f5c5a6cbce6f9"),
    ])
  func sizes(extractor: ExtractorID, revision: Int, expected: String) throws {
    var options = ExtractionOptions()
    options.extractor = extractor
    let finder = try ExtractorRegistry.standard.makeExtractor(options)
    var hash = FNV1a()
    for (width, height) in [(150, 100), (120, 1500), (900, 200)] {
      let found = try finder.extract(from: syntheticPhoto(width: width, height: height, seed: 1), maxSide: 320)
      hash.add(found.descriptors.bytes)
    }
    #expect(extractor.revision == revision)
    #expect(
      hash.digits == expected,
      "\(extractor.name) finds other features than revision \(revision) did: \(hash.digits)")
  }
}

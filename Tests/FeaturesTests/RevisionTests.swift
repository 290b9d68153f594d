import Features
import TestSupport
import Testing

@Suite("Revisions of extractors") struct RevisionTests {
  /// Whoever changes what an extractor finds raises its revision, and writes here what it finds now.
  @Test(
    "find what they always found",
    arguments: [
      (ExtractorName.orb, 2, 0xf4e6_2dc2_d0e7_29e5 as UInt64),
      (.fastBRIEF, 2, 0xadd8_8ade_db85_5886),
      (.sift, 1, 0x8e42_4b59_c655_017c),
    ])
  func features(extractor: ExtractorName, revision: Int, expected: UInt64) throws {
    let photo = syntheticPhoto(width: 320, height: 240, seed: 1)
    let found: FeatureSet
    switch extractor {
    case .sift: found = try SIFT().extract(from: photo)
    default:
      var options = ORBOptions()
      options.isOriented = extractor == .orb
      found = try ORB(options).extract(from: photo)
    }
    // FNV-1a, 64 bits.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in found.descriptors.bytes { add(byte) }
    for keypoint in found.keypoints {
      for value in [keypoint.x, keypoint.y, keypoint.angle] {
        withUnsafeBytes(of: value.bitPattern) { $0.forEach(add) }
      }
    }
    #expect(extractor.revision == revision)
    #expect(
      hash == expected,
      "\(extractor.rawValue) finds other features than revision \(revision) did: 0x\(String(hash, radix: 16))")
  }
}

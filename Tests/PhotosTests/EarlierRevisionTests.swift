import Features
import Foundation
import Imaging
import Photos
import Storage
import TestSupport
import Testing

@Suite("Features of an earlier revision") struct EarlierRevisionTests {
  let folder = TemporaryFolder()
  /// As versions before revisions have written them.
  static let earlier = #"{"extractor":"orb","maxFeatures":500,"maxSide":640}"#

  private func store(_ name: String, options: String) throws -> String {
    let path = folder.file(name)
    let writer = try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: options)
    let size = ImageSize(width: 64, height: 64)
    try writer.append(
      name: name, features: FeatureSet(imageSize: size, keypoints: [], descriptors: Descriptors(kind: .binary256)))
    try writer.finish()
    return path
  }

  @Test("are compared with their like alone; the error tells the revisions")
  func stores() throws {
    let old = [try store("a", options: Self.earlier), try store("b", options: Self.earlier)]
    #expect(try JoinedFeatures(old.map { try StoredFeatures(path: $0) }).ids == ["a", "b"])
    let new = try store("c", options: FeatureStore.encodeOptions(ExtractionOptions()))
    let error = try #require(throws: IncomparableFeatures.self) {
      try JoinedFeatures([old[0], new].map { try StoredFeatures(path: $0) })
    }
    #expect(error.description.contains("orb (revision 3), 500 features"), "\(error)")
    #expect(error.description.contains("has orb (revision 1), 500 features"), "\(error)")
    #expect(error.description.hasSuffix("extract the photos of the lower revision anew"), "\(error)")
  }

  @Test("beside another extractor's are told from them by the extractor alone")
  func otherExtractor() throws {
    var sift = ExtractionOptions()
    sift.extractor = .sift
    let error = IncomparableFeatures(path: "a", found: sift, expected: ExtractionOptions(), origin: "b has")
    #expect(!error.description.contains("revision"), "\(error)")
  }

  @Test(
    "are not found in photos; the error says what to do",
    arguments: [
      ("", "revision 1 of orb", "extract the others anew"),
      (#","revision":99"#, "revision 99 of orb", "use the version"),
    ])
  func photos(revision: String, found: String, advice: String) throws {
    let text = String(Self.earlier.dropLast()) + revision + "}"
    let options = try JSONDecoder().decode(ExtractionOptions.self, from: Data(text.utf8))
    let extraction = try Extraction(options, threads: 1)
    let error = try #require(throws: UnrepeatableFeatures.self) {
      try extraction.features(of: Photos.fixtures + "/queries/Q00002.jpg")
    }
    #expect(error.description.contains(found) && error.description.contains(advice), "\(error)")
    // A store settles what is to be found in the photos beside it.
    let sets = try [PhotoSet(path: try store("s", options: text)), PhotoSet(path: Photos.fixtures + "/queries")]
    let unrepeatable = try #require(throws: UnrepeatableFeatures.self) {
      try PhotoSet.commonOptions(of: sets, otherwise: ExtractionOptions(), origin: "the test asks for")
    }
    #expect(unrepeatable.path == Photos.fixtures + "/queries" && unrepeatable.options == options)
  }
}

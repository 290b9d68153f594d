import Features
import Foundation
import Imaging
import Photos
import Storage
import TestSupport

/// Small photos and stores, to be read by sources.
struct SourceFixtures {
  let folder = TemporaryFolder()

  static func options(_ extractor: ExtractorID = .orb) -> ExtractionOptions {
    var options = ExtractionOptions()
    options.extractor = extractor
    options.maxFeatures = 40
    return options
  }

  /// Writes photos (`name.png`) into a folder within the folder, and files of that name that are none.
  func photos(
    _ name: String, _ ids: [String], broken: [String] = [], extractor: ExtractorID = .orb,
    decoding: DecodingOptions = .init()
  ) throws -> any FeatureSource {
    try makeFolder(name)
    for id in ids {
      try syntheticPhoto(width: 120, height: 90, seed: seed(of: id)).write(to: folder.file("\(name)/\(id).png"))
    }
    for id in broken { folder.write("text", to: "\(name)/\(id).png") }
    return try PhotoSet(path: folder.file(name)).features(
      by: Extraction(Self.options(extractor), decoding: decoding, threads: 2))
  }

  /// Writes a store of the features that such photos have.
  func store(_ name: String, _ ids: [String], extractor: ExtractorID = .orb) throws -> StoredFeatures {
    let options = Self.options(extractor)
    let writer = try FeatureStoreWriter(
      path: folder.file(name), descriptorKind: extractor.descriptorKind, options: FeatureStore.encodeOptions(options))
    for id in ids { try writer.append(name: id, features: features(of: id, extractor)) }
    try writer.finish()
    return try StoredFeatures(path: folder.file(name))
  }

  /// What is found in the photo of an id.
  func features(of id: String, _ extractor: ExtractorID = .orb, isMirrored: Bool = false) throws -> FeatureSet {
    let photo = syntheticPhoto(width: 120, height: 90, seed: seed(of: id))
    let options = Self.options(extractor)
    return try ExtractorRegistry.standard.makeExtractor(options).extract(
      from: isMirrored ? photo.mirrored() : photo, maxSide: options.maxSide)
  }

  private func seed(of id: String) -> UInt64 { id.utf8.reduce(7) { 31 &* $0 &+ UInt64($1) } }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
  }
}

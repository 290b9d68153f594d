import Features
import Files
import Foundation
import Geometry
import Imaging
import OpenCVExtractors
import Photos
import Storage

/// A feature store of whole photos and thousands of pieces of them, kept in `.build` from one run to the next: finding features
/// is what takes long.
enum PieceStore {
  /// - Returns: the store's path. Its ids end with the picture's name: "W bsds/test/100007.jpg", "P17 kodak/01.png".
  static func make(pieces count: Int, of data: String, extractor: ExtractorID) async throws -> String {
    let extraction = try SearchedSet.extraction(extractor)
    let path = ".build/pieces-\(count)-\(extractor.name)-\(extraction.options.revision).h5"
    guard !FileManager.default.fileExists(atPath: path) else { return path }
    print("finding the features of \(count) pieces of photos; they are kept in \(path)")
    let photos = try SourcePhoto.all(in: data).sorted { $0.source < $1.source }
    let options = extraction.options
    let (finder, maxSide) = (try ExtractorRegistry.withOpenCV.makeExtractor(options), options.maxSide)
    let writer = try FeatureStoreWriter(
      path: path, descriptorKind: extractor.descriptorKind, options: try FeatureStore.encodeOptions(options))
    try await mapInOrder(Array(photos.indices), threads: SearchedSet.threads) { place in
      let image = try GrayImage(contentsOf: photos[place].path)
      let share = count * (place + 1) / photos.count - count * place / photos.count
      var generator = SplitMix64(seed: 16 + UInt64(place))
      return try await finder.features(
        of: [image] + (0..<share).map { _ in image.piece(using: &generator) }, maxSide: maxSide)
    } consume: { place, features in
      for (number, features) in features.enumerated() {
        let id = number == 0 ? "W \(photos[place].source)" : "P\(number - 1) \(photos[place].source)"
        try writer.append(name: id, features: features)
      }
    }
    try writer.finish()
    return path
  }
}

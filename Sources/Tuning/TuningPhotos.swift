import Features
import Imaging
import Photos

/// The photos that settings are tried on.
package struct TuningPhotos: Sendable {
  package let queries: PhotoSet
  package let references: [PhotoSet]
  /// Whether both sides are one set, in which no photo is its own copy.
  package let areOne: Bool
  private let extractors: ExtractorRegistry
  private let decoding: DecodingOptions

  package init(
    queries: PhotoSet, references: [PhotoSet], areOne: Bool = false, extractors: ExtractorRegistry,
    decoding: DecodingOptions = .init()
  ) {
    self.queries = queries
    self.references = references
    self.areOne = areOne
    self.extractors = extractors
    self.decoding = decoding
  }

  /// Whether features are there already on one of the sides, so that they can't be found another way.
  package var haveFeatures: Bool { ([queries] + references).contains { $0.options != nil } }

  /// Both sides, with features of these options.
  ///
  /// - Throws: `OptionsError`, `IncomparableFeatures` where a store has others, `InputError` where a set is there twice.
  func sources(
    by options: ExtractionOptions, threads: Int
  ) throws -> (queries: any FeatureSource, references: any FeatureSource) {
    let extraction = try Extraction(options, extractors: extractors, decoding: decoding, threads: threads)
    let joined = try JoinedFeatures(references.map { try $0.features(by: extraction) })
    // A photo of both sides is one photo, and has one id.
    return (joined.sharingIDs(with: try queries.features(by: extraction)), joined)
  }
}

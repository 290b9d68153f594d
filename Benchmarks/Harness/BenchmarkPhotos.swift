import CSV
import Features
import Files
import Foundation
import Imaging
import OpenCVExtractors
import Photos

/// The photos that are measured on: the large set beside the project, `fixtures/` where that is missing.
struct BenchmarkPhotos {
  let folder: String
  let queries: [ImageEntry]
  let references: [ImageEntry]

  /// All that is beside the project.
  static let data = "../shared/data"
  static let shared = data + "/dev"
  static let overlays = data + "/overlays"
  static let trials = data + "/trials"

  init() throws {
    folder = FileManager.default.fileExists(atPath: Self.shared) ? Self.shared : "fixtures"
    queries = try listImages(at: folder + "/queries")
    references = try listImages(at: folder + "/references")
  }

  var name: String { "\(folder) (\(references.count) references, \(queries.count) queries)" }
  var groundTruth: String { folder + "/ground_truth.csv" }

  /// The first `count` references as bytes of their files.
  func files(_ count: Int) throws -> [[UInt8]] { try references.prefix(count).map { try readFile($0.path) } }

  /// Features of up to `pairs` true pairs, each with 19 false ones of the same query.
  func pairMix(_ extractor: ExtractorID, truePairs: Int) throws -> [(query: FeatureSet, reference: FeatureSet)] {
    var options = ExtractionOptions()
    options.extractor = extractor
    let extraction = try Extraction(options, extractors: .withOpenCV, threads: 1)
    let truth = try readGroundTruth(groundTruth).pairs
    let features = try references.map { try extraction.features(of: $0.path) }
    var mix: [(query: FeatureSet, reference: FeatureSet)] = []
    for pair in truth.prefix(truePairs) {
      guard let query = queries.first(where: { $0.id == pair.queryID }),
        let trueIndex = references.firstIndex(where: { $0.id == pair.referenceID })
      else { continue }
      let queryFeatures = try extraction.features(of: query.path)
      for step in 0..<min(20, references.count) {
        // 7 shares no factor with the number of references of either set: all are different.
        mix.append((queryFeatures, features[(trueIndex + 7 * step) % references.count]))
      }
    }
    return mix
  }
}

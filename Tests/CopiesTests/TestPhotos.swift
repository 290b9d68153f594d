import Features
import Imaging
import Matcher
import Photos
import Pyramid
import Recall
import TestSupport

@testable import Copies

/// Features of the photo and of its mirror image: so many that what two photos wear is found in both.
func views(of image: GrayImage, by id: ExtractorID = .sift, maxFeatures: Int = 1000) throws -> FeatureViews {
  let plain = try features(of: image, by: id, maxFeatures: maxFeatures)
  return FeatureViews(
    plain: plain,
    mirrored: plain.descriptors.kind.canBeMirrored
      ? plain.mirrored() : try features(of: image.mirrored(), by: id, maxFeatures: maxFeatures))
}

/// A query and its candidates.
struct Case {
  let query: Query
  let references: [SearchableFeatures]

  init(_ query: GrayImage, _ references: [GrayImage], by id: ExtractorID = .sift) throws {
    self.query = Query(index: 0, id: "q", views: try views(of: query, by: id))
    self.references = try references.map { SearchableFeatures(try views(of: $0, by: id).plain) }
  }

  /// The verdicts by the references' numbers.
  ///
  /// - Parameter order: the candidates, in the order in which they are looked at; nil for all.
  func verdicts(_ judge: CopyJudge, order: [Int]? = nil, keepsRefuted: Bool = false) -> [CopyVerdict] {
    let prepared = judge.prepare(query)
    let workspace = MatchingWorkspace()
    var evidence = QueryEvidence(keepsRefuted: keepsRefuted)
    for index in order ?? Array(references.indices) {
      evidence.add(
        judge.evidence(on: prepared, against: references[index], at: index, id: "r\(index)", workspace: workspace))
    }
    return judge.verdicts(on: prepared, from: evidence)
  }

  func verdict(_ judge: CopyJudge, on reference: Int, among order: [Int]? = nil) -> CopyVerdict? {
    verdicts(judge, order: order).first { $0.reference == reference }
  }
}

extension CopyVerdict {
  var distinctiveness: Double { report.models.first?.evidence.distinctiveShare ?? .nan }
}

/// Photos of a background.
func background(_ photos: [(id: String, features: FeatureSet)]) async throws -> Background {
  var options = ExtractionOptions()
  options.extractor = .sift
  return try await Background(
    HeldFeatures(ids: photos.map(\.id), features: photos.map(\.features), options: options), threads: 2)
}

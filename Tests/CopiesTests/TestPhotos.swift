import Features
import Imaging
import Matcher
import Photos
import Pyramid
import Recall
import TestSupport

@testable import Copies

/// A photo of the fixtures, smaller: what the tests make versions of.
func original(_ number: Int) throws -> GrayImage {
  let digits = "\(number)"
  let name = "R" + String(repeating: "0", count: 6 - digits.count) + digits
  let photo = try GrayImage(contentsOf: Photos.fixtures + "/references/\(name).jpg")
  return photo.resampled(to: photo.size.fitted(into: 400))
}

extension GrayImage {
  /// The part that begins at (x, y).
  func cropped(x: Int, y: Int, width: Int, height: Int) -> GrayImage {
    var part = GrayImage(width: width, height: height, filledWith: 0)
    for row in 0..<height {
      for column in 0..<width { part[column, row] = self[x + column, y + row] }
    }
    return part
  }

  /// The photo with another picture on it, whose top-left pixel is at (x, y).
  func wearing(_ picture: GrayImage, x: Int, y: Int) -> GrayImage {
    var photo = self
    for row in 0..<picture.height {
      for column in 0..<picture.width { photo[x + column, y + row] = picture[column, row] }
    }
    return photo
  }
}

/// Finds features, of the photo and of its mirror image: so many that what two photos wear is found in both.
func views(of image: GrayImage, by id: ExtractorID = .sift, maxFeatures: Int = 1000) throws -> FeatureViews {
  var options = ExtractionOptions()
  options.extractor = id
  options.maxFeatures = maxFeatures
  let extractor = try ExtractorRegistry.standard.makeExtractor(options)
  let plain = try extractor.extract(from: image, maxSide: options.maxSide)
  return FeatureViews(
    plain: plain,
    mirrored: plain.descriptors.kind.canBeMirrored
      ? plain.mirrored() : try extractor.extract(from: image.mirrored(), maxSide: options.maxSide))
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

import Appearance
import Copies
import Features
import Foundation
import Geometry
import Imaging
import Matcher
import Runs

/// What `match` prints: the whole story of a pair.
struct MatchResult: Encodable {
  struct Photo: Encodable {
    let path: String
    let width: Int
    let height: Int
    let keypoints: Int
  }

  /// A copied region, best first.
  struct Model: Encodable {
    let referenceFromQuery: Homography
    let score: Double
    /// What the geometry alone is worth.
    let geometryScore: Double
    /// Left out where the photos were not compared.
    let appearance: Appearance?
    let inliers: Int
    /// At the middle of the query; left out where the map is not finite there.
    let decomposition: HomographyDecomposition?
    let overlap: PhotoOverlap
  }

  /// What the photos show laid over each other.
  struct Appearance: Encodable {
    /// Shares of a photo's area, 0 to 1; the rest lies outside of the other photo.
    struct Shares: Encodable {
      let agreeing: Double
      let contradicting: Double
      let covered: Double
      let undecided: Double

      init(_ share: (Set<BlockVerdict>) -> Double) {
        agreeing = share([.agrees, .agreesInLevel])
        contradicting = share([.contradicts, .contradictsInLevel])
        covered = share([.covered])
        undecided = share([.undecided])
      }
    }

    /// What the geometry's score is multiplied by.
    let weight: Double
    let ofQuery: Shares
    let ofReference: Shares

    init(_ report: AppearanceReport, weight: Double) {
      self.weight = weight
      ofQuery = Shares(report.shareOfQuery)
      ofReference = Shares(report.shareOfReference)
    }
  }

  struct Options: Encodable {
    let extraction: SettingTree
    let judgement: SettingTree
  }

  let query: Photo
  let reference: Photo
  /// Query descriptors with a nearest neighbour, those left by the ratio test, those left by one-to-one.
  let tentativeMatches: Int
  let afterRatio: Int
  let afterOneToOne: Int
  /// Of the best model.
  let inliers: Int
  let isVerified: Bool
  let isMirrored: Bool
  let score: Double
  /// Of the best model.
  let referenceFromQuery: Homography?
  let models: [Model]
  let options: Options
  let milliseconds: PairTimes
  let picture: String?

  init(_ pair: PairMatch, extraction: ExtractionOptions, picture: String?) throws {
    func photo(_ path: String, _ size: ImageSize, _ keypoints: Int) -> Photo {
      Photo(path: path, width: size.width, height: size.height, keypoints: keypoints)
    }
    func extent(_ size: ImageSize) -> SIMD2<Double> { SIMD2(Double(size.width), Double(size.height)) }
    let (querySize, referenceSize) = (extent(pair.query.imageSize), extent(pair.reference.imageSize))
    query = photo(pair.queryPath, pair.query.imageSize, pair.query.count)
    reference = photo(pair.referencePath, pair.reference.imageSize, pair.reference.count)
    tentativeMatches = pair.report.matching.tentativeCount
    afterRatio = pair.report.matching.afterRatioCount
    afterOneToOne = pair.report.matching.matches.count
    inliers = pair.report.inliers.count
    // A lower --min-score asks for more to be told, but believes no more.
    isVerified = pair.isVerified && pair.report.score >= JudgeOptions.reliableScore
    isMirrored = pair.report.isMirrored
    score = pair.report.score
    referenceFromQuery = pair.report.models.first?.referenceFromQuery
    models = pair.report.models.map { model in
      Model(
        referenceFromQuery: model.referenceFromQuery, score: model.score,
        geometryScore: model.geometryScore,
        appearance: model.appearance.map { Appearance($0, weight: model.appearanceWeight) },
        inliers: model.inliers.count,
        decomposition: model.referenceFromQuery.decomposed(at: 0.5 * querySize - 0.5),
        overlap: PhotoOverlap(model.referenceFromQuery, querySize: querySize, referenceSize: referenceSize))
    }
    options = Options(extraction: try SettingTree(extraction), judgement: try SettingTree(pair.options))
    milliseconds = pair.times
    self.picture = picture
  }

  var text: String {
    func line(_ name: String, _ photo: Photo) -> String {
      "\(name)  \(name: photo.path), \(photo.width) × \(photo.height), \(photo.keypoints) keypoints"
    }
    let verdict =
      isVerified
      ? String(format: "verified, score %.1f", score)
      : models.isEmpty ? "not verified" : String(format: "not verified, score %.1f", score)
    var lines = [
      line("query    ", query), line("reference", reference),
      "matches    \(tentativeMatches) tentative, \(afterRatio) after the ratio test, \(afterOneToOne) one-to-one, "
        + "\(inliers) inliers",
      "verdict    \(verdict)",
    ]
    lines += models.map(describe)
    if let picture { lines.append("picture    \(name: picture)") }
    return lines.joined(separator: "\n")
  }

  private func describe(_ model: Model) -> String {
    var text = String(
      format: "copy       %.0f %% of the query, %.0f %% of the reference", 100 * model.overlap.ofQuery,
      100 * model.overlap.ofReference)
    if let parts = model.decomposition {
      text += String(format: ", scale %.2f, turned %.0f°", parts.scale, parts.rotation.rounded() + 0)
      if parts.isMirrored { text += ", mirrored" }
    }
    text += String(format: "; %d inliers", model.inliers)
    guard let appearance = model.appearance else { return text + String(format: ", score %.1f", model.score) }
    let shares = appearance.ofReference
    return text
      + String(
        format:
          "\n           score %.1f = geometry %.1f × appearance %.2g: laid over the reference, %.0f %% of it agrees, ",
        model.score, model.geometryScore, appearance.weight, 100 * shares.agreeing)
      + String(
        format: "%.0f %% contradicts, %.0f %% is covered", 100 * shares.contradicting, 100 * shares.covered)
  }
}

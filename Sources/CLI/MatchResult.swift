import Appearance
import Copies
import Features
import Foundation
import Geometry
import Imaging
import Matcher
import Runs
import Scoring

/// What `match` prints: the whole story of a pair.
struct MatchResult: Encodable {
  struct Photo: Encodable {
    let path: String
    let width: Int
    let height: Int
    let keypoints: Int
    /// What was missing of it; left out where all was there.
    let partlyRead: String?
  }

  /// A copied region, best first.
  struct Model: Encodable {
    let referenceFromQuery: Homography
    let score: Double
    /// −log10 of the number of false alarms.
    let geometryScore: Double
    /// log10 odds of a copy against anything but chance: the sum of what is known beforehand and of the terms.
    let logOdds: Double
    let baseLogOdds: Double
    let terms: [Term]
    /// Left out where the photos were not compared.
    let appearance: Appearance?
    let inliers: Int
    /// At the middle of the query; left out where the map is not finite there.
    let decomposition: HomographyDecomposition?
    let overlap: PhotoOverlap
  }

  /// What a number that is known of the pair does to the odds.
  struct Term: Encodable {
    let name: String
    let value: Double
    let logOdds: Double
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

    let ofQuery: Shares
    let ofReference: Shares

    init(_ report: AppearanceReport) {
      ofQuery = Shares(report.shareOfQuery)
      ofReference = Shares(report.shareOfReference)
    }
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
  let options: JudgementSettings
  let milliseconds: PairTimes
  let picture: String?

  init(_ pair: PairMatch, extraction: ExtractionOptions, picture: String?) throws {
    func photo(_ path: String, _ features: FeatureSet, _ damage: PictureDamage?) -> Photo {
      let size = features.imageSize
      return Photo(
        path: path, width: size.width, height: size.height, keypoints: features.count, partlyRead: damage?.description)
    }
    func extent(_ size: ImageSize) -> SIMD2<Double> { SIMD2(Double(size.width), Double(size.height)) }
    let querySize = extent(pair.query.imageSize)
    query = photo(pair.queryPath, pair.query, pair.queryDamage)
    reference = photo(pair.referencePath, pair.reference, pair.referenceDamage)
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
      let table = ScoreTable.fitting(model.evidence)
      return Model(
        referenceFromQuery: model.referenceFromQuery, score: model.score, geometryScore: model.falseAlarmScore,
        logOdds: table.logOdds(of: model.evidence), baseLogOdds: table.base,
        terms: EvidenceTerm.allCases.compactMap { term in
          term.value(in: model.evidence).map {
            Term(name: term.rawValue, value: $0, logOdds: table.share(of: term, in: model.evidence))
          }
        }, appearance: model.appearance.map(Appearance.init), inliers: model.inliers.count,
        decomposition: model.referenceFromQuery.decomposed(at: 0.5 * querySize - 0.5),
        overlap: model.overlap)
    }
    options = try JudgementSettings(extraction, pair.options)
    milliseconds = pair.times
    self.picture = picture
  }

  var text: String {
    func line(_ name: String, _ photo: Photo) -> String {
      "\(name)  \(name: photo.path), \(photo.width) × \(photo.height), \(photo.keypoints) keypoints"
        + (photo.partlyRead.map { "; \($0)" } ?? "")
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
    if let shares = model.appearance?.ofReference {
      text += String(
        format: "\n           laid over the reference, %.0f %% of it agrees, %.0f %% contradicts, %.0f %% is covered",
        100 * shares.agreeing, 100 * shares.contradicting, 100 * shares.covered)
    }
    text += String(
      format: "\n           score %.1f: false alarms 10^−%.1f; odds of a copy 10^%.1f = %.1f", model.score,
      model.geometryScore, model.logOdds, model.baseLogOdds)
    for term in model.terms where term.logOdds >= 0.05 {
      text += String(format: " + %@ %.1f", term.name, term.logOdds)
    }
    return text
  }
}

import Appearance
import Copies
import Features
import Geometry
import Imaging
import Matcher
import Photos
import Runs
import Scoring

/// A ``PairExplanation`` as JSON has it: what `match --json` prints, and what a page that shows the pair asks for.
///
/// docs/json.md tells what each key means, spelt in snake_case.
package struct PairDocument: Encodable {
  package struct Photo: Encodable {
    package let id: String
    package let path: String
    package let width: Int
    package let height: Int
    package let keypoints: Int
    /// What was missing of it; left out where all was there.
    package let partlyRead: String?
  }

  /// A copied region, best first.
  package struct Model: Encodable {
    package let referenceFromQuery: Homography
    package let score: Double
    /// −log10 of the number of false alarms.
    package let geometryScore: Double
    /// log10 odds of a copy against anything but chance: the sum of what is known beforehand and of the terms.
    package let logOdds: Double
    package let baseLogOdds: Double
    package let terms: [Term]
    /// Left out where the photos were not compared.
    package let appearance: Appearance?
    package let inliers: Int
    /// Those that no other photo has as well.
    package let distinctiveInliers: Int
    /// At the middle of the query; left out where the map is not finite there.
    package let decomposition: HomographyDecomposition?
    package let overlap: PhotoOverlap
  }

  /// What a number that is known of the pair does to the odds.
  package struct Term: Encodable {
    package let name: String
    package let part: String
    package let value: Double
    package let logOdds: Double
  }

  /// What the photos show laid over each other.
  package struct Appearance: Encodable {
    /// Shares of a photo's area, 0 to 1; the rest lies outside of the other photo.
    package struct Shares: Encodable {
      package let agreeing: Double
      package let contradicting: Double
      package let covered: Double
      package let undecided: Double

      init(_ share: (Set<BlockVerdict>) -> Double) {
        agreeing = share([.agrees, .agreesInLevel])
        contradicting = share([.contradicts, .contradictsInLevel])
        covered = share([.covered])
        undecided = share([.undecided])
      }
    }

    package let ofQuery: Shares
    package let ofReference: Shares
    /// The blocks of the reference, row by row; left out where all is not asked for.
    package let columns: Int?
    package let rows: Int?
    package let blocks: [String]?

    init(_ report: AppearanceReport, all: Bool) {
      ofQuery = Shares(report.shareOfQuery)
      ofReference = Shares(report.shareOfReference)
      columns = all ? report.columns : nil
      rows = all ? report.rows : nil
      blocks = all ? report.blocks.map(Self.name) : nil
    }

    private static func name(of verdict: BlockVerdict) -> String {
      switch verdict {
      case .outside: "outside"
      case .undecided: "undecided"
      case .agrees: "agrees"
      case .agreesInLevel: "agrees_in_level"
      case .contradicts: "contradicts"
      case .contradictsInLevel: "contradicts_in_level"
      case .covered: "covered"
      }
    }
  }

  /// What a run makes of the score.
  package struct Listing: Encodable {
    package let isCandidate: Bool
    package let candidates: Int
    package let givenScore: Double?
    package let combine: String?
  }

  package struct Position: Encodable {
    package let x: Double
    package let y: Double
  }

  /// A feature of the query and its nearest neighbour.
  package struct ListedMatch: Encodable {
    package let query: Position
    package let reference: Position
    package let distance: UInt32
    package let ratio: Double
    package let fate: PairExplanation.Fate
    /// From 1 on, as `models` lists them.
    package let model: Int?
    package let error: Double?
    package let isDistinctive: Bool?
  }

  package struct ListedKeypoint: Encodable {
    package let x: Float
    package let y: Float
    package let size: Float
    package let angle: Float
    package let response: Float
    package let level: Int32

    init(_ keypoint: Keypoint) {
      x = keypoint.x
      y = keypoint.y
      size = keypoint.size
      angle = keypoint.angle
      response = keypoint.response
      level = keypoint.level
    }
  }

  package struct Keypoints: Encodable {
    package let query: [ListedKeypoint]
    package let reference: [ListedKeypoint]
  }

  package struct Settings: Encodable {
    package let extraction: SettingTree
    package let judgement: SettingTree
  }

  package let query: Photo
  package let reference: Photo
  /// Query descriptors with a nearest neighbour, those left by the ratio test, those left by one-to-one.
  package let tentativeMatches: Int
  package let afterRatio: Int
  package let afterOneToOne: Int
  /// Of the best model.
  package let inliers: Int
  package let isVerified: Bool
  package let isMirrored: Bool
  package let score: Double
  /// As a run lists it; left out of a pair alone, and of one that isn't listed.
  package internal(set) var listedScore: Float?
  package let listing: Listing?
  /// The closer look that found the features.
  package let look: String?
  /// Of the best model.
  package let referenceFromQuery: Homography?
  package let models: [Model]
  package internal(set) var matches: [ListedMatch]?
  package internal(set) var keypoints: Keypoints?
  package let options: Settings
  package let milliseconds: PairTimes
  package let picture: String?

  /// - Parameters:
  ///   - all: whether keypoints, matches and blocks are listed one by one.
  ///   - picture: path of a picture that was drawn.
  /// - Throws: `EncodingError` for a setting that JSON has no word for.
  package init(
    _ pair: PairExplanation, extraction: ExtractionOptions, all: Bool = false, picture: String? = nil
  ) throws {
    func photo(_ photo: PairExplanation.Photo) -> Photo {
      let size = photo.features.imageSize
      return Photo(
        id: photo.id, path: photo.path, width: size.width, height: size.height, keypoints: photo.features.count,
        partlyRead: photo.damage?.description)
    }
    query = photo(pair.query)
    reference = photo(pair.reference)
    tentativeMatches = pair.report.matching.tentativeCount
    afterRatio = pair.report.matching.afterRatioCount
    afterOneToOne = pair.report.matching.matches.count
    inliers = pair.report.inliers.count
    // A lower --min-score asks for more to be told, but believes no more.
    isVerified = pair.isVerified && pair.report.score >= JudgeOptions.reliableScore
    isMirrored = pair.report.isMirrored
    score = pair.report.score
    listedScore = pair.listing?.score
    listing = pair.listing.map {
      Listing(
        isCandidate: $0.isCandidate, candidates: $0.candidateCount, givenScore: $0.givenScore,
        combine: $0.combination?.text)
    }
    look = pair.look?.rawValue
    referenceFromQuery = pair.report.models.first?.referenceFromQuery
    let size = pair.query.features.imageSize
    let middle = 0.5 * SIMD2(Double(size.width), Double(size.height)) - 0.5
    models = pair.report.models.map { model in
      let factors = ScoreTable.fitting(model.evidence).factors(of: model.evidence)
      let asked = factors.pairModel.map {
        Term(name: PairModelTerm.name, part: PairModelTerm.name, value: $0.logit, logOdds: $0.logOdds)
      }
      return Model(
        referenceFromQuery: model.referenceFromQuery, score: model.score, geometryScore: model.falseAlarmScore,
        logOdds: factors.logOdds, baseLogOdds: factors.base,
        terms: factors.factors.map {
          Term(name: $0.term.rawValue, part: $0.term.part.rawValue, value: $0.value, logOdds: $0.logOdds)
        } + (asked.map { [$0] } ?? []),
        appearance: model.appearance.map { Appearance($0, all: all) }, inliers: model.inliers.count,
        distinctiveInliers: model.distinctiveInliers.count,
        decomposition: model.referenceFromQuery.decomposed(at: middle), overlap: model.overlap)
    }
    matches = all ? pair.matches().map(Self.listed) : nil
    keypoints =
      all
      ? Keypoints(
        query: pair.query.features.keypoints.map { ListedKeypoint(pair.inQuery($0)) },
        reference: pair.reference.features.keypoints.map(ListedKeypoint.init)) : nil
    options = Settings(extraction: try SettingTree(extraction), judgement: try SettingTree(pair.options))
    milliseconds = pair.times
    self.picture = picture
  }

  private static func listed(_ match: PairExplanation.ExplainedMatch) -> ListedMatch {
    ListedMatch(
      query: Position(x: match.query.x, y: match.query.y),
      reference: Position(x: match.reference.x, y: match.reference.y), distance: match.match.distance,
      ratio: match.match.ratio, fate: match.fate, model: match.model.map { $0 + 1 }, error: match.error,
      isDistinctive: match.isDistinctive)
  }
}

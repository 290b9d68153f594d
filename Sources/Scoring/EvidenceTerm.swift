#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A number drawn from ``Evidence`` that a ``ScoreTable`` judges by. The odds rise or fall with each of them throughout.
public enum EvidenceTerm: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable {
  /// log10 of −log10 of the number of false alarms.
  case geometry
  /// log10 of the share of the inliers that no other photo has.
  case distinctiveness
  /// How much of the query these span.
  case spread
  /// How far the reference lies within the query's frame, as photos do that were pasted into another one: the share of it
  /// that the query covers times the share of the query that is no part of it.
  case inside
  /// The larger of the shares of either photo that lies over the other: a part of one photo is wholly in the other, whereas what two
  /// photos wear at different places leaves much of both outside.
  case contained
  /// How unevenly the features that both photos have at the same places are alike, log10, times both photos' shares that lie over one
  /// another: pages of one template have like features where the template is, and others where their text differs.
  case unevenness
  /// (a − c) / (a + c), of what agrees and what contradicts.
  case agreement
  /// What agrees of the part of the reference that the query covers, less what contradicts, times the share of the query that lies over
  /// it: a photo that was saved again agrees as a whole, and so does a crop. Of a part below a half, less counts.
  case identity
  /// The share of the reference that contradicts, times both photos' shares that lie over one another: photos that lie over
  /// one another as a whole and contradict wear one template.
  case template
  /// log10 of 1 + the textured blocks that agree in the region which the inliers prove.
  case region
  /// By how much the contrast of these blocks exceeds a photo's, in grey values, times what doubt the agreement leaves: two
  /// photos that wear one caption agree in it as wholly as a part of a copy agrees with its original, and letters stand out
  /// from their ground more than nearly all that is found in photos.
  case print
  /// The share of the region that is of one colour, as much of a page is; down to three fifths of it where what the photos have in common
  /// is spread evenly, as in a photo with a bright sky.
  case flatness
  /// log10 of 1 + the other queries, beyond the first, that have the same region in common with the reference: a page or a frame
  /// that many wear. One other may be a second copy.
  case hub

  /// Whether the odds rise with it.
  public var rises: Bool {
    switch self {
    case .geometry, .distinctiveness, .spread, .inside, .contained, .agreement, .identity, .region: true
    case .unevenness, .template, .print, .flatness, .hub: false
    }
  }

  /// What kind of knowledge a term is of.
  public enum Part: String, Sendable, Hashable, Codable, CaseIterable {
    /// How the matches lie, and how far the photos lie over one another.
    case geometry
    /// Which of the matches no other photo has.
    case distinctiveness
    /// What the photos show laid over one another.
    case appearance
    /// What other queries of the run have in common with the reference.
    case hubs
  }

  public var part: Part {
    switch self {
    case .geometry, .inside, .contained, .unevenness: .geometry
    case .distinctiveness, .spread: .distinctiveness
    case .agreement, .identity, .template, .region, .print, .flatness: .appearance
    case .hub: .hubs
    }
  }

  /// Where a table tells the odds; between two of these they change evenly, and beyond the outermost not at all.
  public var knots: [Double] {
    switch self {
    case .geometry: [0, 0.5, 1, 1.5, 2, 3.5]
    case .distinctiveness: [-1.7, -1, -0.5, -0.2, 0]
    case .spread: [0, 0.1, 0.2, 0.4, 0.7]
    case .inside: [0, 0.1, 0.25, 0.85]
    case .contained: [0.3, 0.6, 0.8, 0.95]
    case .unevenness: [0.3, 0.5]
    case .agreement: [-0.8, -0.3, 0, 0.4, 0.8, 0.95]
    case .identity: [0.6, 0.75]
    case .template: [0, 0.03, 0.1, 0.3]
    case .region: [0, 0.5, 1, 1.5, 2]
    case .print: [0, 4, 10, 20]
    case .flatness: [0, 0.05, 0.2]
    case .hub: [0, 0.31, 0.61, 1]
    }
  }

  /// Whether it is seen in the photos, and unknown where they were not compared.
  public var needsAppearance: Bool {
    switch self {
    case .geometry, .distinctiveness, .spread, .inside, .contained, .unevenness: false
    case .agreement, .identity, .template, .region, .print, .flatness, .hub: true
    }
  }

  /// nil where the photos were not compared and it is seen in them.
  public func value(in evidence: Evidence) -> Double? {
    let seen = evidence.appearance
    switch self {
    case .geometry: return log10(max(evidence.geometry, Self.leastGeometry))
    case .distinctiveness: return log10(max(evidence.distinctiveShare, Self.leastShare))
    case .spread: return evidence.distinctiveSpread
    case .inside: return evidence.shareOfReference * (1 - evidence.shareOfQuery)
    case .contained: return max(evidence.shareOfQuery, evidence.shareOfReference)
    case .unevenness: return Self.unevenness(evidence) * evidence.shareOfQuery * evidence.shareOfReference
    case .agreement: return seen.map(Self.agreement)
    case .identity:
      let part = max(evidence.shareOfReference, Self.leastPart)
      return seen.map { ($0.agreeing - $0.contradicting) / part * evidence.shareOfQuery }
    case .template: return seen.map { $0.contradicting * evidence.shareOfReference * evidence.shareOfQuery }
    case .region: return seen.map { log10(1 + $0.regionBlocks) }
    case .print:
      return seen.map { max(0, $0.regionContrast - Self.contrastOfPhotos) * (1 - max(0, Self.agreement($0))) }
    case .flatness:
      let doubt = min(1, Self.unevenness(evidence) / Self.clearUnevenness)
      return seen.map { $0.regionFlatShare * (Self.leastDoubt + (1 - Self.leastDoubt) * doubt) }
    case .hub: return seen.map { _ in log10(1 + max(0, evidence.sharedQueries)) }
    }
  }

  private static func agreement(_ seen: AppearanceEvidence) -> Double {
    (seen.agreeing - seen.contradicting) / (seen.agreeing + seen.contradicting + prior)
  }

  /// log10 of the index of dispersion, at least 0; drawn towards what is usual, since few features tell little.
  private static func unevenness(_ evidence: Evidence) -> Double {
    let count = evidence.recurringCount
    let drawn = (evidence.unevenness * count + usualUnevenness * priorCount) / (count + priorCount)
    return log10(max(drawn, 1))
  }

  private static let priorCount = 30.0
  private static let usualUnevenness = 2.0
  /// log10 of the index: pages of one template begin about here.
  private static let clearUnevenness = 0.3
  private static let leastDoubt = 0.6
  private static let leastPart = 0.5
  private static let leastGeometry = 0.1
  private static let leastShare = 0.02
  /// So that a block of a copy with few others doesn't decide alone.
  private static let prior = 0.02
  /// Mean standard deviation in a block, in grey values.
  private static let contrastOfPhotos = 25.0
}

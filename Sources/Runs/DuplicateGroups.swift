import Evaluation
import Imaging
import Names
import Photos

/// Photos of a set that are copies of one another, as far as pairs of them were found to be.
public struct DuplicateGroup: Sendable, Hashable {
  public struct Photo: Sendable, Hashable {
    /// The listed pair by which a photo belongs to the group.
    public struct Link: Sendable, Hashable {
      /// Id of the other photo.
      public let id: String
      public let score: Double
    }

    /// Its index in the set.
    public let index: Int
    public let id: String
    /// Where the photo is, as far as that is known: see `PhotoFile`.
    public let path: String
    public let size: ImageSize
    /// Bytes of its file; nil where they aren't known.
    public let bytes: Int?
    /// The score of the photo and the group's best; nil for the best itself, and where that pair isn't listed.
    public let score: Double?
    /// The pair by which it hangs on the best, directly or through others; nil for the best itself.
    public let link: Link?
  }

  /// The best first: that of the most pixels, then of the most bytes, then of the first id. The others by falling score
  /// with the best, those without one by the score of their link, behind them.
  public let photos: [Photo]

  public var best: Photo { photos[0] }

  /// The photo that hangs on the others by the pair of the least score: a least score above it divides the group there.
  public var weakest: Photo {
    photos.dropFirst().min { ($0.link?.score ?? .infinity) < ($1.link?.score ?? .infinity) } ?? best
  }
}

/// Makes groups of the pairs that a set was found to hold when it was searched in itself.
struct DuplicateGrouping {
  private let forest: SpanningForest
  /// By the indices of both photos, the lower one first.
  private let scores: [SIMD2<Int>: Double]
  private let photo: (Int) throws -> GroupedPhoto

  /// - Parameters:
  ///   - photos: ready to be read.
  ///   - rows: each pair once.
  init(of photos: any FeatureSource, _ rows: [ResultTable.Row]) {
    self.init(
      of: photos.count, links: rows.map { SpanningForest.Link($0.query, $0.reference, score: Double($0.score)) },
      photo: { try GroupedPhoto($0, of: photos) })
  }

  /// - Parameters:
  ///   - count: photos of the set.
  ///   - links: each pair once, by the photos' indices.
  ///   - photo: tells of a photo; is asked for those of a pair alone.
  init(of count: Int, links: some Sequence<SpanningForest.Link>, photo: @escaping (Int) throws -> GroupedPhoto) {
    forest = SpanningForest(of: count, links: links)
    scores = Dictionary(links.map { (Self.pair($0.one, $0.other), $0.score) }, uniquingKeysWith: { max($0, $1) })
    self.photo = photo
  }

  /// By the ids of their best photos, in the order of ids everywhere.
  ///
  /// - Throws: what telling of a photo throws: `StoreError` when a store can't be read.
  func groups() throws -> [DuplicateGroup] {
    try forest.components.map(group).sorted { ExactName($0.best.id) < ExactName($1.best.id) }
  }

  private func group(_ component: SpanningForest.Component) throws -> DuplicateGroup {
    let members = try component.members.map(photo).sorted(by: isBetter)
    let best = members[0].index
    let links = component.links(from: best)
    let ids = Dictionary(uniqueKeysWithValues: members.map { ($0.index, $0.id) })
    // The best has neither a score with itself nor a link.
    let shown = members.map { member in
      DuplicateGroup.Photo(
        index: member.index, id: member.id, path: member.path, size: member.size, bytes: member.bytes,
        score: scores[Self.pair(member.index, best)],
        link: links[member.index].map { DuplicateGroup.Photo.Link(id: ids[$0.one]!, score: $0.score) })
    }
    return DuplicateGroup(photos: shown.prefix(1) + shown.dropFirst().sorted(by: isCloser))
  }

  private func isBetter(_ one: GroupedPhoto, _ other: GroupedPhoto) -> Bool {
    if one.size.area != other.size.area { return one.size.area > other.size.area }
    let (bytes, otherBytes) = (one.bytes ?? 0, other.bytes ?? 0)
    if bytes != otherBytes { return bytes > otherBytes }
    return ExactName(one.id) < ExactName(other.id)
  }

  private func isCloser(_ one: DuplicateGroup.Photo, _ other: DuplicateGroup.Photo) -> Bool {
    let (score, otherScore) = (one.score ?? -1, other.score ?? -1)
    if score != otherScore { return score > otherScore }
    let (link, otherLink) = (one.link?.score ?? 0, other.link?.score ?? 0)
    return link != otherLink ? link > otherLink : ExactName(one.id) < ExactName(other.id)
  }

  private static func pair(_ one: Int, _ other: Int) -> SIMD2<Int> { SIMD2(min(one, other), max(one, other)) }
}

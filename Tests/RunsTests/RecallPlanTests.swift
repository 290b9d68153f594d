import Features
import LocalIndex
import Photos
import Recall
import TestSupport
import Testing

@testable import Runs

@Suite("RecallPlan") struct RecallPlanTests {
  /// Photos of which it is known that they are at hand.
  private struct PhotosAtHand: FeatureSource {
    let held: HeldFeatures

    var path: String { held.path }
    var ids: [String] { held.ids }
    var options: ExtractionOptions { held.options }
    var files: [String] { [] }
    var canMirror: Bool { true }
    var canLookCloser: Bool { true }
    func read(_ index: Int, mirrored: Bool) throws -> PhotoReading { try held.read(index, mirrored: mirrored) }
    func file(of index: Int) -> PhotoFile { held.file(of: index) }
    func fingerprint(of index: Int) -> UInt64 { held.fingerprint(of: index) }
  }

  private static func photos(_ count: Int, _ extractor: ExtractorID) -> HeldFeatures {
    var options = ExtractionOptions()
    options.extractor = extractor
    let features = (0..<count).map { randomFeatures(extractor.descriptorKind, count: 6, seed: 50 + UInt64($0)) }
    return HeldFeatures(ids: features.indices.map { "r\($0)" }, features: features, options: options)
  }

  private static func opened(_ plan: RecallPlan, _ references: any FeatureSource) async throws -> any CandidateSource {
    try await plan.open(references, references, 2, NoProgress())
  }

  @Test("of more than 2,000 photos an index is made for the run, which finds what exact votes find")
  func manyPhotos() async throws {
    let held = Self.photos(RecallPlan.mostExact + 1, .sift)
    let photos = PhotosAtHand(held: held)
    let source = try await Self.opened(.votes, photos)
    #expect(source is LocalIndexVotes)
    let exact = try await Self.opened(.exactVotes, photos)
    #expect(exact is ExactVotes)
    for place in [0, 1000, 2000] {
      let query = Query(index: 0, id: "q", views: try held.read(place, mirrored: false).views)
      for source in [source, exact] {
        #expect(try await source.candidates(for: [query], limit: 3)[0].first?.reference == place)
      }
    }
  }

  @Test("few photos, stores and binary descriptors are searched exactly")
  func others() async throws {
    let few = PhotosAtHand(held: Self.photos(20, .sift))
    #expect(try await Self.opened(.votes, few) is ExactVotes)
    let stored = Self.photos(RecallPlan.mostExact + 1, .sift)
    #expect(try await Self.opened(.votes, stored) is ExactVotes)
    #expect(RecallPlan.needsIndex(stored))
    #expect(!RecallPlan.needsIndex(Self.photos(RecallPlan.mostExact + 1, .orb)))
  }

  @Test("of what an index over local features names, a quarter more is judged; of a list all")
  func candidateCount() {
    let (few, many) = (Self.photos(20, .sift), Self.photos(RecallPlan.mostExact + 1, .sift))
    var options = CopyRunOptions()
    #expect(RecallPlan.votes.candidateCount(options, among: few) == 20)
    #expect(RecallPlan.localIndex("refs.index").candidateCount(options, among: few) == 25)
    #expect(RecallPlan.index("refs.flann").candidateCount(options, among: few) == 20)
    // 20 times the cube root of 2.001; stores get no index of their own.
    #expect(RecallPlan.votes.candidateCount(options, among: many) == 25)
    #expect(RecallPlan.votes.candidateCount(options, among: PhotosAtHand(held: many)) == 31)
    #expect(RecallPlan.exactVotes.candidateCount(options, among: PhotosAtHand(held: many)) == 25)
    options.candidates = .max
    #expect(RecallPlan.localIndex("refs.index").candidateCount(options, among: few) == .max)
  }
}

import CSV
import Evaluation
import Features
import Imaging
import Photos
import Pyramid
import TestSupport
import Testing

@testable import Runs

/// Queries of which several wear the page that one reference wears, too, and others are copies.
///
/// | query | what it is |
/// |---|---|
/// | `a0`…`a5` | the page of `page` around photos of their own |
/// | `copy` | a smaller copy of `page`, photo and all |
/// | `paste0`, `paste1` | one part of `photo` on two strangers |
/// | `paste2` | another part of `photo` on a third |
enum WornPage {
  static let wearing = (0..<6).map { "a\($0)" }
  static let pasted = (0..<3).map { "paste\($0)" }
  private static let (width, height) = (400, 300)

  static let queries: HeldFeatures = {
    var queries: [(String, GrayImage)] = wearing.indices.map { (wearing[$0], page(around: photo(10 + UInt64($0)))) }
    let whole = page(around: photo(1))
    queries.append(("copy", whole.resampled(to: ImageSize(width: 320, height: 240))))
    for (index, corner) in [(20, 30), (20, 30), (220, 140)].enumerated() {
      var stranger = photo(30 + UInt64(index))
      copy(of: photo(2), x: corner.0, y: corner.1, width: 160, height: 140, to: &stranger, x: 200, y: 60)
      queries.append((pasted[index], stranger))
    }
    return held(queries)
  }()

  static let references = held([("page", page(around: photo(1))), ("photo", photo(2)), ("stranger", photo(3))])

  static func run(_ queries: HeldFeatures? = nil) -> CopyRun {
    var run = CopyRun(queries: queries ?? Self.queries, references: references)
    run.options.threads = 2
    return run
  }

  /// A score that those who wear the page reach alone, and not with one another.
  static func scoreBetween() async throws -> Double {
    let pairs = Set(wearing.map { TruePair(queryID: $0, referenceID: "page") })
    var run = run()
    let folder = TemporaryFolder()
    var scores: [[Double]] = []
    for weighsHubs in [true, false] {
      run.options.weighsHubs = weighsHubs
      _ = try await run.write(to: folder.file("out.csv"), as: "search")
      scores.append(try readPredictions(folder.file("out.csv")).filter { pairs.contains($0.pair) }.map(\.score))
    }
    let (low, high) = (try #require(scores[0].max()), try #require(scores[1].min()))
    try #require(low < high)
    return (low + high) / 2
  }

  /// The same queries in another order.
  static var reversed: HeldFeatures {
    let order = Array(queries.ids.indices.reversed())
    return HeldFeatures(
      ids: order.map { queries.ids[$0] },
      features: order.compactMap { try? queries.read($0, mirrored: false).views?.plain },
      options: queries.options)
  }

  private static func photo(_ seed: UInt64) -> GrayImage { syntheticPhoto(width: width, height: height, seed: seed) }

  /// The upper half of the picture is that of all pages.
  private static func page(around photo: GrayImage) -> GrayImage {
    var page = photo
    copy(of: Self.photo(0), x: 0, y: 0, width: width, height: height / 2, to: &page, x: 0, y: 0)
    return page
  }

  private static func copy(
    of source: GrayImage, x left: Int, y top: Int, width: Int, height: Int, to target: inout GrayImage, x: Int, y: Int
  ) {
    for row in 0..<height {
      for column in 0..<width { target[x + column, y + row] = source[left + column, top + row] }
    }
  }

  private static func held(_ photos: [(String, GrayImage)]) -> HeldFeatures {
    let options = FixtureFeatures.options(.sift, count: 500)
    let extractor = try! ExtractorRegistry.standard.makeExtractor(options)
    return HeldFeatures(
      ids: photos.map(\.0), features: photos.map { try! extractor.extract(from: $0.1, maxSide: options.maxSide) },
      options: options)
  }
}

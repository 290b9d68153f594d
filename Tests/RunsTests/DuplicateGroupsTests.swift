import Features
import Imaging
import Photos
import TestSupport
import Testing

@testable import Runs

@Suite("DuplicateGrouping") struct DuplicateGroupsTests {
  /// Photos of given sizes and bytes that nobody can tell apart otherwise.
  private struct Sized: FeatureSource {
    let photos: [(id: String, width: Int, bytes: Int?)]

    var path: String { "memory" }
    var ids: [String] { photos.map(\.id) }
    var options: ExtractionOptions { ExtractionOptions() }
    var files: [String] { [] }
    var canMirror: Bool { false }

    func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
      .found(
        FeatureViews(
          plain: FeatureSet(
            imageSize: ImageSize(width: photos[index].width, height: 10), keypoints: [],
            descriptors: Descriptors(kind: .binary256))))
    }

    func file(of index: Int) -> PhotoFile { PhotoFile(path: "p/\(photos[index].id)", bytes: photos[index].bytes) }
    func fingerprint(of index: Int) -> UInt64 { 0 }
  }

  private static func row(_ query: Int, _ reference: Int, _ score: Float) -> ResultTable.Row {
    ResultTable.Row(
      query: query, reference: reference, score: score, isVerified: true, isMirrored: false)
  }

  @Test(
    "the best has the most pixels, then the most bytes, then the earliest name; the others follow by score and link")
  func order() throws {
    let photos = Sized(photos: [
      ("e", 30, 5), ("d", 30, 7), ("c", 30, 7), ("b", 20, 900), ("a", 20, nil), ("alone", 90, 1), ("z", 50, 1),
      ("y", 50, 1),
    ])
    let groups = try DuplicateGrouping(
      of: photos,
      [
        Self.row(0, 1, 40), Self.row(1, 2, 90), Self.row(3, 2, 30), Self.row(4, 3, 25), Self.row(0, 2, 35),
        Self.row(6, 7, 21),
      ]
    ).groups()
    #expect(groups.map { $0.photos.map(\.id) } == [["c", "d", "e", "b", "a"], ["y", "z"]])
    #expect(groups[0].photos.map(\.score) == [nil, 90, 35, 30, nil])
    // The way to the best by the best weakest pair: e hangs on d, which is nearer than c.
    #expect(groups[0].photos.map { $0.link?.id } == [nil, "c", "d", "c", "b"])
    #expect(groups[0].photos.map { $0.link?.score } == [nil, 90, 40, 30, 25])
    #expect(groups[0].weakest.id == "a" && groups[1].weakest.link?.score == 21)
    #expect(groups[0].best.size == ImageSize(width: 30, height: 10) && groups[0].best.path == "p/c")
  }

  @Test("bytes that a store makes up don't end the program")
  func hugeFiles() throws {
    let photos = Sized(photos: [("a", 9, .max), ("b", 9, .max), ("c", 9, .max)])
    let groups = try DuplicateGrouping(of: photos, [Self.row(0, 1, 40), Self.row(1, 2, 40)]).groups()
    let report = DuplicateReport(
      groups: groups, photoCount: 3, searchedCount: 3, resumedCount: 0, pairCount: 2, seconds: 0,
      closer: CloserLookReport([], seconds: 0), failures: [],
      failureList: nil)
    #expect(report.copyBytes == .max && report.copyCount == 2)
  }
}

import Foundation
import Inspection
import Runs

/// What `duplicates` prints.
struct DuplicatesResult: Encodable {
  struct Photo: Encodable {
    let id: String
    let path: String
    let width: Int
    let height: Int
    let bytes: Int?
    let score: Double?
    let isBest: Bool
    let link: Link?
  }

  struct Link: Encodable {
    let id: String
    let score: Double
  }

  struct WeakestLink: Encodable {
    let id: String
    let linkId: String
    let score: Double
  }

  struct Group: Encodable {
    let group: Int
    let weakestLink: WeakestLink?
    let photos: [Photo]
  }

  let output: String
  /// The folder of the pages; nil where none were asked for.
  let html: String?
  let images: Int
  /// Those that were compared with all others.
  let searched: Int
  let resumed: Int
  let listedPairs: Int
  let groups: [Group]
  /// Photos that are the copy of a better one, and the bytes of their files.
  let copies: Int
  let copyBytes: Int
  let skipped: Int
  /// Where the photos are that have no features, so that no copies of them can be found.
  let withoutFeatures: [String]
  /// Where the photos are of which a part is missing.
  let partlyRead: [String]
  let seconds: Double
  let lookedCloser: LookedCloser
  let options: JudgementSettings

  init(_ report: DuplicateReport, of run: CopyRun, output: String, gallery: String?) throws {
    self.output = output
    html = gallery
    images = report.photoCount
    searched = report.searchedCount
    resumed = report.resumedCount
    listedPairs = report.pairCount
    groups = report.groups.enumerated().map { Group($1, number: $0 + 1) }
    copies = report.copyCount
    copyBytes = report.copyBytes
    skipped = report.failures.unusable.count
    withoutFeatures = report.failures.featureless.map(\.input)
    partlyRead = report.failures.partlyRead.map(\.input)
    seconds = report.seconds
    lookedCloser = LookedCloser(report.closer)
    options = try JudgementSettings(run.queries.options, run.options.judge, effort: run.options.effort)
  }

  /// Groups that are named on the screen: those with the weakest links are worth a look first.
  private static let mostPrinted = 5

  /// Where the pages begin.
  private var pages: [String] {
    html.map { ["pages: \(name: $0.hasSuffix("/") ? $0 : $0 + "/")index.html"] } ?? []
  }

  var text: String {
    let photos = images == 1 ? "1 photo" : "\(images) photos"
    guard !groups.isEmpty else {
      return (["no copies among \(photos); \(name: output) has no rows"] + pages).joined(separator: "\n")
    }
    let size = copyBytes > 0 ? ", \(legibleSize(ofBytes: copyBytes))" : ""
    var lines = [
      "\(groups.count) \(groups.count == 1 ? "group" : "groups") of copies among \(photos) in \(name: output): "
        + "\(copies) \(copies == 1 ? "is the copy of a better one" : "are copies of better ones")\(size)"
    ]
    let weakest = groups.compactMap { group in group.weakestLink.map { (group.group, $0) } }
      .sorted { ($0.1.score, $0.0) < ($1.1.score, $1.0) }
    lines.append("weakest links, to be looked at first:")
    for (number, link) in weakest.prefix(Self.mostPrinted) {
      lines.append(
        "  group \(number): \(name: link.id) and \(name: link.linkId), score \(String(format: "%.1f", link.score))")
    }
    lines += pages
    return lines.joined(separator: "\n")
  }
}

extension DuplicatesResult.Group {
  init(_ group: DuplicateGroup, number: Int) {
    self.group = number
    let weakest = group.weakest
    weakestLink = weakest.link.map { .init(id: weakest.id, linkId: $0.id, score: $0.score) }
    photos = group.photos.enumerated().map { place, photo in
      .init(
        id: photo.id, path: photo.path, width: photo.size.width, height: photo.size.height, bytes: photo.bytes,
        score: photo.score, isBest: place == 0, link: photo.link.map { .init(id: $0.id, score: $0.score) })
    }
  }
}

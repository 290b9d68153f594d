import Copies
import Features
import Files
import Foundation
import Imaging
import Photos
import Runs

/// Whether versions of a photo that stand among the references keep what they share with a query, and pages of one app don't.
enum VersionBenchmarks {
  /// Of the inliers: what is kept at least where nothing was taken for another photo's.
  private static let leastKept = 0.8

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    guard photos.folder == BenchmarkPhotos.shared else {
      print("versions are made of the photos in \(BenchmarkPhotos.data), which is not there")
      return
    }
    try await withTemporaryFolder { folder in
      _ = try PageSet.make(from: BenchmarkPhotos.data, into: folder + "/pages")
      for photo in photos.references { try writeVersions(of: photo.path, called: photo.id, into: folder) }
      for extractor in [ExtractorID.orb, .sift] {
        let extraction = try SearchedSet.extraction(extractor)
        try await reportVersions(folder, extraction, report: report)
        try await reportPages(try await SearchedSet(folder + "/pages", extractor), report: report)
      }
    }
  }

  /// Nine tenths of a photo as a query; the photo and what was made of it as references.
  private static func writeVersions(of path: String, called id: String, into folder: String) throws {
    let photo = try ColorImage(contentsOf: path)
    func part(_ share: Double) -> ColorImage {
      let size = ImageSize(width: Int(share * Double(photo.width)), height: Int(share * Double(photo.height)))
      return photo.cropped(x: (photo.width - size.width) / 2, y: (photo.height - size.height) / 2, to: size)
    }
    let narrow = photo.resampled(to: ImageSize(width: photo.width * 4 / 5, height: photo.height))
    let versions: [(String, ColorImage)] = [
      ("photo", photo), ("half", photo.halved()), ("quarter", photo.halved().halved()), ("part", part(0.6)),
      ("turned", photo.quarterTurned()), ("turned-part", part(0.6).quarterTurned()),
      ("upside-down", photo.quarterTurned().quarterTurned()), ("narrow", narrow),
    ]
    try save(part(0.9), folder + "/queries", id, quality: 80)
    for (name, image) in versions { try save(image, folder + "/references", "\(id)-\(name)", quality: 85) }
    try save(photo, folder + "/references", "\(id)-saved-again", quality: 30)
  }

  private static func save(_ image: ColorImage, _ folder: String, _ id: String, quality: Int) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try writeFile(try image.encoded(as: .jpeg(quality: quality)), to: "\(folder)/\(id).jpg")
  }

  private static func reportVersions(
    _ folder: String, _ extraction: Extraction, report: (Figure) -> Void
  ) async throws {
    let queries = try await SearchedSet.held(folder + "/queries", by: extraction, mirrored: true)
    let references = try await SearchedSet.held(folder + "/references", by: extraction, mirrored: false)
    try await reportKept(
      "versions that don't sink each other, \(extraction.options.extractor.name)",
      by: CopyRun(queries: queries, references: references), report: report
    ) { $1.hasPrefix($0 + "-") }
  }

  /// Copies of pages against other pages of their app.
  private static func reportPages(_ set: SearchedSet, report: (Figure) -> Void) async throws {
    let apps = try PageSet.apps(in: set.folder)
    let originals = Dictionary(
      set.truth.pairs.map { ($0.queryID, $0.referenceID) }, uniquingKeysWith: { first, _ in first })
    try await reportKept(
      "other pages taken for versions, \(set.extraction.options.extractor.name)", by: set.run(), report: report
    ) { query, reference in
      guard let original = originals[query], let app = apps[original] else { return false }
      return reference != original && apps[reference] == app
    }
  }

  /// Of the proved pairs of a run that count, those that keep what they share.
  private static func reportKept(
    _ name: String, by run: CopyRun, report: (Figure) -> Void,
    where counts: (_ query: String, _ reference: String) -> Bool
  ) async throws {
    var (kept, all): ([QueryHalf: Int], [QueryHalf: Int]) = ([:], [:])
    for try await judgement in run.judgements() {
      let query = run.queries.ids[judgement.query]
      for verdict in judgement.verdicts where counts(query, run.references.ids[verdict.reference]) {
        let isKept = verdict.report.models.first.map { $0.evidence.distinctiveShare >= leastKept } ?? false
        for half in QueryHalf.allCases where half.holds(query) {
          all[half, default: 0] += 1
          if isKept { kept[half, default: 0] += 1 }
        }
      }
    }
    for half in QueryHalf.allCases {
      report(Figure(name: name + half.suffix, unit: "of \(all[half] ?? 0)", ours: Double(kept[half] ?? 0)))
    }
  }
}

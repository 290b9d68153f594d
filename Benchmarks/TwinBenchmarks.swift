import Evaluation
import Features
import Files
import Foundation
import Imaging
import Photos
import Pyramid

/// Photos of which several versions stand in one set: turned and mirrored twins, crops, other sizes. How many true pairs keep a
/// score that is believed, and how many others have one.
enum TwinBenchmarks {
  private static let believed = 2.0
  private static let photoCount = 40

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    let originals = photos.references.prefix(photoCount)
    try await withTemporaryFolder { folder in
      for original in originals {
        let photo = try ColorImage(contentsOf: original.path)
        try save(photo.middle(0.9), folder + "/queries", original.id, quality: 80)
        for (name, image) in twins(of: photo) {
          try save(image, folder + "/twins", "\(name)-\(original.id)", quality: 90)
        }
        for (name, image) in versions(of: photo) {
          try save(image, folder + "/versions", "\(name)-\(original.id)", quality: 90)
        }
        for size in [100, 75, 56, 42, 30] {
          try save(photo.resized(size), folder + "/sizes", "\(size)-\(original.id)", quality: 85)
        }
      }
      for extractor in [ExtractorID.orb, .sift] {
        let extraction = try SearchedSet.extraction(extractor)
        func held(_ name: String) async throws -> any FeatureSource {
          try await SearchedSet.held("\(folder)/\(name)", by: extraction, mirrored: true)
        }
        let queries = try await held("queries")
        try await self.report(
          "photos in eight orientations and half as large", queries, try await held("twins"), extraction, report: report
        )
        try await self.report(
          "photos in five versions", queries, try await held("versions"), extraction, report: report)
        let sizes = try await held("sizes")
        try await self.report("photos in five sizes, in themselves", sizes, sizes, extraction, report: report)
      }
    }
  }

  /// A photo in each of the eight orientations, and each of them half as large.
  private static func twins(of photo: ColorImage) -> [(String, ColorImage)] {
    [("plain", photo), ("mirrored", photo.mirrored())].flatMap { name, image in
      (0..<4).flatMap { quarters in
        let turned = image.turned(quarters: quarters)
        return [("\(name)-\(quarters)", turned), ("\(name)-\(quarters)-small", turned.resized(50))]
      }
    }
  }

  private static func versions(of photo: ColorImage) -> [(String, ColorImage)] {
    let crop = photo.middle(0.6)
    return [
      ("original", photo), ("small", photo.resized(40)), ("crop", crop), ("turned", photo.turned(quarters: 1)),
      ("turned-crop", crop.turned(quarters: 1)),
    ]
  }

  private static func save(_ image: ColorImage, _ folder: String, _ id: String, quality: Int) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try writeFile(try image.encoded(as: .jpeg(quality: quality)), to: "\(folder)/\(id).jpg")
  }

  /// A pair is true where both names end with the same photo's.
  private static func report(
    _ name: String, _ queries: any FeatureSource, _ references: any FeatureSource, _ extraction: Extraction,
    report: (Figure) -> Void
  ) async throws {
    let isOneSet = queries.ids == references.ids
    func photo(_ id: String) -> Substring { id.split(separator: "-").last ?? "" }
    let versionsOf = Dictionary(grouping: references.ids, by: photo)
    let set = SearchedSet(
      folder: name, queries: queries, references: references, truth: GroundTruth(pairs: []), extraction: extraction)
    var run = set.run()
    run.options.excludesSelf = isOneSet
    let found = try await run.predictions().filter { $0.score >= believed }
    let title = "\(name), \(extraction.options.extractor.name)"
    for half in QueryHalf.allCases {
      let ids = queries.ids.filter(half.holds)
      // In one set each pair is written once.
      let count =
        ids.reduce(0) { $0 + versionsOf[photo($1), default: []].count - (isOneSet ? 1 : 0) } / (isOneSet ? 2 : 1)
      let listed = half.of(found)
      let right = listed.count { photo($0.queryID) == photo($0.referenceID) }
      report(
        Figure(
          name: title + half.suffix, unit: "of \(count)", ours: Double(right), goal: .atLeast(Double(count))))
      report(
        Figure(
          name: title + ", other pairs" + half.suffix, unit: "pairs", ours: Double(listed.count - right),
          goal: .atMost(0)))
    }
  }
}

extension ColorImage {
  /// The part of both sides around the middle.
  fileprivate func middle(_ share: Double) -> ColorImage {
    let part = ImageSize(width: Int(share * Double(width)), height: Int(share * Double(height)))
    return cropped(x: (width - part.width) / 2, y: (height - part.height) / 2, to: part)
  }

  /// Of so many hundredths of both sides.
  fileprivate func resized(_ percent: Int) -> ColorImage {
    resampled(to: ImageSize(width: width * percent / 100, height: height * percent / 100))
  }
}

import Evaluation
import Features
import Files
import Foundation
import Geometry
import Imaging
import Photos

/// Copies that are small in pixels and parts of long strips and panoramas: the share that `search` finds with a score that
/// `match` believes, and what looking at such photos costs.
///
/// Constants were chosen on another draw of copies. Both halves of this one are told apart, so that even ones can serve to
/// choose others.
enum SizeBenchmarks {
  private static let believed = 2.0
  private static let copyCount = 40
  private static let longCount = 10
  private static let photosOfLong = 11

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    guard photos.folder == BenchmarkPhotos.shared else {
      print("copies of unusual sizes are made of the photos in \(BenchmarkPhotos.data), which is not there")
      return
    }
    var generator = SplitMix64(seed: 1)
    let originals = photos.references.shuffled(using: &generator)
    let backgrounds = try SourcePhoto.all(in: BenchmarkPhotos.data).filter { !$0.path.hasPrefix(photos.folder) }
    try await withTemporaryFolder { folder in
      for kind in SmallCopy.allCases {
        var truth: [TruePair] = []
        for (index, original) in originals.prefix(copyCount).enumerated() {
          let copy = kind.copy(
            of: try ColorImage(contentsOf: original.path),
            onto: try ColorImage(contentsOf: backgrounds[index % backgrounds.count].path), using: &generator)
          truth.append(try write(copy, "\(folder)/\(kind)", index, copyOf: original.id))
        }
        try await reportFound(
          kind.rawValue, queries: "\(folder)/\(kind)", references: photos.folder + "/references", truth, report: report)
      }
      var truth: [TruePair] = []
      for index in 0..<longCount {
        let part = originals[index * photosOfLong..<(index + 1) * photosOfLong]
        let isUpright = index % 2 == 0
        let long = LongPhoto(
          try part.map { try ColorImage(contentsOf: $0.path) }, isUpright: isUpright, side: isUpright ? 600 : 500)
        let id = "L\(index)"
        try save(long.image, "\(folder)/long", id)
        for _ in 0..<copyCount / longCount {
          truth.append(try write(long.randomPart(using: &generator), "\(folder)/parts", truth.count, copyOf: id))
        }
      }
      try await reportFound(
        "parts of strips and panoramas", queries: "\(folder)/parts", references: "\(folder)/long", truth, report: report
      )
      for (name, path) in [
        ("usual", photos.folder + "/references"), ("100 pixels", "\(folder)/\(SmallCopy.side100)"),
        ("long", "\(folder)/long"),
      ] {
        try reportTime(name, of: path, report: report)
      }
    }
  }

  private static func save(_ image: ColorImage, _ folder: String, _ id: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try writeFile(try image.encoded(as: .jpeg(quality: 85)), to: "\(folder)/\(id).jpg")
  }

  private static func write(
    _ image: ColorImage, _ folder: String, _ index: Int, copyOf reference: String
  ) throws -> TruePair {
    let id = "Q\(index)"
    try save(image, folder, id)
    return TruePair(queryID: id, referenceID: reference)
  }

  private static func reportFound(
    _ name: String, queries: String, references: String, _ truth: [TruePair], report: (Figure) -> Void
  ) async throws {
    for extractor in [ExtractorID.orb, .sift] {
      let extraction = try SearchedSet.extraction(extractor)
      let set = SearchedSet(
        folder: queries, queries: try await SearchedSet.held(queries, by: extraction, mirrored: true),
        references: try await SearchedSet.held(references, by: extraction, mirrored: false),
        truth: GroundTruth(pairs: truth), extraction: extraction)
      let listed = try await set.run().predictions().filter { $0.score >= believed }
      let found = Set(listed.map { TruePair(queryID: $0.queryID, referenceID: $0.referenceID) })
      for isEven in [true, false] {
        let half = truth.indices.filter { $0.isMultiple(of: 2) == isEven }
        let share = Double(half.count { found.contains(truth[$0]) }) / Double(half.count)
        report(
          Figure(
            name: "\(name), \(extractor.name), \(isEven ? "even" : "odd")", unit: "of copies found", ours: share,
            goal: .atLeast(0.9)))
      }
      let others = found.subtracting(truth).count
      report(Figure(name: "\(name), \(extractor.name), other pairs", unit: "pairs", ours: Double(others)))
    }
  }

  private static func reportTime(_ name: String, of folder: String, report: (Figure) -> Void) throws {
    let images = try listImages(at: folder).prefix(copyCount).map { try GrayImage(contentsOf: $0.path) }
    let orb = try ORB()
    let clock = ContinuousClock()
    let rounds = try (0..<5).map { _ in
      try clock.measure {
        for image in images { _ = try orb.extract(from: image, maxSide: ExtractionOptions().maxSide) }
      } / .milliseconds(images.count)
    }
    report(Figure(name: "extract orb, \(name) photos", unit: "ms a photo", ours: median(rounds)))
  }
}

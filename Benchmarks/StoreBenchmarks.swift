import Features
import Foundation
import Geometry
import Imaging
import Photos
import Runs
import Storage
import Synchronization

/// What a run over very many photos waits for besides the features: opening, reading and writing stores, memory.
enum StoreBenchmarks {
  static func run(_ photos: BenchmarkPhotos, threads: Int, report: (Figure) -> Void) async throws {
    try await withTemporaryFolder { folder in
      try reportMillion(folder, report: report)
      try reportMemory(photos, folder, report: report)
      try await reportWriting(photos, folder, threads: threads, report: report)
    }
    try await reportReading(photos, threads: threads, report: report)
  }

  /// A store of a million images with ten features each: what `info` takes, and reading some image.
  private static func reportMillion(_ folder: String, report: (Figure) -> Void) throws {
    let path = folder + "/million.h5"
    let count = 1_000_000
    let writer = try FeatureStoreWriter(
      path: path, descriptorKind: .binary256, options: try FeatureStore.encodeOptions(ExtractionOptions()))
    var generator = SplitMix64(seed: 1)
    for index in 0..<count {
      let keypoints = (0..<10).map { _ in
        Keypoint(
          x: Float.random(in: 0..<640, using: &generator), y: Float.random(in: 0..<480, using: &generator), size: 31,
          angle: Float.random(in: 0..<360, using: &generator), response: 1, level: 0)
      }
      let bytes = (0..<320).map { _ in UInt8.random(in: 0...255, using: &generator) }
      try writer.append(
        name: "photo-\(index + count)",
        features: FeatureSet(
          imageSize: ImageSize(width: 640, height: 480), keypoints: keypoints,
          descriptors: Descriptors(kind: .binary256, bytes: bytes)))
    }
    try writer.finish()
    if MeasuredProgram.built.isThere(for: "info on a million images") {
      let seconds = try (0..<5).map { _ in try MeasuredProgram.built.seconds("info", path) }
      report(Figure(name: "info on a store of 1,000,000 images", unit: "s", ours: median(seconds), goal: .atMost(1)))
    }
    let store = try FeatureStore(path: path)
    let milliseconds = try (0..<1000).map { _ in
      let index = Int.random(in: 0..<count, using: &generator)
      return try Comparison.time { _ = try store.features(at: index) } * 1000
    }
    report(
      Figure(
        name: "read the features of some image of it", unit: "ms", ours: median(milliseconds), goal: .atMost(2)))
  }

  /// The peak of `extract` over 5,000 photos against that over 500.
  private static func reportMemory(_ photos: BenchmarkPhotos, _ folder: String, report: (Figure) -> Void) throws {
    guard MeasuredProgram.built.isThere(for: "the memory of extract") else { return }
    let peaks = try [500, 5000].map { count in
      let many = try repeated(photos.references, count: count, in: "\(folder)/\(count)")
      return try MeasuredProgram.built.peakMegabytes("extract", many, "-o", "\(folder)/\(count).h5", "--quiet")
    }
    report(
      Figure(
        name: "extract, peak memory, 5,000 photos : 500", unit: "MB", ours: peaks[1], peerName: "500 photos",
        peer: peaks[0], ratio: peaks[1] / peaks[0], goal: .ratioAtMost(1.1)))
  }

  /// The same photos again and again under other names.
  private static func repeated(_ entries: [ImageEntry], count: Int, in folder: String) throws -> String {
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for index in 0..<count {
      let path = URL(fileURLWithPath: entries[index % entries.count].path).path
      // Links to one file would be one photo.
      try files.copyItem(atPath: path, toPath: "\(folder)/\(index).jpg")
    }
    return folder
  }

  /// Photos a second with store, side file and checksums, against finding the features alone.
  private static func reportWriting(
    _ photos: BenchmarkPhotos, _ folder: String, threads: Int, report: (Figure) -> Void
  ) async throws {
    let path = try repeated(photos.references, count: 1000, in: folder + "/1000")
    let entries = try listImages(at: path)
    let extraction = try Extraction(ExtractionOptions(), threads: threads)
    report(
      try await Comparison.rates(
        "extract to a store, orb, \(threads) threads", unit: "photos/s", units: entries.count,
        peerName: "extraction without a store", rounds: 5,
        ours: { _ = try await extractFeatures(of: path, to: folder + "/f.h5", using: extraction) },
        peer: { _ = try await extraction.run(on: entries) { _, _ in } }))
  }

  /// The share of reading in a search of 600 queries in 1,000 references, from stores.
  private static func reportReading(_ photos: BenchmarkPhotos, threads: Int, report: (Figure) -> Void) async throws {
    try await withTemporaryFolder { folder in
      let extraction = try Extraction(ExtractionOptions(), threads: threads)
      for (entries, count, name) in [(photos.queries, 600, "q"), (photos.references, 1000, "r")] {
        let many = try repeated(entries, count: count, in: "\(folder)/\(name)")
        _ = try await extractFeatures(of: many, to: "\(folder)/\(name).h5", using: extraction)
      }
      let start = ContinuousClock.now
      let queries = TimedFeatures(try StoredFeatures(path: folder + "/q.h5"))
      let references = TimedFeatures(try StoredFeatures(path: folder + "/r.h5"))
      let opening = start.duration(to: .now) / .seconds(1)
      var run = CopyRun(queries: queries, references: references)
      run.options.threads = threads
      for try await _ in run.judgements() {}
      let whole = start.duration(to: .now) / .seconds(1)
      let reading = opening + (queries.seconds + references.seconds) / Double(threads)
      report(
        Figure(
          name: "search, 600 queries in 1,000 references: reading", unit: "s", ours: reading,
          peerName: "all of it, \(threads) threads", peer: whole, ratio: reading / whole, goal: .ratioAtMost(0.1)))
    }
  }
}

/// The features of a store, and how long all threads together have been reading them.
private final class TimedFeatures: FeatureSource {
  private let source: StoredFeatures
  private let sum = Mutex(Duration.zero)

  init(_ source: StoredFeatures) { self.source = source }

  var seconds: Double { sum.withLock { $0 } / .seconds(1) }

  var path: String { source.path }
  var ids: [String] { source.ids }
  var options: ExtractionOptions { source.options }
  var files: [String] { source.files }
  var canMirror: Bool { source.canMirror }

  func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    let start = ContinuousClock.now
    defer { sum.withLock { $0 += start.duration(to: .now) } }
    return try source.read(index, mirrored: mirrored)
  }

  func file(of index: Int) -> PhotoFile { source.file(of: index) }
  func fingerprint(of index: Int) -> UInt64 { source.fingerprint(of: index) }
}

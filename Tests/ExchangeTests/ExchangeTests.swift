import Features
import Files
import Foundation
import Photos
import Recall
import Runs
import Storage
import TestSupport
import Testing
import Vectors

@testable import Exchange

@Suite("Import and export") struct ExchangeTests {
  let folder = TemporaryFolder()

  /// Stores of the fixtures with few features, so that tests are quick.
  func stores(_ extractor: ExtractorID) async throws -> [String] {
    var options = ExtractionOptions()
    options.extractor = extractor
    options.maxFeatures = 150
    let extraction = try Extraction(options, threads: 2)
    var paths: [String] = []
    for name in ["queries", "references"] {
      paths.append(folder.file(name + ".h5"))
      _ = try await extractFeatures(of: Photos.fixtures + "/" + name, to: paths.last!, using: extraction)
    }
    return paths
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: folder.file(name), encoding: .utf8) }

  @Test(
    "a store that goes to hloc and back has its features but for levels and thumbnails",
    arguments: [ExtractorID.orb, .fastBRIEF, .sift])
  func featuresRoundTrip(extractor: ExtractorID) async throws {
    let path = try await stores(extractor)[0]
    let (hloc, back) = (folder.file("hloc.h5"), folder.file("back.h5"))
    let names = try ExportNames(photos: Photos.fixtures + "/queries")
    let exported = try exportHlocFeatures(try ExportedStores(paths: [path]), to: hloc, names: names)
    #expect(try HlocFeatures(path: hloc).names.contains("Q00002.jpg"))
    let report = try importFiles([hloc], to: back)
    let (original, copy) = (try FeatureStore(path: path), try FeatureStore(path: back))
    #expect(
      report
        == .features(
          images: original.count, features: original.totalFeatures,
          options: try original.decodeOptions(as: ExtractionOptions.self)))
    #expect(exported == (original.count, original.totalFeatures))
    #expect(copy.names == original.names && copy.options == original.options)
    for index in 0..<original.count {
      let (before, after) = (try original.features(at: index), try copy.features(at: index))
      #expect(after.descriptors == before.descriptors && after.imageSize == before.imageSize)
      #expect(
        after.keypoints
          == before.keypoints.map {
            var keypoint = $0
            keypoint.level = 0
            return keypoint
          })
      #expect(after.thumbnail == nil)
    }
  }

  @Test(
    "features of hloc say so, and are comparable with each other alone",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func origin() async throws {
    let (hloc, store) = (folder.file("hloc.h5"), folder.file("store.h5"))
    try Python.run(
      """
      import sys, h5py, numpy as np
      with h5py.File(sys.argv[1], "w", libver="latest") as f:
          for name, n in [("db/a.jpg", 7), ("query/b.jpg", 3)]:
              g = f.create_group(name)
              g["keypoints"] = np.zeros((n, 2), "f2"); g["image_size"] = np.array([64, 48])
              g["descriptors"] = np.full((128, n), 128 ** -0.5, "f2")
      """, arguments: [hloc])
    var options = ExtractionOptions()
    options.extractor = .sift
    options.maxFeatures = Int(Int32.max)
    options.maxSide = 1600
    options.origin = "hloc"
    #expect(try importFiles([hloc], to: store) == .features(images: 2, features: 10, options: options))
    let read = try FeatureStore(path: store)
    #expect(read.names == ["a", "b"])
    #expect(try read.decodeOptions(as: ExtractionOptions.self) == options)
    #expect(read.options.contains(#""origin":"hloc""#))
    // Stores of our own don't have the field.
    var own = ExtractionOptions()
    own.extractor = .sift
    #expect(
      try FeatureStore.encodeOptions(own) == #"{"extractor":"sift","maxFeatures":500,"maxSide":640,"revision":3}"#)

    let ours = try await stores(.sift)[0]
    let error = try #require(throws: IncomparableFeatures.self) { try ExportedStores(paths: [store, ours]) }
    #expect(error.description.contains("sift of hloc, 2147483647 features"))
    let extraction = try Extraction(options, threads: 1)
    #expect(throws: UnrepeatableFeatures.self) { try extraction.features(of: Photos.fixtures + "/queries/Q00002.jpg") }
  }

  @Test("two images of one id are refused", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func sameID() throws {
    let hloc = folder.file("hloc.h5")
    let writer = try HlocFeaturesWriter(path: hloc, options: "{}")
    for name in ["db/1.jpg", "query/1.png"] {
      try writer.append(name: name, features: randomFeatures(.binary256, count: 2, seed: 1))
    }
    try writer.finish()
    let error = try #require(throws: InputError.self) { try importFiles([hloc], to: folder.file("store.h5")) }
    #expect(error == .sameID(id: "1", first: "db/1.jpg", second: "query/1.png"))
    #expect(folder.contents == ["hloc.h5"])
  }

  @Test("matches are those of verify, the same for every number of threads", arguments: [ExtractorID.orb, .sift])
  func matches(extractor: ExtractorID) async throws {
    let stores = try ExportedStores(paths: try await stores(extractor))
    // Twice in either order, and a photo with itself.
    let pairs = folder.write(
      "Q00002,R000006\nQ00004,R000001\nR000006,Q00002\nQ00002,R000001\nQ00002,Q00002\nQ00010,R000003\n", to: "pairs.csv"
    )
    var bytes: [Data?] = []
    var report: MatchExportReport?
    for threads in [1, 3] {
      let output = folder.file("matches\(threads).h5")
      var options = CopyRunOptions()
      options.threads = threads
      report = try await exportHlocMatches(stores, pairs: pairs, to: output, options: options)
      bytes.append(FileManager.default.contents(atPath: output))
    }
    #expect(bytes[0] == bytes[1])
    #expect(report?.pairs == 4 && report?.skippedPairs == 2 && report?.images == stores.features.count)

    // What verify says of the same pairs.
    let list = folder.write("Q00002,R000006\nQ00004,R000001\nQ00002,R000001\nQ00010,R000003\n", to: "distinct.csv")
    let run = CopyRun(
      queries: stores.features, references: stores.features,
      recall: .list(try CandidateList(path: list, queries: stores.features, references: stores.features)))
    let verified = try await run.write(to: folder.file("predictions.csv"), as: "verify")
    #expect(verified.verifiedCount == report?.verifiedPairs && verified.verifiedCount > 0)
    let matches = try HlocMatches(path: folder.file("matches1.h5"))
    let positive = try matches.pairs.indices.filter { try matches.matches(at: $0).count > 0 }.map {
      "\(matches.pairs[$0].first),\(matches.pairs[$0].second)"
    }
    let listed = try text("predictions.csv").split(separator: "\n").dropFirst().map { row in
      row.split(separator: ",").prefix(2).joined(separator: ",")
    }
    #expect(Set(positive) == Set(listed))

    // And back: the number of matches as score.
    #expect(try importFiles([folder.file("matches1.h5")], to: folder.file("back.csv")) == .candidates(pairs: 4))
    let rows = try text("back.csv").split(separator: "\n")
    #expect(rows[0] == "query_id,reference_id,score" && rows.count == 5)
    let count = try #require(try matches.matches(of: "Q00002", firstCount: 150, with: "R000006")).count
    #expect(rows.contains("Q00002,R000006,\(Double(count))"))

    let database = folder.file("database.db")
    let colmap = try await exportCOLMAP(stores, pairs: pairs, to: database)
    #expect(colmap == report)
    let alone = try await exportCOLMAP(stores, pairs: nil, to: database)
    #expect(alone.pairs == 0 && alone.images == stores.features.count)
  }

  @Test("lists of pairs and of names")
  func lists() async throws {
    let csv = folder.write("query_id,reference_id,score\nQ00002,R000006,3.5\n\"Q00004\",R000001,0\n", to: "p.csv")
    #expect(try exportPairs(csv, to: folder.file("pairs.txt")) == 2)
    #expect(try text("pairs.txt") == "Q00002 R000006\nQ00004 R000001\n")
    #expect(try exportPairs(csv, to: folder.file("files.txt"), names: ExportNames(photos: Photos.fixtures)) == 2)
    #expect(
      try text("files.txt") == "queries/Q00002.jpg references/R000006.jpg\nqueries/Q00004.jpg references/R000001.jpg\n")
    #expect(try importFiles([folder.file("files.txt")], to: folder.file("back.csv")) == .candidates(pairs: 2))
    #expect(try text("back.csv") == "query_id,reference_id\nQ00002,R000006\nQ00004,R000001\n")
    #expect(try importFiles([csv], as: .pairs, to: folder.file("back.csv")) == .candidates(pairs: 2))
    #expect(try text("back.csv") == "query_id,reference_id,score\nQ00002,R000006,3.5\nQ00004,R000001,0.0\n")

    let stores = try ExportedStores(paths: [try await stores(.orb)[1]])
    #expect(try exportNames(of: stores, to: folder.file("ids.txt")) == stores.features.count)
    #expect(try text("ids.txt") == stores.features.ids.joined(separator: "\n") + "\n")

    func message(_ rows: String, _ body: (String) throws -> Void) throws -> String {
      let path = folder.write(rows, to: "bad.csv")
      return "\(try #require(throws: (any Error).self) { try body(path) })"
    }
    let output = folder.file("out")
    #expect(
      try message("a b,c\n") { _ = try exportPairs($0, to: output) }.contains(
        "bad.csv:1: \"a b\", \"c\" can't be words"))
    #expect(
      try message("a,b\nx/a.jpg,b\n") { _ = try importFiles([$0], to: output) }.contains(
        "bad.csv:2: the pair x/a.jpg, b is"))
    #expect(try message("") { _ = try importFiles([$0], to: output) }.contains("names no pairs"))
    #expect(
      try message("Q00002,nobody\n") {
        _ = try exportPairs($0, to: output, names: ExportNames(photos: Photos.fixtures))
      }.contains("no image in it is called \"nobody\""))
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test("descriptors go from isc2021 to DISC21's track, sorted, and back")
  func descriptors() throws {
    let files = ["q.h5", "r.h5"].map(folder.file)
    let queries = VectorSet(ids: ["Q1", "Q0"], dimension: 2, values: [1, 2, 3, 4])
    let references = VectorSet(ids: ["R0", "R1", "R2"], dimension: 2, values: [5, 6, 7, 8, 9, 10])
    try ISC2021Descriptors.write(queries, to: files[0])
    try ISC2021Descriptors.write(references, to: files[1])
    let track = folder.file("track.h5")
    #expect(
      try importFiles(files, to: track) == .descriptors(queries: 2, references: 3, dimension: 2, files: [track]))
    #expect(
      try DISC21TrackDescriptors(path: track)
        == DISC21TrackDescriptors(queries: queries.sortedByID, references: references))
    let parts = ["back.queries.h5", "back.references.h5"].map(folder.file)
    #expect(
      try importFiles([track], to: folder.file("back.h5"))
        == .descriptors(queries: 2, references: 3, dimension: 2, files: parts))
    #expect(try ISC2021Descriptors.read(parts[0]) == queries.sortedByID)
    #expect(try ISC2021Descriptors.read(parts[1]) == references)

    #expect(throws: ImportError.self) { try importFiles([files[0]], to: track) }
    #expect(throws: ImportError.self) { try importFiles([track, track], to: folder.file("x.h5")) }
    try ISC2021Descriptors.write(VectorSet(ids: ["R"], dimension: 1, values: [0]), to: files[1])
    let error = try #require(throws: ImportError.self) { try importFiles(files, to: folder.file("x.h5")) }
    #expect(error.description.contains("vectors of 2 numbers") && error.description.contains("of 1"))
  }
}

import Features
import Files
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@testable import Exchange

/// COLMAP itself, and Python, whose standard library reads its databases.
enum COLMAPProgram {
  static let isAvailable = (try? execute(["colmap", "help"]))?.status == 0

  static func run(_ arguments: String...) throws -> ProgramResult {
    try execute(["colmap"] + arguments, environment: ["QT_QPA_PLATFORM": "offscreen"])
  }
}

@Suite("COLMAP database") struct COLMAPDatabaseTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("database.db") }
  private static let hasPython = (try? execute(["python3", "-c", "import sqlite3"]))?.status == 0

  private let model = Homography(SIMD3(0.9, -0.1, 20), SIMD3(0.2, 1.1, -7), SIMD3(1e-4, -2e-4, 1))

  private func features(_ kind: DescriptorKind, width: Int = 640) -> FeatureSet {
    FeatureSet(
      imageSize: ImageSize(width: width, height: 480),
      keypoints: [Keypoint(x: 0, y: 1.5, size: 8, angle: 90), Keypoint(x: 600, y: 20, size: 3, angle: -1)],
      descriptors: Descriptors(kind: kind, bytes: (0..<2 * kind.byteCount).map { UInt8($0 % 251) }))
  }

  /// Three images; a pair in the order of the ids, one against it, one that is not verified.
  private func write(_ kind: DescriptorKind = .histogram128, to path: String) throws {
    let writer = try COLMAPDatabaseWriter(path: path)
    for (name, width) in [("a.jpg", 640), ("dir/b.jpg", 300), ("c.jpg", 100)] {
      try writer.append(name: name, features: features(kind, width: width))
    }
    #expect(writer.imageCount == 3)
    try writer.append(
      first: "a.jpg", second: "dir/b.jpg", matches: [SIMD2(0, 1), SIMD2(1, 0)], inliers: [SIMD2(1, 0)],
      secondFromFirst: model)
    try writer.append(
      first: "c.jpg", second: "a.jpg", matches: [SIMD2(0, 1)], inliers: [SIMD2(0, 1)], secondFromFirst: model)
    try writer.append(first: "c.jpg", second: "dir/b.jpg", matches: [], inliers: [], secondFromFirst: nil)
    try writer.finish()
  }

  /// What Python's expressions over the database `d` print.
  private func query(_ lines: String, _ arguments: String...) throws -> String {
    let script = """
      import sqlite3, struct, sys
      d = sqlite3.connect(sys.argv[1])
      def rows(q): return d.execute(q).fetchall()
      def floats(b): return [round(x, 4) for x in struct.unpack("<%df" % (len(b) // 4), b)]
      def doubles(b): return [round(x, 9) for x in struct.unpack("<%dd" % (len(b) // 8), b)]
      def ints(b): return list(struct.unpack("<%dI" % (len(b) // 4), b)) if b else b
      """
    let result = try execute(["python3", "-c", script + "\n" + lines] + arguments)
    try #require(result.status == 0, "\(result.messages)")
    return result.output
  }

  @Test(
    "holds cameras, keypoints from the corner on, descriptors and pairs by ids",
    .enabled(if: hasPython, "needs python3"))
  func content() throws {
    try write(to: path)
    #expect(folder.contents == ["database.db"])
    let cameras = try query(
      """
      for r in rows("select camera_id, model, width, height, prior_focal_length, params from cameras"): print(*r[:5], doubles(r[5]))
      for r in rows("select * from images"): print(*r)
      """, path)
    #expect(
      cameras == """
        1 2 640 480 0 [768.0, 320.0, 240.0, 0.0]
        2 2 300 480 0 [576.0, 150.0, 240.0, 0.0]
        3 2 100 480 0 [576.0, 50.0, 240.0, 0.0]
        1 a.jpg 1 None None None None None None None
        2 dir/b.jpg 2 None None None None None None None
        3 c.jpg 3 None None None None None None None

        """)
    let features = try query(
      """
      for r in rows("select * from keypoints"): print(*r[:3], floats(r[3]))
      for r in rows("select * from descriptors"): print(*r[:3], r[3] == bytes(i % 251 for i in range(256)))
      """, path)
    #expect(
      features == (1...3).map { "\($0) 2 4 [0.5, 2.0, 4.0, 1.5708, 600.5, 20.5, 1.5, 0.0]\n" }.joined()
        + (1...3).map { "\($0) 2 128 True\n" }.joined())
    let pairs = try query(
      """
      for r in rows("select * from matches"): print(*r[:3], ints(r[3]))
      for r in rows("select * from two_view_geometries"):
        print(*r[:3], ints(r[3]), r[4], any(r[5]), any(r[6]), len(r[5]), len(r[6]), len(r[8]), len(r[9]))
      """, path)
    #expect(
      pairs == """
        2147483649 2 2 [0, 1, 1, 0]
        2147483650 1 2 [1, 0]
        4294967297 0 2 None
        2147483649 1 2 [1, 0] 6 False False 72 72 32 24
        2147483650 1 2 [1, 0] 6 False False 72 72 32 24

        """)
  }

  @Test(
    "H maps the lower id's pixels, counted from the corner, to the other's", .enabled(if: hasPython, "needs python3"))
  func homographies() throws {
    try write(to: path)
    let printed = try query(
      "for r in rows('select H from two_view_geometries'): print(*struct.unpack('<9d', r[0]))", path)
    let matrices = printed.split(separator: "\n").map { line in
      Homography(rowMajor: line.split(separator: " ").compactMap { Double($0) })
    }
    try #require(matrices.count == 2)
    for point in [SIMD2(0.0, 0), SIMD2(100.0, 50), SIMD2(639.0, 479)] {
      let forward = matrices[0](point + 0.5) - 0.5 - model(point)
      // The second pair was given as c.jpg, a.jpg: the image with the lower id comes second.
      let backward = matrices[1](model(point) + 0.5) - 0.5 - point
      #expect(abs(forward.x) < 1e-9 && abs(forward.y) < 1e-9 && abs(backward.x) < 1e-9 && abs(backward.y) < 1e-9)
    }
    #expect(matrices.allSatisfy { $0.row2.z == 1 })
  }

  @Test("keeps no binary descriptors, and equal calls give equal bytes", .enabled(if: hasPython, "needs python3"))
  func binary() throws {
    try write(.binary256, to: path)
    #expect(
      try query("print(rows('select count(*) from keypoints'), rows('select count(*) from descriptors'))", path)
        == "[(3,)] [(0,)]\n")
    let again = folder.file("again.db")
    try write(.binary256, to: again)
    #expect(FileManager.default.contents(atPath: again) == FileManager.default.contents(atPath: path))
  }

  @Test("replaces a file that was there, leaves nothing of a failure, and refuses what it can't hold")
  func failures() throws {
    folder.write("before", to: "database.db")
    func refusal(_ body: (COLMAPDatabaseWriter) throws -> Void) throws -> String {
      let writer = try COLMAPDatabaseWriter(path: path)
      try writer.append(name: "a", features: features(.binary256))
      try writer.append(name: "b", features: features(.binary256))
      try writer.append(first: "a", second: "b", matches: [], inliers: [], secondFromFirst: nil)
      let error = try #require(throws: FileError.self) { try body(writer) }
      #expect(throws: FileError.self) { try writer.finish() }
      return error.description
    }
    #expect(try refusal { try $0.append(name: "a", features: features(.binary256)) }.contains("\"a\" is there already"))
    #expect(try refusal { try $0.append(name: "", features: features(.binary256)) }.contains("has no name"))
    #expect(try refusal { try $0.append(name: "c", features: features(.binary256, width: 0)) }.contains("is of size"))
    for (first, second, reason) in [
      ("a", "c", "two of its images"), ("a", "a", "two of its images"), ("b", "a", "UNIQUE"),
    ] {
      #expect(
        try refusal {
          try $0.append(first: first, second: second, matches: [], inliers: [], secondFromFirst: nil)
        }.contains(reason))
    }
    #expect(folder.contents == ["database.db"])
    #expect(FileManager.default.contents(atPath: path) == Data("before".utf8))
    #expect(throws: FileError.self) { try COLMAPDatabaseWriter(path: folder.file("missing/database.db")) }
    try write(to: path)
    #expect(FileManager.default.contents(atPath: path)?.count ?? 0 > 4096)
  }

  @Test(
    "has the schema that COLMAP makes, and COLMAP reads it",
    .enabled(if: COLMAPProgram.isAvailable && hasPython, "needs colmap, which make doesn't install, and python3"))
  func colmap() throws {
    try write(to: path)
    let theirs = folder.file("theirs.db")
    let made = try COLMAPProgram.run("database_creator", "--database_path", theirs)
    try #require(made.status == 0, "\(made.messages)")
    let schema = """
      for (t,) in rows("select name from sqlite_master where type = 'table' order by name"):
          print(t, [c[1:] for c in rows("pragma table_info(%s)" % t)], rows("pragma foreign_key_list(%s)" % t))
      print([r for r in rows("select name, tbl_name from sqlite_master where type = 'index' order by name")])
      print(rows("pragma user_version"), rows("pragma encoding"))
      """
    #expect(try query(schema, path) == query(schema, theirs))

    // The merger reads every table, checking sizes as it goes, and writes what it has read.
    let merged = folder.file("merged.db")
    let merger = try COLMAPProgram.run(
      "database_merger", "--database_path1", path, "--database_path2", theirs, "--merged_database_path", merged)
    #expect(merger.status == 0, "\(merger.output) \(merger.messages)")
    let content = """
      for t in ["cameras", "descriptors", "matches where rows > 0"]: print(rows("select * from %s" % t))
      for r in rows("select * from keypoints"): print(*r[:2], [floats(r[3])[i * r[2]:i * r[2] + 2] for i in range(r[1])])
      for r in rows("select pair_id, rows, data, config, H from two_view_geometries where rows > 0"): print(r)
      """
    let (theirContent, ourContent) = (try query(content, merged), try query(content, path))
    #expect(theirContent == ourContent)
  }

  @Test(
    "COLMAP's own SIFT lies where ours does, and is turned, sized and described alike",
    .enabled(if: COLMAPProgram.isAvailable && hasPython, "needs colmap, which make doesn't install, and python3"))
  func sift() throws {
    let photos = TemporaryFolder()
    let photo = photos.file("Q00004.jpg")
    try FileManager.default.copyItem(atPath: Photos.fixtures + "/queries/Q00004.jpg", toPath: photo)
    let theirs = folder.file("theirs.db")
    let extraction = try COLMAPProgram.run(
      "feature_extractor", "--database_path", theirs, "--image_path", photos.path, "--SiftExtraction.use_gpu", "0")
    try #require(extraction.status == 0, "\(extraction.messages)")
    let writer = try COLMAPDatabaseWriter(path: path)
    try writer.append(
      name: "Q00004.jpg", features: try SIFT(SIFTOptions()).extract(from: GrayImage(contentsOf: photo), maxSide: 640))
    try writer.finish()

    let compared = try query(
      """
      import math, statistics
      def features(d):
          n, c, k = d.execute("select rows, cols, data from keypoints").fetchone()
          k = struct.unpack("<%df" % (n * c), k)
          e = d.execute("select data from descriptors").fetchone()[0]
          return [(k[i * c:i * c + c], e[128 * i:128 * i + 128]) for i in range(n)]
      def shape(k):  # COLMAP writes two by two matrices in place of scale and angle.
          return (k[2], k[3]) if len(k) == 4 else (math.hypot(k[2], k[4]), math.atan2(k[4], k[2]))
      theirs = features(sqlite3.connect(sys.argv[2]))
      found = []
      for k, e in features(d):
          near = [(o, f) for o, f in theirs if math.hypot(o[0] - k[0], o[1] - k[1]) < 1]
          near = [(o, f) for o, f in near if abs(math.log(shape(o)[0] / k[2])) < 0.25
                  and abs(math.remainder(shape(o)[1] - k[3], 2 * math.pi)) < 0.2]
          found += [(o[0] - k[0], o[1] - k[1], shape(o)[0] / k[2], math.dist(e, f)) for o, f in near[:1]]
      print(len(found), *[statistics.median(c) for c in zip(*found)])
      """, path, theirs
    ).split(separator: " ").compactMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    try #require(compared.count == 5)
    // Of 500; half a pixel apart, or with sizes for scales, none of these would hold. Unlike descriptors are 400 apart.
    #expect(compared[0] > 150, "\(compared)")
    #expect(abs(compared[1]) < 0.1 && abs(compared[2]) < 0.1, "\(compared)")
    #expect((0.9...1.1).contains(compared[3]) && compared[4] < 120, "\(compared)")
  }
}

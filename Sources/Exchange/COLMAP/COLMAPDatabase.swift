import Features
import Files
import Geometry

/// Makes a COLMAP database, image by image and pair by pair, with the tables of COLMAP 3.8, which later versions extend.
///
/// - A camera an image: `SIMPLE_RADIAL`, its focal length guessed as COLMAP does, 1.2 times the longest side.
/// - Keypoints: [N, 4] Float32: x, y, scale (half our size), orientation (radians, clockwise as seen; 0 where upright).
///   COLMAP's origin is the corner of the photo, ours the centre of the first pixel: half a pixel is added.
/// - Descriptors: [N, 128] bytes. Binary ones are left out, as COLMAP knows no others than SIFT's.
/// - Matches and geometries: [M, 2] UInt32 by the image with the lower id first; H maps its pixels to those of the other.
///
/// The file has a temporary name until ``finish()``; a writer that is dropped before, or fails, leaves nothing behind.
/// Equal calls give equal bytes. Not to be shared between tasks.
public final class COLMAPDatabaseWriter {
  public let path: String
  private let pending: PendingFile
  /// Nil once the writer has finished or failed.
  private var statements: Statements?
  private var connection: SQLiteConnection?
  /// By their bytes, as SQLite compares names.
  private var ids: [[UInt8]: Int] = [:]

  /// Starts a database.
  ///
  /// - Throws: ``FileError`` when the folder is missing or can't be written.
  public init(path: String) throws(FileError) {
    self.path = path
    pending = try PendingFile(for: path)
    try attempt { () throws(SQLiteFailure) in
      let connection = try SQLiteConnection(path: pending.temporaryPath)
      self.connection = connection
      try connection.run(COLMAPSchema.tables + "BEGIN;")
      statements = try Statements(connection)
    }
  }

  deinit { abandon() }

  /// Number of images so far.
  public var imageCount: Int { ids.count }

  /// Adds an image.
  ///
  /// - Throws: ``FileError`` when it has no name or one that is there already, its size is 0, or the file can't be written.
  public func append(name: String, features: FeatureSet) throws(FileError) {
    guard !name.isEmpty, ids[Array(name.utf8)] == nil else {
      throw refusal("the image \"\(name)\" \(name.isEmpty ? "has no name" : "is there already")")
    }
    let size = features.imageSize
    guard size.width > 0, size.height > 0 else { throw refusal("the image \"\(name)\" is of size \(size)") }
    let id = ids.count + 1
    guard id < COLMAPSchema.mostImages else { throw refusal("it would have more than \(id - 1) images") }
    ids[Array(name.utf8)] = id
    let parameters = [
      COLMAPSchema.focalLengthFactor * Double(size.longestSide), Double(size.width) / 2, Double(size.height) / 2, 0,
    ]
    let keypoints = features.keypoints.flatMap(Self.row)
    try attempt { () throws(SQLiteFailure) in
      let statements = try self.open()
      try statements.camera.run(
        id.value, COLMAPSchema.simpleRadial.value, size.width.value, size.height.value, .blob(of: parameters), 0.value)
      try statements.image.run(id.value, .text(name), id.value)
      try statements.keypoints.run(id.value, features.count.value, 4.value, .blob(of: keypoints))
      if features.descriptors.kind == .histogram128 {
        let descriptors = features.descriptors
        try statements.descriptors.run(
          id.value, descriptors.count.value, descriptors.kind.byteCount.value, .blob(of: descriptors.bytes))
      }
    }
  }

  /// Adds a pair.
  ///
  /// - Parameters:
  ///   - matches: indices of keypoints of `first` and of `second`.
  ///   - inliers: those of them that `secondFromFirst` explains; none where the pair is not verified.
  ///   - secondFromFirst: `x_second ~ H x_first`, in pixels as ours are.
  /// - Throws: ``FileError`` when an image is missing, both are the same, the pair is there already, in whichever order, or
  ///   the file can't be written.
  public func append(
    first: String, second: String, matches: [SIMD2<UInt32>], inliers: [SIMD2<UInt32>], secondFromFirst: Homography?
  ) throws(FileError) {
    guard let firstID = ids[Array(first.utf8)], let secondID = ids[Array(second.utf8)], firstID != secondID else {
      throw refusal("the pair \"\(first)\", \"\(second)\" is not one of two of its images")
    }
    let isSwapped = firstID > secondID
    func blob(_ pairs: [SIMD2<UInt32>]) -> SQLiteStatement.Value {
      .blob(of: pairs.flatMap { isSwapped ? [$0.y, $0.x] : [$0.x, $0.y] })
    }
    let id = COLMAPSchema.pairID(firstID, secondID).value
    try attempt { () throws(SQLiteFailure) in
      let statements = try self.open()
      try statements.matches.run(id, matches.count.value, 2.value, blob(matches))
      guard let model = secondFromFirst, !inliers.isEmpty else { return }
      let matrix = Self.shifted(isSwapped ? model.inverse : model)
      // COLMAP writes zeros for what it hasn't estimated.
      func zeros(_ count: Int) -> SQLiteStatement.Value { .blob(of: [Double](repeating: 0, count: count)) }
      try statements.geometries.run(
        id, inliers.count.value, 2.value, blob(inliers), COLMAPSchema.planarOrPanoramic.value, zeros(9), zeros(9),
        .blob(of: matrix.rowMajor), zeros(4), zeros(3))
    }
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``FileError`` when that fails, after which nothing is left of the file.
  public func finish() throws(FileError) {
    try attempt { () throws(SQLiteFailure) in
      _ = try open()
      statements = nil
      try connection?.run("COMMIT;")
      try connection?.close()
    }
    connection = nil
    do throws(FileError) {
      try pending.commit()
    } catch {
      pending.discard()
      throw FileError(.write, path, reason: error.reason)
    }
  }

  // MARK: Values

  private static func row(of keypoint: Keypoint) -> [Float] {
    [keypoint.x + 0.5, keypoint.y + 0.5, keypoint.size / 2, max(keypoint.angle, 0) * Float.pi / 180]
  }

  /// The same map for pixels whose origin is the photo's corner, with a last element of 1 where it has one.
  private static func shifted(_ model: Homography) -> Homography {
    func shift(by distance: Double) -> Homography {
      Homography(SIMD3(1, 0, distance), SIMD3(0, 1, distance), SIMD3(0, 0, 1))
    }
    let shifted = (shift(by: 0.5) * model * shift(by: -0.5)).normalized
    guard shifted.row2.z < 0 else { return shifted }
    return Homography(-shifted.row0, -shifted.row1, -shifted.row2)
  }

  private struct Statements {
    let camera, image, keypoints, descriptors, matches, geometries: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(SQLiteFailure) {
      func insert(_ into: String, _ count: Int) throws(SQLiteFailure) -> SQLiteStatement {
        let values = [String](repeating: "?", count: count).joined(separator: ", ")
        return try connection.prepare("INSERT INTO \(into) VALUES (\(values))")
      }
      camera = try insert("cameras", 6)
      image = try insert("images (image_id, name, camera_id)", 3)
      keypoints = try insert("keypoints", 4)
      descriptors = try insert("descriptors", 4)
      matches = try insert("matches", 4)
      geometries = try insert("two_view_geometries", 10)
    }
  }

  // MARK: Failures

  private func open() throws(SQLiteFailure) -> Statements {
    guard let statements else { throw SQLiteFailure(reason: "its writer has finished or failed before") }
    return statements
  }

  private func refusal(_ reason: String) -> FileError {
    abandon()
    return FileError(.write, path, reason: reason)
  }

  private func attempt(_ body: () throws(SQLiteFailure) -> Void) throws(FileError) {
    do throws(SQLiteFailure) {
      try body()
    } catch {
      abandon()
      throw FileError(.write, path, reason: error.reason)
    }
  }

  private func abandon() {
    statements = nil
    connection = nil
    pending.discard()
  }
}

extension Int {
  fileprivate var value: SQLiteStatement.Value { .integer(Int64(self)) }
}

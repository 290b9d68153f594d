import HDF5
import Imaging
import Vectors

/// Makes a vector file, photo by photo; ``VectorFile`` reads it.
///
/// The file has a temporary name until ``finish()``. When the writer is dropped before, or a call fails, nothing is left of
/// it and a file that was there before is untouched. The same calls give a byte-identical file. About a megabyte of vectors
/// and some 60 bytes for every photo are kept in memory. Not to be shared between tasks.
public final class VectorFileWriter {
  private typealias Layout = VectorFileLayout

  public let path: String
  private let dimension: Int
  private let output: StoreWriter
  private var table = ImageTableWriter()
  private var vectors: RowBuffer<Float>

  /// Number of vectors so far.
  public var count: Int { table.count }

  /// Starts a vector file.
  ///
  /// - Parameters:
  ///   - path: where the file will be; one of that name is replaced by ``finish()``.
  ///   - dimension: numbers of a vector.
  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  /// - Precondition: `dimension` is at least 1.
  public init(path: String, model: VectorModel, dimension: Int) throws(StoreError) {
    precondition(dimension >= 1, "vectors of \(dimension) numbers")
    self.path = path
    self.dimension = dimension
    vectors = RowBuffer(name: Layout.vectors, columns: dimension)
    let options: String
    do { options = try StoredOptions.encode(model) } catch { preconditionFailure("\(model): \(error)") }
    output = try StoreWriter(path: path, format: Layout.format, version: Layout.version, options: options)
  }

  deinit { abandon() }

  /// Adds a vector behind the others.
  ///
  /// - Parameters:
  ///   - name: at most 4096 bytes of UTF-8, not empty and without zeros.
  ///   - size: of the photo.
  ///   - vector: `dimension` finite numbers.
  /// - Throws: ``StoreError`` when the name, the size or a number can't be stored, or the file can't be written. The writer
  ///   is of no more use then: nothing is left of the file, and every later call throws.
  public func append(name: String, size: ImageSize, vector: [Float]) throws(StoreError) {
    precondition(vector.count == dimension, "a vector of \(vector.count) numbers instead of \(dimension)")
    try output.requireOpen()
    let bad = vector.first { !$0.isFinite }.map { "a number of its vector is \($0)" }
    if let problem = table.problem(name: name, size: size) ?? bad {
      let index = count
      abandon()
      throw StoreError(path, .image(index: index, name: name, reason: problem))
    }
    vectors.append(vector)
    table.append(name: name, size: size, checksum: Layout.checksum(vector))
    let chunkRows = Layout.chunkRows(dimension: dimension)
    guard vectors.waitingRows >= chunkRows else { return }
    try attempt { file throws(HDF5Failure) in try vectors.flush(to: file, chunkRows: chunkRows, isLast: false) }
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  public func finish() throws(StoreError) {
    try attempt { file throws(HDF5Failure) in
      // A file that never filled a chunk takes no more room than its vectors.
      let isSmall = vectors.waitingRows == vectors.rowCount
      let chunkRows = isSmall ? max(vectors.waitingRows, 1) : Layout.chunkRows(dimension: dimension)
      try vectors.flush(to: file, chunkRows: chunkRows, isLast: true)
      try vectors.close()
      try table.write(to: file)
    }
    try output.finish()
  }

  private func attempt(_ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) {
    do { try output.write(body) } catch {
      abandon()
      throw error
    }
  }

  /// Closes the file and deletes it; does nothing after ``finish()``.
  private func abandon() {
    guard output.isOpen else { return }
    // On a full disk closing fails again, but it does close.
    try? vectors.close()
    output.abandon()
  }
}

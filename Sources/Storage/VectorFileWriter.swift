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

  private let dimension: Int
  private let output: PhotoFileWriter
  private var vectors: RowBuffer<Float>

  public var path: String { output.path }
  /// Number of vectors so far.
  public var count: Int { output.count }

  /// Starts a vector file.
  ///
  /// - Parameters:
  ///   - path: where the file will be; one of that name is replaced by ``finish()``.
  ///   - dimension: numbers of a vector.
  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  /// - Precondition: `dimension` is at least 1.
  public init(path: String, model: VectorModel, dimension: Int) throws(StoreError) {
    precondition(dimension >= 1, "vectors of \(dimension) numbers")
    self.dimension = dimension
    vectors = RowBuffer(name: Layout.vectors, columns: dimension)
    let options: String
    do { options = try StoredOptions.encode(model) } catch { preconditionFailure("\(model): \(error)") }
    output = try PhotoFileWriter(path: path, format: Layout.format, version: Layout.version, options: options)
  }

  /// Adds a vector behind the others.
  ///
  /// - Parameters:
  ///   - name: at most 4096 bytes of UTF-8, not empty and without zeros.
  ///   - size: of the photo.
  ///   - vector: `dimension` finite numbers.
  /// - Throws: ``StoreError`` when the name or a number can't be stored, or the file can't be written. The writer
  ///   is of no more use then: nothing is left of the file, and every later call throws.
  public func append(name: String, size: ImageSize, vector: [Float]) throws(StoreError) {
    precondition(vector.count == dimension, "a vector of \(vector.count) numbers instead of \(dimension)")
    let bad = vector.first { !$0.isFinite }
    try output.append(
      name: name, size: size, checksum: Layout.checksum(vector[...]),
      problem: bad.map { "a number of its vector is \($0)" }
    ) { file throws(HDF5Failure) in
      vectors.append(vector)
      try vectors.flush(to: file, chunkRows: Layout.chunkRows(dimension: dimension))
    }
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  public func finish() throws(StoreError) {
    try output.finish { file, table throws(HDF5Failure) in
      try vectors.finish(in: file, chunkRows: Layout.chunkRows(dimension: dimension))
      try table.write(to: file)
    }
  }
}

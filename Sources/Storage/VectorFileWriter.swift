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

  /// Numbers of all views of a photo.
  private let columns: Int
  private let output: PhotoFileWriter
  private var vectors: RowBuffer<Float>

  public var path: String { output.path }
  /// Number of photos so far.
  public var count: Int { output.count }

  /// Starts a vector file.
  ///
  /// - Parameters:
  ///   - path: where the file will be; one of that name is replaced by ``finish()``.
  ///   - dimension: numbers of a vector.
  ///   - views: names of the views that every photo has a vector of: printable ASCII without blanks and commas.
  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  /// - Precondition: `dimension` is at least 1, and there are views with different names.
  public init(
    path: String, model: VectorModel, dimension: Int, views: [String] = VectorSet.wholePhoto
  ) throws(StoreError) {
    precondition(dimension >= 1, "vectors of \(dimension) numbers")
    precondition(Layout.areNames(views), "views called \(views)")
    columns = views.count * dimension
    vectors = RowBuffer(name: Layout.vectors, columns: columns)
    let options: String
    do { options = try StoredOptions.encode(model) } catch { preconditionFailure("\(model): \(error)") }
    let version = Layout.version(views: views)
    output = try PhotoFileWriter(
      path: path, format: Layout.format, version: version, options: options,
      moreAttributes: version == 1 ? [:] : [Layout.views: views.joined(separator: ",")])
  }

  /// Adds a photo behind the others.
  ///
  /// - Parameters:
  ///   - name: at most 4096 bytes of UTF-8, not empty and without zeros.
  ///   - size: of the photo.
  ///   - vector: `dimension` finite numbers for each view, one view behind another.
  /// - Throws: ``StoreError`` when the name or a number can't be stored, or the file can't be written. The writer
  ///   is of no more use then: nothing is left of the file, and every later call throws.
  public func append(name: String, size: ImageSize, vector: [Float]) throws(StoreError) {
    precondition(vector.count == columns, "\(vector.count) numbers instead of \(columns)")
    let bad = vector.first { !$0.isFinite }
    try output.append(
      name: name, size: size, checksum: Layout.checksum(vector[...]),
      problem: bad.map { "a number of its vector is \($0)" }
    ) { file throws(HDF5Failure) in
      vectors.append(vector)
      try vectors.flush(to: file, chunkRows: Layout.chunkRows(columns: columns))
    }
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  public func finish() throws(StoreError) {
    try output.finish { file, table throws(HDF5Failure) in
      try vectors.finish(in: file, chunkRows: Layout.chunkRows(columns: columns))
      try table.write(to: file)
    }
  }
}

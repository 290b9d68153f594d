import HDF5
import Imaging

/// A file of ours in the making, with something of each photo: a ``PendingHDF5`` that begins with our root attributes, has
/// the table of the photos, and ends with a seal. What is stored of the photos beside the table is its owner's to write.
///
/// Dropped before it is finished, or after a failure, nothing is left of it. Not to be shared between tasks.
final class PhotoFileWriter {
  private let file: PendingHDF5
  private var table = ImageTableWriter()

  var path: String { file.path }
  /// Number of photos so far.
  var count: Int { table.count }

  /// Starts a file with its root attributes.
  ///
  /// - Throws: ``StoreError`` when the folder is missing or can't be written; nothing is left then.
  init(
    path: String, format: StoreFormat, version: Int, options: String, moreAttributes: [String: String] = [:]
  ) throws(StoreError) {
    file = try PendingHDF5(path: path)
    try write { (file) throws(HDF5Failure) in
      try file.setAttribute(StoreLayout.Attribute.format, to: format.rawValue)
      try file.setAttribute(StoreLayout.Attribute.formatVersion, to: Int64(version))
      try file.setAttribute(StoreLayout.Attribute.toolVersion, to: toolVersion)
      try file.setAttribute(StoreLayout.Attribute.options, to: options)
      for (name, value) in moreAttributes.sorted(by: { $0.key < $1.key }) { try file.setAttribute(name, to: value) }
    }
  }

  /// Lets `body` write to the file what is of no photo.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  func write(_ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) { try file.write(body) }

  /// Adds a photo to the table, then by `body` what is stored of it.
  ///
  /// - Parameters:
  ///   - source: where the photo is, and how many bytes its file has; nil where that isn't known.
  ///   - problem: why the photo can't be stored, if its name and path can.
  /// - Throws: ``StoreError`` when the photo can't be stored, or the file can't be written. Nothing is left of the file then,
  ///   and every later call throws.
  func append(
    name: String, size: ImageSize, checksum: UInt32, source: (path: String?, bytes: Int?) = (nil, nil),
    problem: String? = nil, _ body: (HDF5File) throws(HDF5Failure) -> Void
  ) throws(StoreError) {
    try file.requireOpen()
    if let problem = table.problem(name: name, path: source.path) ?? problem {
      file.abandon()
      throw StoreError(path, .image(index: count, name: name, reason: problem))
    }
    table.append(name: name, size: size, checksum: checksum, path: source.path, fileBytes: source.bytes)
    try file.write(body)
  }

  /// Lets `body` write what is left, and the table; then seals the file and gives it its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  func finish(_ body: (HDF5File, ImageTableWriter) throws(HDF5Failure) -> Void) throws(StoreError) {
    try file.write { (file) throws(HDF5Failure) in try body(file, table) }
    try file.finish(FileSeal.close)
  }
}

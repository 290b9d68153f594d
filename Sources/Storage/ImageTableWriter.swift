import HDF5
import Imaging

/// What a file of ours tells of each image; see ``StoreLayout``. In memory until all are known, as the longest name sets the
/// length of all.
struct ImageTableWriter {
  private var names: [[UInt8]] = []
  private var sizes: [Int32] = []
  private var checksums: [UInt32] = []
  /// Empty as long as no image has told of its file; else one for each image.
  private var paths: [[UInt8]] = []
  private var fileBytes: [UInt64] = []

  var count: Int { names.count }

  /// Why an image of that name can't be stored; nil where it can.
  func problem(name: String, path: String? = nil) -> String? {
    let bytes = name.utf8
    guard !bytes.isEmpty, bytes.count <= StoreLayout.longestName, !bytes.contains(0) else {
      return "its name must be 1 to \(StoreLayout.longestName) bytes long and without zeros"
    }
    if let path, path.utf8.count > FeatureStoreLayout.longestPath || path.utf8.contains(0) {
      return "its path must be at most \(FeatureStoreLayout.longestPath) bytes long and without zeros"
    }
    return nil
  }

  /// - Parameters:
  ///   - path: where the photo is, and how many bytes its file has; nil where that isn't known.
  /// - Precondition: the image has no ``problem(name:path:)``.
  mutating func append(name: String, size: ImageSize, checksum: UInt32, path: String? = nil, fileBytes: Int? = nil) {
    names.append(Array(name.utf8))
    sizes += [Int32(size.width), Int32(size.height)]
    checksums.append(checksum)
    guard !paths.isEmpty || path != nil || fileBytes != nil else { return }
    // Those before told of none.
    while paths.count < count - 1 { appendFile(path: nil, bytes: nil) }
    appendFile(path: path, bytes: fileBytes)
  }

  private mutating func appendFile(path: String?, bytes: Int?) {
    paths.append(Array((path ?? "").utf8))
    fileBytes.append(bytes.map { UInt64($0) } ?? FeatureStoreLayout.unknownBytes)
  }

  /// Writes the datasets.
  ///
  /// - Parameter offsets: one more than images, where rows elsewhere belong to images.
  func write(to file: HDF5File, offsets: [UInt64]? = nil) throws(HDF5Failure) {
    let portion = StoreLayout.tableChunkRows
    let chunkRows = min(max(count, 1), portion)
    func dataset(_ name: String, _ type: HDF5Type, columns: Int? = nil) throws(HDF5Failure) -> HDF5Dataset {
      try HDF5Dataset.create(name, in: file, type: type, columns: columns, chunkRows: chunkRows, isChecksummed: true)
    }

    func write(_ texts: [[UInt8]], to name: String) throws(HDF5Failure) {
      let length = max(texts.lazy.map(\.count).max() ?? 0, 1)
      let rows = try dataset(name, .string(length: length))
      for start in stride(from: 0, to: count, by: portion) {
        var bytes: [UInt8] = []
        for text in texts[start..<min(start + portion, count)] {
          bytes += text
          bytes += repeatElement(0, count: length - text.count)
        }
        try rows.writeStringBytes(bytes, atRow: start)
      }
      try rows.close()
    }

    try write(names, to: StoreLayout.names)

    let sizeRows = try dataset(StoreLayout.sizes, .int32, columns: 2)
    try sizeRows.write(sizes, atRow: 0)
    try sizeRows.close()

    if let offsets {
      let offsetRows = try dataset(StoreLayout.offsets, .uint64)
      try offsetRows.write(offsets, atRow: 0)
      try offsetRows.close()
    }

    let checksumRows = try dataset(StoreLayout.checksums, .uint32)
    try checksumRows.write(checksums, atRow: 0)
    try checksumRows.close()

    if !paths.isEmpty {
      try write(paths, to: FeatureStoreLayout.paths)
      let byteRows = try dataset(FeatureStoreLayout.fileBytes, .uint64)
      try byteRows.write(fileBytes, atRow: 0)
      try byteRows.close()
    }
  }
}

import HDF5
import Imaging

/// What a file of ours tells of each image; see ``StoreLayout``. In memory until all are known, as the longest name sets the
/// length of all.
struct ImageTableWriter {
  private var names: [[UInt8]] = []
  private var sizes: [Int32] = []
  private var checksums: [UInt32] = []

  var count: Int { names.count }

  /// Why an image of that name and size can't be stored; nil where it can.
  func problem(name: String, size: ImageSize) -> String? {
    let bytes = name.utf8
    guard !bytes.isEmpty, bytes.count <= StoreLayout.longestName, !bytes.contains(0) else {
      return "its name must be 1 to \(StoreLayout.longestName) bytes long and without zeros"
    }
    let sides = 0...Int(Int32.max)
    guard sides.contains(size.width), sides.contains(size.height) else { return "its size can't be stored: \(size)" }
    return nil
  }

  /// - Precondition: the image has no ``problem(name:size:)``.
  mutating func append(name: String, size: ImageSize, checksum: UInt32) {
    names.append(Array(name.utf8))
    sizes += [Int32(size.width), Int32(size.height)]
    checksums.append(checksum)
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

    let length = max(names.lazy.map(\.count).max() ?? 0, 1)
    let nameRows = try dataset(StoreLayout.names, .string(length: length))
    for start in stride(from: 0, to: count, by: portion) {
      var bytes: [UInt8] = []
      for name in names[start..<min(start + portion, count)] {
        bytes += name
        bytes += repeatElement(0, count: length - name.count)
      }
      try nameRows.writeStringBytes(bytes, atRow: start)
    }
    try nameRows.close()

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
  }
}

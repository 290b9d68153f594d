import HDF5
import Imaging

/// The datasets with a row for each image; see ``StoreLayout``.
extension StoreReader {
  func names() throws(StoreError) -> [String] {
    let names = try texts(StoreLayout.names, called: "name", longest: StoreLayout.longestName)
    if let index = names.firstIndex(of: "") {
      throw error(.image(index: index, name: nil, reason: "its name is empty"))
    }
    return names
  }

  /// A text for each image, which may be empty.
  ///
  /// - Parameters:
  ///   - noun: what an image's text is, for messages.
  ///   - longest: most bytes of one.
  func texts(_ datasetName: String, called noun: String, longest: Int) throws(StoreError) -> [String] {
    let dataset = try open(datasetName)
    guard case .string(let length) = dataset.type, dataset.shape.count == 1, length <= longest else {
      let expected = "[N] strings of a fixed length of at most \(longest) bytes"
      throw mismatch(datasetName, dataset, expected: expected)
    }
    let count = dataset.shape[0]
    var texts: [String] = []
    texts.reserveCapacity(count)
    let portion = StoreLayout.tableChunkRows
    // In portions, as one long text makes all of them long.
    for start in stride(from: 0, to: count, by: portion) {
      let rows = start..<min(start + portion, count)
      let bytes = try reading { () throws(HDF5Failure) in try dataset.readStringBytes(rows: rows) }
      for row in 0..<rows.count {
        let field = bytes[row * length..<(row + 1) * length].prefix { $0 != 0 }
        let text = String(decoding: field, as: UTF8.self)
        // Decoding repairs what is no UTF-8, which shows as a difference.
        guard text.utf8.elementsEqual(field) else {
          throw error(.image(index: start + row, name: nil, reason: "its \(noun) is no UTF-8: \"\(text)\""))
        }
        texts.append(text)
      }
    }
    return texts
  }

  func sizes(imageCount: Int) throws(StoreError) -> [ImageSize] {
    let dataset = try open(StoreLayout.sizes, type: .int32, shape: [imageCount, 2])
    let values = try reading { () throws(HDF5Failure) in try dataset.read(rows: 0..<imageCount, as: Int32.self) }
    var sizes: [ImageSize] = []
    sizes.reserveCapacity(imageCount)
    for index in 0..<imageCount {
      let (width, height) = (Int(values[2 * index]), Int(values[2 * index + 1]))
      guard let size = ImageSize(checking: width, height) else {
        throw error(.image(index: index, name: nil, reason: "its size is \(width) × \(height)"))
      }
      sizes.append(size)
    }
    return sizes
  }

  /// One more than images, not decreasing from 0; the last one is the number of rows.
  func offsets(imageCount: Int) throws(StoreError) -> [Int] {
    let dataset = try open(StoreLayout.offsets, type: .uint64, shape: [imageCount + 1])
    let values = try reading { () throws(HDF5Failure) in try dataset.read(rows: 0..<imageCount + 1, as: UInt64.self) }
    guard values[0] == 0 else { throw error(.inconsistentOffsets("starts with \(values[0]) instead of 0")) }
    for index in 0..<imageCount where values[index] > values[index + 1] {
      throw error(.inconsistentOffsets("decreases at \(index + 1), from \(values[index]) to \(values[index + 1])"))
    }
    // What is too large for Int is larger than any dataset, and refused as such.
    return values.map { Int(clamping: $0) }
  }

  func checksums(imageCount: Int) throws(StoreError) -> [UInt32] {
    let dataset = try open(StoreLayout.checksums, type: .uint32, shape: [imageCount])
    return try reading { () throws(HDF5Failure) in try dataset.read(rows: 0..<imageCount, as: UInt32.self) }
  }
}

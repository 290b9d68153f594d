import Features
import Files
import Imaging

/// Reads and checks everything of a feature store but the features.
struct FeatureStoreLoader {
  private typealias Layout = FeatureStoreLayout

  private let path: String
  private let file: HDF5File

  init(path: String) throws(StoreError) {
    self.path = path
    // HDF5 says of a missing file, a text and a folder much the same; we can do better.
    let start: [UInt8]
    do throws(FileError) {
      start = try readFile(path, limit: 40)
    } catch {
      throw StoreError(path, .unreadable(reason: error.reason))
    }
    guard start.starts(with: HDF5File.signature) else {
      throw StoreError(path, .notHDF5(found: describeStart(start)))
    }
    // HDF5 1.10 crashes on some damage of structures that have no checksums.
    if start.count > 8, start[8] < HDF5File.firstSuperblockOfVersion110 {
      throw StoreError(path, .withoutChecksums(superblock: Int(start[8])))
    }
    do throws(HDF5Failure) {
      file = try HDF5File.open(path)
    } catch {
      throw StoreError(path, .damaged(reason: error.reason))
    }
  }

  // MARK: Attributes

  struct Header {
    var formatVersion: Int
    var toolVersion: String
    var options: String
    var descriptorKind: DescriptorKind
  }

  func header() throws(StoreError) -> Header {
    try checkFormat()
    let version = try version()
    if version >= Layout.firstSealedVersion { try requireSeal() }
    let options = try text(Layout.Attribute.options)
    let kindName = try text(Layout.Attribute.descriptorKind)
    guard let kind = DescriptorKind(rawValue: kindName) else {
      let expected = DescriptorKind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
      throw error(.attribute(name: Layout.Attribute.descriptorKind, found: "\"\(kindName)\"", expected: expected))
    }
    return Header(
      formatVersion: version, toolVersion: try text(Layout.Attribute.toolVersion), options: options,
      descriptorKind: kind)
  }

  private func checkFormat() throws(StoreError) {
    let format = try attribute(Layout.Attribute.format)
    if case .other(let found) = format {
      throw error(.attribute(name: Layout.Attribute.format, found: found, expected: Self.string))
    }
    guard format == .text(Layout.format) else {
      throw error(.otherFormat(found: format.map { $0.description }, expected: Layout.format))
    }
  }

  private func version() throws(StoreError) -> Int {
    let name = Layout.Attribute.formatVersion
    let found = try attribute(name)
    guard case .integer(let version) = found, version >= 1 else {
      throw error(.attribute(name: name, found: found?.description, expected: "an integer from 1"))
    }
    guard version <= Layout.version else {
      throw error(.newerVersion(found: Int(version), newestReadable: Layout.version))
    }
    return Int(version)
  }

  private func requireSeal() throws(StoreError) {
    let isSealed: Bool
    do throws(FileError) { isSealed = try FileSeal.isPresent(at: path) } catch {
      throw self.error(.unreadable(reason: error.reason))
    }
    guard isSealed else { throw error(.withoutSeal) }
  }

  private static let string = "a string of fixed length (in h5py: numpy.bytes_)"

  private func text(_ name: String) throws(StoreError) -> String {
    let found = try attribute(name)
    guard case .text(let text) = found else {
      throw error(.attribute(name: name, found: found?.description, expected: Self.string))
    }
    return text
  }

  private func attribute(_ name: String) throws(StoreError) -> HDF5File.AttributeValue? {
    try reading { () throws(HDF5Failure) in try file.attribute(name) }
  }

  // MARK: Images

  struct ImageTable {
    var names: [String]
    var sizes: [ImageSize]
    /// One more than images; the last one is the number of rows.
    var offsets: [Int]
  }

  func imageTable() throws(StoreError) -> ImageTable {
    let names = try names()
    let sizes = try sizes(imageCount: names.count)
    return ImageTable(names: names, sizes: sizes, offsets: try offsets(imageCount: names.count))
  }

  private func names() throws(StoreError) -> [String] {
    let dataset = try open(Layout.names)
    guard case .string(let length) = dataset.type, dataset.shape.count == 1, length <= Layout.longestName else {
      let expected = "[N] strings of a fixed length of at most \(Layout.longestName) bytes"
      throw mismatch(Layout.names, dataset, expected: expected)
    }
    try checkSize(of: dataset, named: Layout.names)
    let count = dataset.shape[0]
    var names: [String] = []
    names.reserveCapacity(count)
    let portion = Layout.tableChunkRows
    // In portions, as one long name makes all of them long.
    for start in stride(from: 0, to: count, by: portion) {
      let rows = start..<min(start + portion, count)
      let bytes = try reading { () throws(HDF5Failure) in try dataset.readStringBytes(rows: rows) }
      for row in 0..<rows.count {
        let field = bytes[row * length..<(row + 1) * length].prefix { $0 != 0 }
        let name = String(decoding: field, as: UTF8.self)
        // Decoding repairs what is no UTF-8, which shows as a difference.
        guard !name.isEmpty, name.utf8.elementsEqual(field) else {
          let reason = name.isEmpty ? "its name is empty" : "its name is no UTF-8: \"\(name)\""
          throw error(.image(index: start + row, name: nil, reason: reason))
        }
        names.append(name)
      }
    }
    return names
  }

  private func sizes(imageCount: Int) throws(StoreError) -> [ImageSize] {
    let dataset = try open(Layout.sizes, type: .int32, shape: [imageCount, 2])
    let values = try reading { () throws(HDF5Failure) in try dataset.read(rows: 0..<imageCount, as: Int32.self) }
    var sizes: [ImageSize] = []
    sizes.reserveCapacity(imageCount)
    for index in 0..<imageCount {
      let size = ImageSize(width: Int(values[2 * index]), height: Int(values[2 * index + 1]))
      guard size.width >= 0, size.height >= 0 else {
        throw error(.image(index: index, name: nil, reason: "its size is \(size)"))
      }
      sizes.append(size)
    }
    return sizes
  }

  private func offsets(imageCount: Int) throws(StoreError) -> [Int] {
    let dataset = try open(Layout.offsets, type: .uint64, shape: [imageCount + 1])
    let values = try reading { () throws(HDF5Failure) in try dataset.read(rows: 0..<imageCount + 1, as: UInt64.self) }
    guard values[0] == 0 else { throw error(.inconsistentOffsets("starts with \(values[0]) instead of 0")) }
    for index in 0..<imageCount where values[index] > values[index + 1] {
      throw error(.inconsistentOffsets("decreases at \(index + 1), from \(values[index]) to \(values[index + 1])"))
    }
    // What is too large for Int is larger than any dataset, and refused as such.
    return values.map { Int(clamping: $0) }
  }

  // MARK: Features

  func keypoints(rowCount: Int) throws(StoreError) -> HDF5Dataset {
    try rows(Layout.keypoints, type: .float32, columns: Layout.keypointColumns, count: rowCount)
  }

  func descriptors(of kind: DescriptorKind, rowCount: Int) throws(StoreError) -> HDF5Dataset {
    try rows(Layout.descriptors, type: .uint8, columns: kind.byteCount, count: rowCount)
  }

  /// The thumbnails, where there are any: none in version 1, nor where the features came without.
  func thumbnails(byteCount: Int) throws(StoreError) -> HDF5Dataset? {
    let isThere = try reading { () throws(HDF5Failure) in try file.hasDataset(Layout.thumbnails) }
    return isThere ? try open(Layout.thumbnails, type: .uint8, shape: [byteCount]) : nil
  }

  /// The checksums of the images' features: none before version 3.
  func checksums(imageCount: Int, formatVersion: Int) throws(StoreError) -> HDF5Dataset? {
    guard formatVersion >= Layout.firstSealedVersion else { return nil }
    return try open(Layout.checksums, type: .uint32, shape: [imageCount])
  }

  private func rows(_ name: String, type: HDF5Type, columns: Int, count: Int) throws(StoreError) -> HDF5Dataset {
    let dataset = try open(name)
    guard dataset.type == type, dataset.shape.count == 2, dataset.shape[1] == columns else {
      throw mismatch(name, dataset, expected: "[T, \(columns)] \(type)")
    }
    guard dataset.shape[0] == count else {
      throw error(.inconsistentOffsets("ends with \(count), but \(name) has \(dataset.shape[0]) rows"))
    }
    try checkSize(of: dataset, named: name)
    return dataset
  }

  // MARK: Datasets

  private func open(_ name: String, type: HDF5Type, shape: [Int]) throws(StoreError) -> HDF5Dataset {
    let dataset = try open(name)
    guard dataset.type == type, dataset.shape == shape else {
      throw mismatch(name, dataset, expected: "\(shape) \(type)")
    }
    try checkSize(of: dataset, named: name)
    return dataset
  }

  private func open(_ name: String) throws(StoreError) -> HDF5Dataset {
    let isThere = try reading { () throws(HDF5Failure) in try file.hasDataset(name) }
    guard isThere else { throw error(.missingDataset(name: name)) }
    return try reading { () throws(HDF5Failure) in try HDF5Dataset.open(name, in: file) }
  }

  /// Refuses extents that the file can't fill, before memory is allocated for them: HDF5 lets a file of a kilobyte
  /// claim a dataset of petabytes. (It knows what is really stored, but looks at every chunk to tell.)
  private func checkSize(of dataset: HDF5Dataset, named name: String) throws(StoreError) {
    // Our own files hold every byte. Who compressed a file with HDF5's tools gained a factor of 1032 at the most.
    let byteCount = try reading { () throws(HDF5Failure) in try file.byteCount() }
    let (needed, isHuge) = dataset.shape[0].multipliedReportingOverflow(by: dataset.rowByteCount)
    guard !isHuge, needed / 1100 <= byteCount else {
      let claim = "the dataset \(name) of \(dataset.shape[0]) rows does not fit a file of \(byteCount) bytes"
      throw error(.damaged(reason: claim))
    }
  }

  // MARK: Errors

  private func error(_ problem: StoreError.Problem) -> StoreError { StoreError(path, problem) }

  private func mismatch(_ name: String, _ dataset: HDF5Dataset, expected: String) -> StoreError {
    error(.dataset(name: name, found: "\(dataset.shape) \(dataset.type)", expected: expected))
  }

  private func reading<Result>(_ body: () throws(HDF5Failure) -> Result) throws(StoreError) -> Result {
    do throws(HDF5Failure) {
      return try body()
    } catch {
      throw self.error(.damaged(reason: error.reason))
    }
  }
}

import Files
import HDF5

/// Opens an HDF5 file of ours and reads its attributes and datasets, refusing what doesn't fit with the reason.
struct StoreReader {
  let path: String
  let file: HDF5File

  /// - Throws: ``StoreError`` when the file is missing, no HDF5, of an older layout, or damaged.
  init(path: String) throws(StoreError) {
    self.path = path
    // HDF5 1.10 crashes on some damage of structures that have no checksums.
    if let version = try superblockVersion(of: path), version < HDF5File.firstSuperblockOfVersion110 {
      throw StoreError(path, .withoutChecksums(superblock: Int(version)))
    }
    file = try StoreError.reading(path) { () throws(HDF5Failure) in try HDF5File.open(path) }
  }

  // MARK: Attributes

  func checkFormat(_ expected: StoreFormat) throws(StoreError) {
    let format = try attribute(StoreLayout.Attribute.format)
    if case .other(let found) = format {
      throw error(.attribute(name: StoreLayout.Attribute.format, found: found, expected: Self.string))
    }
    guard format == .text(expected.rawValue) else {
      if case .text(let found) = format, let other = StoreFormat(rawValue: found) {
        throw error(.otherStore(found: other.name, expected: expected.name))
      }
      throw error(.otherFormat(found: format.map { $0.description }, expected: expected.rawValue))
    }
  }

  /// The file's version, which is at most `newest`.
  func version(newest: Int) throws(StoreError) -> Int {
    let name = StoreLayout.Attribute.formatVersion
    let found = try attribute(name)
    guard case .integer(let version) = found, version >= 1 else {
      throw error(.attribute(name: name, found: found?.description, expected: "an integer from 1"))
    }
    guard version <= newest else { throw error(.newerVersion(found: Int(version), newestReadable: newest)) }
    return Int(version)
  }

  func requireSeal() throws(StoreError) {
    let isSealed: Bool
    do throws(FileError) { isSealed = try FileSeal.isPresent(at: path) } catch {
      throw self.error(.unreadable(reason: error.reason))
    }
    guard isSealed else { throw error(.withoutSeal) }
  }

  private static let string = "a string of fixed length (in h5py: numpy.bytes_)"

  func text(_ name: String) throws(StoreError) -> String {
    let found = try attribute(name)
    guard case .text(let text) = found else {
      throw error(.attribute(name: name, found: found?.description, expected: Self.string))
    }
    return text
  }

  func hasAttribute(_ name: String) throws(StoreError) -> Bool { try attribute(name) != nil }

  func attribute(_ name: String) throws(StoreError) -> HDF5File.AttributeValue? {
    try reading { () throws(HDF5Failure) in try file.attribute(name) }
  }

  // MARK: Datasets

  func hasDataset(_ name: String) throws(StoreError) -> Bool {
    try reading { () throws(HDF5Failure) in try file.hasDataset(name) }
  }

  /// A dataset of exactly that type and shape.
  func open(_ name: String, type: HDF5Type, shape: [Int]) throws(StoreError) -> HDF5Dataset {
    let dataset = try open(name)
    guard dataset.type == type, dataset.shape == shape else {
      throw mismatch(name, dataset, expected: "\(shape) \(type)")
    }
    return dataset
  }

  /// A dataset of as many rows as `offsets` ends with.
  ///
  /// - Parameter columns: elements of a row; nil for a dataset of one dimension.
  func openRows(_ name: String, type: HDF5Type, columns: Int? = nil, count: Int) throws(StoreError) -> HDF5Dataset {
    let dataset = try open(name)
    let rowShape = columns.map { [$0] } ?? []
    guard dataset.type == type, dataset.shape.count == 1 + rowShape.count, dataset.shape.dropFirst() == rowShape[...]
    else { throw mismatch(name, dataset, expected: "[T\(columns.map { ", \($0)" } ?? "")] \(type)") }
    guard dataset.shape[0] == count else {
      throw error(.inconsistentOffsets("ends with \(count), but \(name) has \(dataset.shape[0]) rows"))
    }
    return dataset
  }

  /// A dataset whatever its type and shape, which are to be checked next.
  func open(_ name: String) throws(StoreError) -> HDF5Dataset {
    guard try hasDataset(name) else { throw error(.missingDataset(name: name)) }
    return try reading { () throws(HDF5Failure) in try HDF5Dataset.open(name, in: file) }
  }

  // MARK: Errors

  func error(_ problem: StoreError.Problem) -> StoreError { StoreError(path, problem) }

  func mismatch(_ name: String, _ dataset: HDF5Dataset, expected: String) -> StoreError {
    error(.dataset(name: name, found: "\(dataset.shape) \(dataset.type)", expected: expected))
  }

  func reading<Result>(_ body: () throws(HDF5Failure) -> Result) throws(StoreError) -> Result {
    try StoreError.reading(path, body)
  }
}

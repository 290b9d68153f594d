import HDF5
import Vectors

/// The global descriptors of many photos in one file, read vector by vector or all at once; ``VectorFileWriter`` makes
/// such files.
///
/// Opening checks everything but the vectors themselves. Safe to use from several tasks; HDF5 lets one of them read at a
/// time.
public final class VectorFile: Sendable {
  private typealias Layout = VectorFileLayout

  public let path: String
  /// Version of the file's layout.
  public let formatVersion: Int
  /// Version of the Facsimile that wrote the file.
  public let toolVersion: String
  /// What made the vectors.
  public let model: VectorModel
  /// Numbers of a vector.
  public let dimension: Int
  /// One a photo, in the order of the file, all different.
  public let names: [String]

  private let rows: HDF5Dataset
  package let checksums: [UInt32]?

  /// Opens a vector file and checks its structure.
  ///
  /// - Throws: ``StoreError`` when the file is missing, no vector file, newer than this code, or damaged.
  /// - Complexity: O(`count`) time and memory; the vectors stay in the file.
  public init(path: String) throws(StoreError) {
    let reader = try StoreReader(path: path)
    try reader.checkFormat(Layout.format)
    formatVersion = try reader.version(newest: Layout.version)
    try reader.requireSeal()
    toolVersion = try reader.text(StoreLayout.Attribute.toolVersion)
    model = try StoredOptions.decode(reader.text(StoreLayout.Attribute.options), as: VectorModel.self, path: path)
    let names = try reader.names()
    if let (first, second) = names.firstRepetition() {
      throw reader.error(
        .image(index: second, name: names[second], reason: "image \(first) has the same name"))
    }
    rows = try reader.open(Layout.vectors)
    guard rows.type == .float32, rows.shape.count == 2, rows.shape[0] == names.count, rows.shape[1] >= 1 else {
      throw reader.mismatch(Layout.vectors, rows, expected: "[\(names.count), D] \(HDF5Type.float32)")
    }
    dimension = rows.shape[1]
    checksums = try reader.checksums(imageCount: names.count)
    self.path = path
    self.names = names
  }

  /// Whether the file is HDF5 and says to be a vector file. False when it can't be read.
  public static func isVectorFile(_ path: String) -> Bool { StoreFormat(ofFile: path) == .vectors }

  /// Number of vectors.
  public var count: Int { names.count }

  /// The vector of a photo.
  ///
  /// - Precondition: `index` is in `0..<count`.
  /// - Throws: ``StoreError`` when the file can't be read, or the vector has changed since it was written, or a number of it is
  ///   not finite.
  public func vector(at index: Int) throws(StoreError) -> [Float] { try read(index..<index + 1) }

  /// All vectors.
  ///
  /// - Throws: ``StoreError`` as ``vector(at:)`` does.
  /// - Complexity: O(`count` · `dimension`) time and memory.
  public func vectors() throws(StoreError) -> VectorSet {
    VectorSet(ids: names, dimension: dimension, values: try read(0..<count), model: model)
  }

  private func read(_ range: Range<Int>) throws(StoreError) -> [Float] {
    let values = try StoreError.reading(path) { () throws(HDF5Failure) in
      try rows.read(rows: range, as: Float.self)
    }
    for (place, index) in range.enumerated() {
      try requireChecksum(at: index) {
        VectorFileLayout.checksum(values[place * dimension..<(place + 1) * dimension])
      }
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      let index = range.lowerBound + bad / dimension
      throw StoreError(
        path, .image(index: index, name: names[index], reason: "a number of its vector is \(values[bad])"))
    }
    return values
  }
}

extension VectorFile: ChecksummedStore {
  package static var contentName: String { "numbers" }

  package func check(at index: Int) throws(StoreError) { _ = try vector(at: index) }
}

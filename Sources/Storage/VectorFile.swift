import HDF5
import Imaging
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
  /// Names of the views that every photo has a vector of; at least one.
  public let views: [String]
  /// One a photo, in the order of the file, all different.
  public let names: [String]

  private let imageSizes: [ImageSize]
  private let rows: HDF5Dataset
  package let checksums: [UInt32]?

  /// Opens a vector file and checks its structure.
  ///
  /// - Throws: ``StoreError`` when the file is missing, no vector file, newer than this code, or damaged.
  /// - Complexity: O(`count`) time and memory; the vectors stay in the file.
  public init(path: String) throws(StoreError) {
    let reader = try StoreReader(path: path)
    try reader.checkFormat(Layout.format)
    formatVersion = try reader.version(newest: Layout.newestVersion)
    try reader.requireSeal()
    toolVersion = try reader.text(StoreLayout.Attribute.toolVersion)
    model = try StoredOptions.decode(reader.text(StoreLayout.Attribute.options), as: VectorModel.self, path: path)
    views = try Self.views(of: reader, version: formatVersion)
    let names = try reader.names()
    if let (first, second) = names.firstRepetition() {
      throw reader.error(
        .image(index: second, name: names[second], reason: "image \(first) has the same name"))
    }
    imageSizes = try reader.sizes(imageCount: names.count)
    rows = try reader.open(Layout.vectors)
    guard rows.type == .float32, rows.shape.count == 2, rows.shape[0] == names.count, rows.shape[1] >= 1,
      rows.shape[1] % views.count == 0
    else {
      let columns = views.count == 1 ? "D" : "\(views.count) · D"
      throw reader.mismatch(Layout.vectors, rows, expected: "[\(names.count), \(columns)] \(HDF5Type.float32)")
    }
    dimension = rows.shape[1] / views.count
    checksums = try reader.checksums(imageCount: names.count)
    self.path = path
    self.names = names
  }

  private static func views(of reader: StoreReader, version: Int) throws(StoreError) -> [String] {
    guard version > 1 else { return VectorSet.wholePhoto }
    let text = try reader.text(Layout.views)
    let views = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard Layout.areNames(views) else {
      throw reader.error(.attribute(name: Layout.views, found: text, expected: "different names joined by commas"))
    }
    return views
  }

  /// Whether the file is HDF5 and says to be a vector file. False when it can't be read.
  public static func isVectorFile(_ path: String) -> Bool { StoreFormat(ofFile: path) == .vectors }

  /// Number of photos.
  public var count: Int { names.count }

  /// Size of a photo.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func imageSize(at index: Int) -> ImageSize { imageSizes[index] }

  /// The vectors of a photo, one for each view.
  ///
  /// - Precondition: `index` is in `0..<count`.
  /// - Throws: ``StoreError`` when the file can't be read, or the vectors have changed since they were written, or a number of
  ///   them is not finite.
  public func vector(at index: Int) throws(StoreError) -> [Float] { try values(of: index..<index + 1) }

  /// All vectors.
  ///
  /// - Throws: ``StoreError`` as ``vector(at:)`` does.
  /// - Complexity: O(`count` · `dimension`) time and memory.
  public func vectors() throws(StoreError) -> VectorSet {
    VectorSet(ids: names, views: views, dimension: dimension, values: try values(of: 0..<count), model: model)
  }

  /// The vectors of neighbouring photos, one for each view of each, in the layout of a `VectorSet`.
  ///
  /// - Precondition: `range` is within `0..<count`.
  /// - Throws: ``StoreError`` as ``vector(at:)`` does.
  public func values(of range: Range<Int>) throws(StoreError) -> [Float] {
    let columns = views.count * dimension
    let values = try StoreError.reading(path) { () throws(HDF5Failure) in
      try rows.read(rows: range, as: Float.self)
    }
    for (place, index) in range.enumerated() {
      try requireChecksum(at: index) {
        VectorFileLayout.checksum(values[place * columns..<(place + 1) * columns])
      }
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      let index = range.lowerBound + bad / columns
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

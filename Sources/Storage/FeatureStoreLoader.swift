import Features
import HDF5
import Imaging

/// Reads and checks everything of a feature store but the features.
struct FeatureStoreLoader {
  private typealias Layout = FeatureStoreLayout

  private let reader: StoreReader

  init(path: String) throws(StoreError) {
    reader = try StoreReader(path: path)
  }

  struct Header {
    var formatVersion: Int
    var toolVersion: String
    var options: String
    var descriptorKind: DescriptorKind
    var naming: String?
  }

  func header() throws(StoreError) -> Header {
    try reader.checkFormat(Layout.format)
    let version = try reader.version(newest: Layout.version)
    if version >= Layout.firstSealedVersion { try reader.requireSeal() }
    let options = try reader.text(StoreLayout.Attribute.options)
    let kindName = try reader.text(Layout.descriptorKind)
    guard let kind = DescriptorKind(rawValue: kindName) else {
      let expected = DescriptorKind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
      throw reader.error(.attribute(name: Layout.descriptorKind, found: "\"\(kindName)\"", expected: expected))
    }
    return Header(
      formatVersion: version, toolVersion: try reader.text(StoreLayout.Attribute.toolVersion), options: options,
      descriptorKind: kind, naming: try reader.hasAttribute(Layout.naming) ? try reader.text(Layout.naming) : nil)
  }

  struct ImageTable {
    var names: [String]
    var sizes: [ImageSize]
    /// One more than images; the last one is the number of rows.
    var offsets: [Int]
    /// Where each photo was, empty where that isn't known, and how many bytes its file had; nil where nothing is told.
    var files: (paths: [String], bytes: [Int?])?
  }

  func imageTable() throws(StoreError) -> ImageTable {
    let names = try reader.names()
    let sizes = try reader.sizes(imageCount: names.count)
    return ImageTable(
      names: names, sizes: sizes, offsets: try reader.offsets(imageCount: names.count),
      files: try files(imageCount: names.count))
  }

  private func files(imageCount: Int) throws(StoreError) -> (paths: [String], bytes: [Int?])? {
    let hasPaths = try reader.hasDataset(Layout.paths)
    let hasFileBytes = try reader.hasDataset(Layout.fileBytes)
    guard hasPaths || hasFileBytes else { return nil }
    let paths = try reader.texts(Layout.paths, called: "path", longest: Layout.longestPath)
    guard paths.count == imageCount else {
      throw reader.error(
        .dataset(name: Layout.paths, found: "[\(paths.count)] strings", expected: "[\(imageCount)] strings"))
    }
    let rows = try reader.open(Layout.fileBytes, type: .uint64, shape: [imageCount])
    let values = try reader.reading { () throws(HDF5Failure) in try rows.read(rows: 0..<imageCount, as: UInt64.self) }
    var bytes: [Int?] = []
    bytes.reserveCapacity(imageCount)
    for (index, value) in values.enumerated() {
      guard let count = Int(exactly: value) else {
        guard value == Layout.unknownBytes else {
          throw reader.error(.image(index: index, name: nil, reason: "its file has \(value) bytes"))
        }
        bytes.append(nil)
        continue
      }
      bytes.append(count)
    }
    return (paths, bytes)
  }

  func keypoints(rowCount: Int) throws(StoreError) -> HDF5Dataset {
    try reader.openRows(Layout.keypoints, type: .float32, columns: Layout.keypointColumns, count: rowCount)
  }

  func descriptors(of kind: DescriptorKind, rowCount: Int) throws(StoreError) -> HDF5Dataset {
    try reader.openRows(Layout.descriptors, type: .uint8, columns: kind.byteCount, count: rowCount)
  }

  /// The thumbnails, where there are any: none in version 1, nor where the features came without.
  func thumbnails(byteCount: Int) throws(StoreError) -> HDF5Dataset? {
    guard try reader.hasDataset(Layout.thumbnails) else { return nil }
    return try reader.open(Layout.thumbnails, type: .uint8, shape: [byteCount])
  }

  /// The checksums of the images' features: none before version 3.
  func checksums(imageCount: Int, formatVersion: Int) throws(StoreError) -> [UInt32]? {
    formatVersion >= Layout.firstSealedVersion ? try reader.checksums(imageCount: imageCount) : nil
  }
}

import HDF5
import Imaging

/// Many photos in one file, read image by image; ``ImagePackWriter`` makes such files.
///
/// Opening checks everything but the images themselves, so that reading them later stays within the file. Safe to use
/// from several tasks; HDF5 lets one of them read at a time.
public final class ImagePack: Sendable {
  private typealias Layout = ImagePackLayout

  public let path: String
  /// Version of the file's layout.
  public let formatVersion: Int
  /// Version of the Facsimile that wrote the file.
  public let toolVersion: String
  /// What is kept of each photo.
  public let contents: ImagePackContents
  /// One an image, in the order of the file.
  public let names: [String]

  private let imageSizes: [ImageSize]
  package let checksums: [UInt32]?
  private let rows: HDF5Dataset
  /// Rows of image i: `offsets[i]..<offsets[i + 1]`, all within the dataset; nil where each image is one row.
  private let offsets: [Int]?

  /// Opens an image pack and checks its structure.
  ///
  /// - Throws: ``StoreError`` when the file is missing, no image pack, newer than this code, or damaged.
  /// - Complexity: O(`count`) time and memory; the images stay in the file.
  public init(path: String) throws(StoreError) {
    let reader = try StoreReader(path: path)
    try reader.checkFormat(Layout.format)
    formatVersion = try reader.version(newest: Layout.version)
    try reader.requireSeal()
    toolVersion = try reader.text(StoreLayout.Attribute.toolVersion)
    let contents = try StoredOptions.decode(
      reader.text(StoreLayout.Attribute.options), as: ImagePackContents.self, path: path)
    do { try contents.validate() } catch { throw reader.error(.unknownOptions(reason: error.description)) }
    let names = try reader.names()
    switch contents {
    case .encoded:
      let offsets = try reader.offsets(imageCount: names.count)
      rows = try reader.openRows(Layout.encoded, type: .uint8, count: offsets[names.count])
      self.offsets = offsets
    case .pixels(let side):
      rows = try reader.open(Layout.pixels, type: .uint8, shape: [names.count, side, side, Layout.channels])
      offsets = nil
    }
    imageSizes = try reader.sizes(imageCount: names.count)
    checksums = try reader.checksums(imageCount: names.count)
    self.path = path
    self.contents = contents
    self.names = names
  }

  /// Whether the file is HDF5 and says to be an image pack. False when it can't be read.
  public static func isImagePack(_ path: String) -> Bool { StoreFormat(ofFile: path) == .images }

  /// Number of images.
  public var count: Int { names.count }
  /// Bytes that all images take.
  public var byteCount: Int { offsets?[count] ?? count * rows.rowByteCount }

  /// Size of a photo, upright as EXIF has it, also where a square is kept of it.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func imageSize(at index: Int) -> ImageSize { imageSizes[index] }

  /// Bytes of the file that a photo was; nil where a square is kept of it instead.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func fileBytes(at index: Int) -> Int? { offsets.map { $0[index + 1] - $0[index] } }

  /// What is kept of an image: one contiguous piece of the dataset.
  ///
  /// - Returns: the bytes of its file, or the pixels of its square: rows from the top of red, green, blue.
  /// - Precondition: `index` is in `0..<count`.
  /// - Throws: ``StoreError`` when the file can't be read, or the image has changed since it was written.
  public func bytes(at index: Int) throws(StoreError) -> [UInt8] {
    let range = offsets.map { $0[index]..<$0[index + 1] } ?? index..<index + 1
    let bytes = try StoreError.reading(path) { () throws(HDF5Failure) in try rows.read(rows: range, as: UInt8.self) }
    try requireChecksum(at: index) { ImagePackLayout.checksum(bytes) }
    return bytes
  }
}

extension ImagePack: ChecksummedStore {
  package static var contentName: String { "bytes" }

  package func check(at index: Int) throws(StoreError) { _ = try bytes(at: index) }
}

import Files
import HDF5

@testable import Storage

/// A store of two images and three features whose every part can be left out or replaced.
struct MalformedStore {
  var format: String? = "facsimile-features"
  var version: Int64? = 1
  var versionText: String?
  var toolVersion: String? = "0.1.0"
  var options: String? = "{}"
  var kind: String? = "binary256"

  /// A dataset by type, columns (nil for one dimension) and content.
  struct Rows {
    var type: HDF5Type
    var columns: Int?
    var bytes: [UInt8]

    init<Element: HDF5Element>(_ values: [Element], columns: Int? = nil) {
      type = Element.hdf5Type
      self.columns = columns
      bytes = values.withUnsafeBytes { Array($0) }
    }

    init(strings: [[UInt8]], length: Int) {
      type = .string(length: length)
      bytes = strings.flatMap { $0 + [UInt8](repeating: 0, count: length - $0.count) }
    }
  }

  var names: Rows? = Rows(strings: [Array("a".utf8), Array("bc".utf8)], length: 2)
  var sizes: Rows? = Rows([640, 480, 320, 200] as [Int32], columns: 2)
  var offsets: Rows? = Rows([0, 1, 3] as [UInt64])
  var keypoints: Rows? = Rows((0..<18).map { Float($0) }, columns: 6)
  var descriptors: Rows? = Rows([UInt8](repeating: 5, count: 96), columns: 32)

  var thumbnails: Rows?
  var checksums: Rows?
  var paths: Rows?
  var fileBytes: Rows?

  /// What every version has that is sealed.
  mutating func becomeVersion(_ number: Int64) {
    version = number
    checksumImages()
  }

  /// Gives the images the checksums of what is stored of them, as far as their offsets make sense.
  mutating func checksumImages() {
    func part(_ rows: Rows?, _ range: Range<Int>) -> ArraySlice<UInt8> {
      guard let rows, range.lowerBound >= 0, range.upperBound <= rows.bytes.count else { return [] }
      return rows.bytes[range]
    }
    let starts = (0..<3).map { place -> Int in
      let bytes = part(offsets, 8 * place..<8 * place + 8)
      return bytes.count == 8 ? Int(truncatingIfNeeded: LittleEndian.integer(bytes)) & 0xFFFF : 0
    }
    let areas = [128 * 96, 128 * 80]
    checksums = Rows(
      (0..<2).map { image -> UInt32 in
        let rows = starts[image]..<max(starts[image], starts[image + 1])
        var checksum = CRC32()
        checksum.add(Array(part(keypoints, 24 * rows.lowerBound..<24 * rows.upperBound)))
        checksum.add(Array(part(descriptors, 32 * rows.lowerBound..<32 * rows.upperBound)))
        let start = image == 0 ? 0 : areas[0]
        checksum.add(Array(part(thumbnails, start..<start + areas[image])))
        return checksum.value
      })
  }

  /// Writes it, sealed where it has checksums.
  func write(to path: String) throws {
    let pending = try PendingFile(for: path)
    try writeHDF5(to: pending.temporaryPath)
    if checksums != nil { try FileSeal.close(pending) }
    try pending.commit()
  }

  private func writeHDF5(to path: String) throws {
    let file = try HDF5File.create(path)
    for (name, text) in [
      ("format", format), ("format_version", versionText), ("tool_version", toolVersion), ("options", options),
      ("descriptor_kind", kind),
    ] {
      if let text { try file.setAttribute(name, to: text) }
    }
    if let version, versionText == nil { try file.setAttribute("format_version", to: version) }
    for (name, rows) in [
      ("image_names", names), ("image_sizes", sizes), ("offsets", offsets), ("keypoints", keypoints),
      ("descriptors", descriptors), ("thumbnails", thumbnails), ("checksums", checksums), ("image_paths", paths),
      ("image_bytes", fileBytes),
    ] {
      guard let rows else { continue }
      let dataset = try HDF5Dataset.create(name, in: file, type: rows.type, columns: rows.columns, chunkRows: 8)
      try rows.bytes.withUnsafeBytes { try dataset.write($0, atRow: 0) }
      try dataset.close()
    }
    try file.close()
  }
}

/// What all our HDF5 files have in common: root attributes, and a table with a row for each of `N` images.
///
/// | root attribute | value |
/// |---|---|
/// | `format` | a ``StoreFormat`` |
/// | `format_version` | integer from 1 |
/// | `tool_version` | version of the program that wrote the file |
/// | `options` | JSON text: settings that the content was made with |
///
/// | dataset | shape, type | content |
/// |---|---|---|
/// | `image_names` | [N] UTF-8 of fixed length, padded with zeros | |
/// | `image_sizes` | [N, 2] Int32 | width, height |
/// | `offsets` | [N + 1] UInt64 | rows of image i elsewhere: `offsets[i]..<offsets[i + 1]` |
/// | `checksums` | [N] UInt32 | ``CRC32`` of what is stored of the image |
///
/// Behind what HDF5 knows of, the file ends with a ``FileSeal``.
package enum StoreLayout {
  enum Attribute {
    static let format = "format"
    static let formatVersion = "format_version"
    static let toolVersion = "tool_version"
    static let options = "options"
  }

  static let names = "image_names"
  static let sizes = "image_sizes"
  static let offsets = "offsets"
  static let checksums = "checksums"

  /// Longest name in bytes of UTF-8: a path on Linux.
  package static let longestName = 4096

  /// Images that are stored together in the datasets with one row an image.
  static let tableChunkRows = 4096
}

import Files

/// Names and types of what a vector file holds beside ``StoreLayout``; reader and writer agree through it.
///
/// Version 1. The attribute `options` is `VectorModel`. `vectors` and `image_names` are those of isc2021's files; there are no
/// `offsets`.
///
/// | dataset | shape, type | content |
/// |---|---|---|
/// | `vectors` | [N, D] Float32 | one a photo, finite |
enum VectorFileLayout {
  static let format = StoreFormat.vectors
  static let version = 1

  static let vectors = "vectors"

  /// Bytes of `vectors` that are stored together, or a row where that has more.
  private static let chunkBytes = 1 << 20

  /// Vectors that are stored together.
  static func chunkRows(dimension: Int) -> Int { max(1, chunkBytes / max(4 * dimension, 1)) }

  /// The checksum of one vector, as it is stored.
  static func checksum(_ vector: ArraySlice<Float>) -> UInt32 {
    var checksum = CRC32()
    vector.withUnsafeBytes { checksum.add($0) }
    return checksum.value
  }
}

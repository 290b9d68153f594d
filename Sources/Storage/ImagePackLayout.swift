import Files

/// Names and types of what an image pack holds beside ``StoreLayout``; reader and writer agree through it.
///
/// Version 1. The attribute `options` is ``ImagePackContents``, which says which of both datasets there is.
///
/// | dataset | shape, type | content |
/// |---|---|---|
/// | `encoded` | [B] UInt8 | the bytes of the photos' files, one after the other, `offsets` says where |
/// | `pixels` | [N, side, side, 3] UInt8 | rows from the top of pixels of red, green, blue; there are no `offsets` |
///
/// `image_sizes` are those of the photos, upright as EXIF has it, not of the squares. `pixels` has chunks of 100 images, fewer
/// where those would pass HDF5's limit of a chunk or the file was to hold fewer.
enum ImagePackLayout {
  static let format = StoreFormat.images
  static let version = 1

  static let encoded = "encoded"
  static let pixels = "pixels"

  static let channels = 3

  /// Bytes of `encoded` that are stored together. More than HDF5's cache of a megabyte: a photo is read by itself then, not
  /// with all that lies around it.
  static let encodedChunkBytes = 4 << 20

  /// Images of `pixels` that are stored together in a file of at most `imageCount`.
  static func imagesPerChunk(side: Int, imageCount: Int) -> Int {
    let chunkByteLimit = Int(UInt32.max)
    return max(1, min(100, imageCount, chunkByteLimit / squareBytes(side: side)))
  }

  static func squareBytes(side: Int) -> Int { side * side * channels }

  /// The checksum of what is stored of one image.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var checksum = CRC32()
    checksum.add(bytes)
    return checksum.value
  }
}

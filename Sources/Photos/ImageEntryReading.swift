import Files
import Imaging
import Storage

/// Reading a photo, wherever it is.
extension ImageEntry {
  /// The file that holds it: its own or the pack.
  package var file: String { packed?.pack.path ?? path }

  /// Changes with the photo's id and its file, as far as that shows without reading it.
  var fingerprint: UInt64 {
    var checksum = FNV1a()
    checksum.add(id.utf8)
    checksum.add(FileStamp(file))
    return checksum.value
  }

  /// Side of the square that a pack keeps instead of the photo; nil where the photo itself is there.
  package var side: Int? { packed?.pack.contents.side }

  /// The bytes of the photo's file.
  ///
  /// - Throws: `ImageError` when the file can't be read or is too large, `StoreError` when the pack can't be read.
  /// - Precondition: the photo itself is there.
  package func encodedBytes(_ decoding: DecodingOptions = .init()) throws -> [UInt8] {
    precondition(side == nil, "\(path) is a square of pixels")
    if let refusal { throw ImageError(path, .unreadable(reason: refusal)) }
    if let packed { return try packed.bytes() }
    return try readImageFile(path, options: decoding)
  }

  /// The photo, or the square that is kept of it, in grey.
  ///
  /// - Throws: `ImageError` for a photo that can't be used, `StoreError` when the pack can't be read.
  func grayImage(_ decoding: DecodingOptions) throws -> DecodedImage<GrayImage> {
    guard let square = try square(decoding) else {
      return try GrayImage.decode(encodedBytes(decoding), name: path, options: decoding)
    }
    return DecodedImage(image: GrayImage(square), damage: nil)
  }

  /// The photo, or the square that is kept of it, in colour.
  ///
  /// - Throws: `ImageError` for a photo that can't be used, `StoreError` when the pack can't be read.
  package func colorImage(_ decoding: DecodingOptions) throws -> ColorImage {
    try square(decoding) ?? ColorImage.decode(encodedBytes(decoding), name: path, options: decoding).image
  }

  /// The square of pixels that a pack keeps; nil where the photo itself is there.
  private func square(_ decoding: DecodingOptions) throws -> ColorImage? {
    guard let packed, let side else { return nil }
    let size = ImageSize(width: side, height: side)
    guard size.area <= decoding.maxPixels else {
      throw ImageError(path, .tooLarge(size, limit: decoding.maxPixels))
    }
    return ColorImage(width: side, height: side, pixels: try packed.bytes())
  }
}

extension Sequence<ImageEntry> {
  /// A text that changes with what the photos are, as far as that shows without reading them.
  package var identity: String { identityOfPhotos(lazy.map(\.fingerprint)) }
}

import CCodecs
import Files

/// The kinds of image files that are written.
public enum EncodedFormat: Sendable, Hashable {
  /// Exact.
  case png
  /// `quality` from 1 to 100.
  case jpeg(quality: Int = 90)

  /// The format that the extension of a file's name asks for; nil when it is none of ours.
  public init?(pathExtension: String) {
    switch pathExtension.lowercased() {
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg()
    default: return nil
    }
  }
}

extension ColorImage {
  /// The bytes of a file that holds the image.
  ///
  /// - Precondition: the quality of a JPEG is from 1 to 100.
  /// - Throws: ``ImageError`` (named "image") when the format can't hold the size: an image without pixels, or a JPEG
  ///   with a side of more than 65,500 pixels.
  public func encoded(as format: EncodedFormat) throws(ImageError) -> [UInt8] {
    try encode(pixels, size: size, channels: 3, as: format, name: "image")
  }

  /// Writes the image as PNG (`.png`) or JPEG (`.jpg`, `.jpeg`), whole or not at all.
  ///
  /// - Throws: ``ImageError`` with the path: another extension, a size the format can't hold, or a missing folder.
  public func write(to path: String) throws(ImageError) {
    try writeImage(pixels, size: size, channels: 3, to: path)
  }
}

extension GrayImage {
  /// The bytes of a grey file that holds the image, as ``ColorImage/encoded(as:)``.
  public func encoded(as format: EncodedFormat) throws(ImageError) -> [UInt8] {
    try encode(pixels, size: size, channels: 1, as: format, name: "image")
  }

  /// Writes the image as grey PNG or JPEG, as ``ColorImage/write(to:)``.
  public func write(to path: String) throws(ImageError) {
    try writeImage(pixels, size: size, channels: 1, to: path)
  }
}

private func writeImage(_ pixels: [UInt8], size: ImageSize, channels: Int, to path: String) throws(ImageError) {
  let ending = pathExtension(of: path)
  guard let format = EncodedFormat(pathExtension: ending) else {
    throw ImageError(path, .unwritable(reason: "its extension is '\(ending)', but must be png, jpg or jpeg"))
  }
  let bytes = try encode(pixels, size: size, channels: channels, as: format, name: path)
  do {
    try writeFile(bytes, to: path)
  } catch {
    throw ImageError(path, .unwritable(reason: error.reason))
  }
}

private func encode(
  _ pixels: [UInt8], size: ImageSize, channels: Int, as format: EncodedFormat, name: String
) throws(ImageError) -> [UInt8] {
  let longestSide: Int
  switch format {
  case .png: longestSide = Int(Int32.max)
  case .jpeg(let quality):
    precondition((1...100).contains(quality), "JPEG quality \(quality) is not from 1 to 100")
    longestSide = 65_500
  }
  guard size.area > 0 else { throw ImageError(name, .unsupported(message: "\(size) is no pixel at all")) }
  guard size.longestSide <= longestSide else {
    throw ImageError(name, .unsupported(message: "\(size) is more than \(longestSide) pixels a side"))
  }

  let (width, height) = (UInt32(size.width), UInt32(size.height))
  var file = codec_file()
  defer { codec_file_free(&file) }
  let status =
    switch format {
    case .png: codec_encode_png(pixels, width, height, Int32(channels), &file)
    case .jpeg(let quality): codec_encode_jpeg(pixels, width, height, Int32(channels), Int32(quality), &file)
    }
  switch status {
  case .ok: return Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
  case .out_of_memory: throw ImageError(name, .outOfMemory)
  default: throw ImageError(name, .unsupported(message: text(of: file.message)))
  }
}

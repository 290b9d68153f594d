import CCodecs

/// What a codec gave: pixels in the file's own layout and orientation, in memory of the C side.
struct DecodedPicture: ~Copyable {
  private let picture: codec_picture

  /// Decodes a file; `wantsGray` lets a JPEG give its luma plane.
  init(_ bytes: [UInt8], name: String, wantsGray: Bool, options: DecodingOptions) throws(ImageError) {
    picture = try Self.decode(bytes, name: name, wantsGray: wantsGray, options: options)
  }

  deinit {
    var picture = picture
    codec_picture_free(&picture)
  }

  var kind: codec_kind { picture.kind }
  /// Whether 255 is no ink, in CMYK.
  var isInverted: Bool { picture.is_inverted }
  /// Before the orientation is applied.
  var size: ImageSize { ImageSize(width: Int(picture.width), height: Int(picture.height)) }

  var orientation: EXIFOrientation {
    EXIFOrientation(parsing: UnsafeRawBufferPointer(start: picture.exif, count: picture.exif_size))
  }

  /// Lends the pixels: `size.area` of 1, 3 or 4 bytes, as ``kind`` says.
  func withPixels<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    body(picture.pixels)
  }

  /// What is returned is owned by the caller; nothing is left to free after an error.
  private static func decode(
    _ bytes: [UInt8], name: String, wantsGray: Bool, options: DecodingOptions
  ) throws(ImageError) -> codec_picture {
    do { try options.validate() } catch { throw ImageError(name, .invalidOptions(error)) }
    guard !bytes.isEmpty else { throw ImageError(name, .empty) }
    guard let format = ImageFormat(detecting: bytes) else { throw ImageError(name, .notAnImage) }

    let limit = UInt64(options.maxPixels)
    var picture = codec_picture()
    let status =
      switch format {
      case .jpeg: codec_decode_jpeg(bytes, bytes.count, limit, wantsGray, &picture)
      case .png: codec_decode_png(bytes, bytes.count, limit, &picture)
      case .webp: codec_decode_webp(bytes, bytes.count, limit, &picture)
      }
    if let problem = problem(status, picture, format: format, limit: options.maxPixels) {
      throw ImageError(name, problem)
    }
    return picture
  }

  private static func problem(
    _ status: codec_status, _ picture: codec_picture, format: ImageFormat, limit: Int
  ) -> ImageError.Problem? {
    let message = text(of: picture.message)
    return switch status {
    case .ok: nil
    case .truncated: .truncated(format)
    case .corrupt: .corrupt(format, message: message)
    case .too_large:
      .tooLarge(ImageSize(width: Int(picture.width), height: Int(picture.height)), limit: limit)
    case .unsupported: .unsupported(message: message)
    case .out_of_memory: .outOfMemory
    }
  }
}

/// The text of a C array of characters that ends with a 0.
func text<Characters>(of characters: Characters) -> String {
  withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

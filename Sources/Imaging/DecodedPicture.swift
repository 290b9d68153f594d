import CCodecs

/// What a decoder gave: pixels in the file's own layout and orientation, in memory of the C side or ours.
struct DecodedPicture: ~Copyable {
  private enum Source {
    case codec(codec_picture)
    case plain(PlainPicture)
  }

  private let source: Source

  /// Decodes a file; `wantsGray` lets a JPEG give its luma plane.
  init(_ bytes: [UInt8], name: String, wantsGray: Bool, options: DecodingOptions) throws(ImageError) {
    source = try Self.decode(bytes, name: name, wantsGray: wantsGray, options: options)
  }

  deinit {
    guard case .codec(var picture) = source else { return }
    codec_picture_free(&picture)
  }

  var kind: codec_kind {
    switch source {
    case .codec(let picture): picture.kind
    case .plain(let picture): picture.kind
    }
  }

  /// Whether 255 is no ink, in CMYK.
  var isInverted: Bool {
    guard case .codec(let picture) = source else { return false }
    return picture.is_inverted
  }

  /// Before the orientation is applied.
  var size: ImageSize {
    switch source {
    case .codec(let picture): ImageSize(width: Int(picture.width), height: Int(picture.height))
    case .plain(let picture): picture.size
    }
  }

  var orientation: EXIFOrientation {
    guard case .codec(let picture) = source else { return .topLeft }
    return EXIFOrientation(rawValue: Int(picture.orientation))
      ?? EXIFOrientation(parsing: UnsafeRawBufferPointer(start: picture.exif, count: picture.exif_size))
  }

  /// What transparent pixels are to be laid over.
  var ground: TransparencyGround {
    kind == .rgba8 ? withPixels { TransparencyGround(for: $0, count: size.area) } : .white
  }

  /// Lends the pixels: `size.area` of 1, 3 or 4 bytes, as ``kind`` says.
  func withPixels<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    switch source {
    case .codec(let picture): body(picture.pixels)
    case .plain(let picture): picture.pixels.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
  }

  /// What is returned is owned by the caller; nothing is left to free after an error.
  private static func decode(
    _ bytes: [UInt8], name: String, wantsGray: Bool, options: DecodingOptions
  ) throws(ImageError) -> Source {
    do { try options.validate() } catch { throw ImageError(name, .invalidOptions(error)) }
    guard !bytes.isEmpty else { throw ImageError(name, .empty) }
    if let format = UnreadFormat(detecting: bytes, name: name) { throw ImageError(name, .unread(format)) }
    guard let format = ImageFormat(detecting: bytes) else { throw ImageError(name, .notAnImage) }

    let limit = UInt64(options.maxPixels)
    var picture = codec_picture()
    let status: codec_status
    switch format {
    case .bmp: return .plain(try PlainPicture(bmp: bytes, name: name, limit: options.maxPixels))
    case .pnm: return .plain(try PlainPicture(pnm: bytes, name: name, limit: options.maxPixels))
    case .jpeg: status = codec_decode_jpeg(bytes, bytes.count, limit, wantsGray, &picture)
    case .png: status = codec_decode_png(bytes, bytes.count, limit, &picture)
    case .webp: status = codec_decode_webp(bytes, bytes.count, limit, &picture)
    case .gif: status = codec_decode_gif(bytes, bytes.count, limit, &picture)
    case .tiff: status = codec_decode_tiff(bytes, bytes.count, limit, &picture)
    case .heic, .avif: status = codec_decode_heif(bytes, bytes.count, limit, &picture)
    }
    if let problem = problem(status, picture, format: format, limit: options.maxPixels) {
      throw ImageError(name, problem)
    }
    return .codec(picture)
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
    case .missing_library: .missingLibrary(format)
    }
  }
}

/// The text of a C array of characters that ends with a 0, as one line: libraries end some of theirs with a line's end.
func text<Characters>(of characters: Characters) -> String {
  let text = withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  return text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
}

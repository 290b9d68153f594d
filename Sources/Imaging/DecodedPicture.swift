import CCodecs

/// What a decoder gave: pixels in the file's own layout and orientation, in memory of the C side or ours.
struct DecodedPicture: ~Copyable {
  private enum Source {
    case codec(codec_picture)
    case plain(PlainPicture)
  }

  private let source: Source
  /// nil where all of the picture is there.
  let damage: PictureDamage?

  /// Decodes a file; `wantsGray` lets a JPEG give its luma plane.
  init(_ bytes: [UInt8], name: String, wantsGray: Bool, options: DecodingOptions) throws(ImageError) {
    (source, damage) = try Self.decode(bytes, name: name, wantsGray: wantsGray, options: options)
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

  /// Of the rows that are there, before the orientation is applied.
  var size: ImageSize {
    switch source {
    case .codec(let picture): ImageSize(width: Int(picture.width), height: Int(picture.row_count))
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

  /// - Throws: ``ImageError`` where the memory for an image of `channels` bytes a pixel isn't to be had.
  func requireMemory(channels: Int, name: String) throws(ImageError) {
    let copies = orientation == .topLeft ? 1 : 2
    try Imaging.requireMemory(copies * channels * size.area, name: name)
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
  ) throws(ImageError) -> (Source, PictureDamage?) {
    do { try options.validate() } catch { throw ImageError(name, .invalidOptions(error)) }
    guard !bytes.isEmpty else { throw ImageError(name, .empty) }
    if let format = UnreadFormat(detecting: bytes, name: name) { throw ImageError(name, .unread(format)) }
    guard let format = ImageFormat(detecting: bytes) else { throw ImageError(name, .notAnImage) }

    var settings = codec_options(
      max_pixels: UInt64(options.maxPixels), wants_gray: wantsGray, is_stopped: { Task.isCancelled })
    var picture = codec_picture()
    let status: codec_status
    switch format {
    case .bmp: return (.plain(try PlainPicture(bmp: bytes, name: name, limit: options.maxPixels)), nil)
    case .pnm: return (.plain(try PlainPicture(pnm: bytes, name: name, limit: options.maxPixels)), nil)
    case .jpeg: status = codec_decode_jpeg(bytes, bytes.count, &settings, &picture)
    case .png: status = codec_decode_png(bytes, bytes.count, &settings, &picture)
    case .webp: status = codec_decode_webp(bytes, bytes.count, &settings, &picture)
    case .gif: status = codec_decode_gif(bytes, bytes.count, &settings, &picture)
    case .tiff: status = codec_decode_tiff(bytes, bytes.count, &settings, &picture)
    case .heic, .avif: status = codec_decode_heif(bytes, bytes.count, &settings, &picture)
    }
    guard let problem = ImageError.Problem(status, picture, format: format, limit: options.maxPixels) else {
      return (.codec(picture), nil)
    }
    let (rows, totalRows) = (Int(picture.row_count), Int(picture.height))
    guard options.damaged == .use, rows > 0, 2 * rows >= totalRows else {
      codec_picture_free(&picture)
      throw ImageError(name, problem)
    }
    return (.codec(picture), PictureDamage(rows: rows, totalRows: totalRows, reason: problem.description))
  }
}

extension ImageError.Problem {
  /// What a decoder's status means; nil where all is well.
  init?(_ status: codec_status, _ picture: codec_picture, format: ImageFormat, limit: Int) {
    let message = text(of: picture.message)
    switch status {
    case .ok: return nil
    case .truncated: self = .truncated(format)
    case .corrupt: self = .corrupt(format, message: message)
    case .too_large: self = .tooLarge(ImageSize(width: Int(picture.width), height: Int(picture.height)), limit: limit)
    case .unsupported: self = .unsupported(message: message)
    case .out_of_memory: self = .outOfMemory
    case .missing_library: self = .missingLibrary(format)
    case .stopped: self = .cancelled
    }
  }
}

/// What is asked for beyond a picture's pixels, in bytes: more than finding features of the usual extractor takes, and so
/// little that where there is hardly more than the program itself needs, photos of usual size are still read.
private let spareMemory = 32 << 20

/// An array that finds no memory ends the program, so that whether there is any has to be asked before. Between asking and
/// taking, another thread may take it: this is no promise, but holds where the limit is that of a single photo.
func requireMemory(_ bytes: Int, name: String) throws(ImageError) {
  guard codec_has_memory(bytes + spareMemory) else { throw ImageError(name, .outOfMemory) }
}

/// The text of a C array of characters that ends with a 0, as one line: libraries end some of theirs with a line's end.
func text<Characters>(of characters: Characters) -> String {
  let text = withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  return text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
}

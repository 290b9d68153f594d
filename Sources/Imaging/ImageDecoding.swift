import CCodecs
import Files

extension GrayImage {
  /// Reads an image file of any ``ImageFormat`` as grey: BT.601 luma, transparent pixels over white (over black where
  /// they would leave nothing to see), EXIF orientation applied, the first frame or page of several.
  ///
  /// The luma plane of a JPEG is taken as it is. The format is told by the contents, not by the name. Of a JPEG or PNG that
  /// was cut or damaged, the rows that are there are the image, unless `options` say otherwise.
  /// - Throws: ``ImageError`` with the path, also for a picture of which too large a part is missing.
  public init(contentsOf path: String, options: DecodingOptions = .init()) throws(ImageError) {
    try self.init(decoding: readImageFile(path, options: options), name: path, options: options)
  }

  /// Decodes the bytes of an image file, as ``init(contentsOf:options:)``; `name` stands for the path in errors.
  public init(decoding bytes: [UInt8], name: String, options: DecodingOptions = .init()) throws(ImageError) {
    self = try Self.decode(bytes, name: name, options: options).image
  }

  /// The same as ``init(decoding:name:options:)``, and what was wrong with the file.
  public static func decode(
    _ bytes: [UInt8], name: String, options: DecodingOptions = .init()
  ) throws(ImageError) -> DecodedImage<GrayImage> {
    let picture = try DecodedPicture(bytes, name: name, wantsGray: true, options: options)
    return DecodedImage(image: try GrayImage(picture, name: name), damage: picture.damage)
  }

  private init(_ picture: borrowing DecodedPicture, name: String) throws(ImageError) {
    try picture.requireMemory(channels: 1, name: name)
    let count = picture.size.area
    let pixels = picture.withPixels { source in
      let ground = picture.ground
      return [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
        if picture.kind == .gray8 {
          target.baseAddress!.update(from: source, count: count)
        } else {
          withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * stripLength) { strip in
            forEachStrip(of: count) { start, length in
              convertToRGB(
                source + start * picture.kind.channels, picture, over: ground, count: length, to: strip.baseAddress!)
              convertToGray(strip.baseAddress!, count: length, to: target.baseAddress! + start)
            }
          }
        }
        initialized = count
      }
    }
    let (size, oriented) = picture.orientation.apply(to: pixels, size: picture.size, channels: 1)
    self.init(width: size.width, height: size.height, pixels: oriented)
  }

  /// The BT.601 luma of a colour image, in OpenCV's fixed-point arithmetic.
  public init(_ color: ColorImage) {
    let count = color.size.area
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      color.pixels.withUnsafeBufferPointer { source in
        if count > 0 { convertToGray(source.baseAddress!, count: count, to: target.baseAddress!) }
      }
      initialized = count
    }
    self.init(width: color.width, height: color.height, pixels: pixels)
  }
}

extension ColorImage {
  /// Reads an image file of any ``ImageFormat`` in colour, as ``GrayImage/init(contentsOf:options:)`` does in grey.
  ///
  /// The format is told by the contents, not by the name. Colour profiles are not applied.
  /// - Throws: ``ImageError`` with the path, also for a picture of which too large a part is missing.
  public init(contentsOf path: String, options: DecodingOptions = .init()) throws(ImageError) {
    try self.init(decoding: readImageFile(path, options: options), name: path, options: options)
  }

  /// Decodes the bytes of an image file, as ``init(contentsOf:options:)``; `name` stands for the path in errors.
  public init(decoding bytes: [UInt8], name: String, options: DecodingOptions = .init()) throws(ImageError) {
    self = try Self.decode(bytes, name: name, options: options).image
  }

  /// The same as ``init(decoding:name:options:)``, and what was wrong with the file.
  public static func decode(
    _ bytes: [UInt8], name: String, options: DecodingOptions = .init()
  ) throws(ImageError) -> DecodedImage<ColorImage> {
    let picture = try DecodedPicture(bytes, name: name, wantsGray: false, options: options)
    return DecodedImage(image: try ColorImage(picture, name: name), damage: picture.damage)
  }

  private init(_ picture: borrowing DecodedPicture, name: String) throws(ImageError) {
    try picture.requireMemory(channels: 3, name: name)
    let count = picture.size.area
    let pixels = picture.withPixels { source in
      [UInt8](unsafeUninitializedCapacity: 3 * count) { target, initialized in
        convertToRGB(source, picture, over: picture.ground, count: count, to: target.baseAddress!)
        initialized = 3 * count
      }
    }
    let (size, oriented) = picture.orientation.apply(to: pixels, size: picture.size, channels: 3)
    self.init(width: size.width, height: size.height, pixels: oriented)
  }

  /// Each grey value as a colour.
  public init(_ gray: GrayImage) {
    let count = gray.size.area
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * count) { target, initialized in
      gray.pixels.withUnsafeBufferPointer { source in
        if count > 0 { expandGray(source.baseAddress!, count: count, to: target.baseAddress!) }
      }
      initialized = 3 * count
    }
    self.init(width: gray.width, height: gray.height, pixels: pixels)
  }
}

/// Pixels that are converted at a time, so that the colours between two conversions stay in the cache.
private let stripLength = 4096

private func forEachStrip(of count: Int, _ body: (_ start: Int, _ length: Int) -> Void) {
  for start in stride(from: 0, to: count, by: stripLength) { body(start, min(stripLength, count - start)) }
}

private func convertToRGB(
  _ source: UnsafePointer<UInt8>, _ picture: borrowing DecodedPicture, over ground: TransparencyGround, count: Int,
  to target: UnsafeMutablePointer<UInt8>
) {
  switch picture.kind {
  case .gray8: expandGray(source, count: count, to: target)
  case .rgb8: target.update(from: source, count: 3 * count)
  case .rgba8: flatten(source, over: ground, count: count, to: target)
  case .cmyk8: convertInks(source, isInverted: picture.isInverted, count: count, to: target)
  }
}

extension codec_kind {
  fileprivate var channels: Int {
    switch self {
    case .gray8: 1
    case .rgb8: 3
    case .rgba8, .cmyk8: 4
    }
  }
}

/// The bytes of an image's file.
///
/// - Throws: ``ImageError`` where it can't be read, is no regular file (a device or a pipe may never end), or is larger than
///   any image within the limit of `options` needs.
package func readImageFile(_ path: String, options: DecodingOptions) throws(ImageError) -> [UInt8] {
  do { try options.validate() } catch { throw ImageError(path, .invalidOptions(error)) }
  let limit = options.maxFileBytes
  if let stamp = FileStamp(path) {
    guard stamp.kind != .other else {
      throw ImageError(path, .unreadable(reason: "it is a pipe, a socket or a device, not a file"))
    }
    guard stamp.kind != .regular || stamp.bytes <= limit else { throw ImageError(path, .fileTooLarge(limit: limit)) }
  }
  let bytes: [UInt8]
  do throws(FileError) {
    bytes = try readFile(path, limit: limit + 1)
  } catch {
    throw ImageError(path, .unreadable(reason: error.reason))
  }
  // It may have grown.
  guard bytes.count <= limit else { throw ImageError(path, .fileTooLarge(limit: limit)) }
  return bytes
}

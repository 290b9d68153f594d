import CCodecs

/// Pixels that a decoder of ours has read, in the file's own layout: rows from the top, without padding.
struct PlainPicture {
  let kind: codec_kind
  let size: ImageSize
  let pixels: [UInt8]
}

extension ImageSize {
  /// Refuses what has no pixels or more than `limit`, before memory is taken for them. Sides are below 2³².
  func check(limit: Int, name: String, format: ImageFormat) throws(ImageError) {
    guard width > 0, height > 0 else { throw ImageError(name, .corrupt(format, message: "\(self) is no pixel at all")) }
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, area <= limit else { throw ImageError(name, .tooLarge(self, limit: limit)) }
  }
}

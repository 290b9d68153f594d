import CCodecs

/// Pixels that a decoder of ours has read, in the file's own layout: rows from the top, without padding.
struct PlainPicture {
  let kind: codec_kind
  let size: ImageSize
  let pixels: [UInt8]
}

extension ImageSize {
  /// The size that a file claims.
  ///
  /// - Throws: ``ImageError`` where it has no pixels or too many, as the decoders of other formats do.
  init(claimed width: Int, _ height: Int, limit: Int, name: String, format: ImageFormat) throws(ImageError) {
    var picture = codec_picture()
    var options = codec_options()
    options.max_pixels = UInt64(limit)
    let status = codec_set_size(&picture, UInt64(max(width, 0)), UInt64(max(height, 0)), &options)
    if let problem = ImageError.Problem(status, picture, format: format, limit: limit) {
      throw ImageError(name, problem)
    }
    self.init(width: width, height: height)
    try requireMemory(5 * area, name: name)  // up to four channels, and indices of a palette
  }
}

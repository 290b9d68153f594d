import Files
import Imaging

/// A photo of the library that is no copy: a whole one or a piece of one.
struct LibraryPhoto {
  let file: [UInt8]
  /// The picture that it shows, or shows a piece of: see ``SourcePhoto/source``.
  let source: String
  let thumbnail: Thumbnail

  /// The file as it is.
  init(_ photo: SourcePhoto) throws {
    file = try readFile(photo.path)
    source = photo.source
    thumbnail = Thumbnail(try GrayImage(decoding: file, name: photo.path))
  }

  /// A piece, twice its size.
  private init(_ piece: ColorImage, of source: String) throws {
    self.source = source
    file = try piece.doubled().encoded(as: .jpeg())
    thumbnail = Thumbnail(GrayImage(piece))
  }

  /// The photo cut into 2 × 2 pieces, 3 × 3 where it has 500 pixels a side, all of one size and without a pixel in
  /// common, each twice its size.
  static func pieces(of photo: SourcePhoto) throws -> [LibraryPhoto] {
    let image = try ColorImage(contentsOf: photo.path)
    let parts = min(image.width, image.height) >= 500 ? 3 : 2
    let size = ImageSize(width: image.width / parts, height: image.height / parts)
    return try (0..<parts * parts).map { index in
      try LibraryPhoto(
        image.cropped(x: index % parts * size.width, y: index / parts * size.height, to: size), of: photo.source)
    }
  }
}

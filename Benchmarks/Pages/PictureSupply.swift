import Imaging

/// Photos, no two of which show the same, each of which is handed out once.
struct PictureSupply {
  private var files: ArraySlice<[UInt8]>

  init(files: [[UInt8]]) { self.files = files[...] }

  /// - Precondition: there is one left.
  mutating func next() throws -> ColorImage {
    try ColorImage(decoding: files.removeFirst(), name: "a photo of the pages")
  }

  /// The next `count`, for another purpose.
  mutating func part(_ count: Int) -> PictureSupply {
    defer { files = files.dropFirst(count) }
    return PictureSupply(files: Array(files.prefix(count)))
  }
}

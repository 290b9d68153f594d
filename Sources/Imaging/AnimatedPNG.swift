import Files

/// A PNG of several frames, which browsers show in turn without end (APNG, a part of PNG's third edition, W3C 2025); other programs
/// show the first one.
package struct AnimatedPNG: Sendable {
  package let frames: [ColorImage]
  /// How long each frame is shown, in milliseconds.
  package let delay: UInt16

  /// - Precondition: at least one frame, and all of one size.
  package init(_ frames: [ColorImage], delay: UInt16) {
    precondition(!frames.isEmpty && frames.allSatisfy { $0.size == frames[0].size }, "frames of several sizes")
    self.frames = frames
    self.delay = delay
  }

  /// The bytes of a file.
  ///
  /// - Throws: ``ImageError`` (named "image") for frames without pixels.
  package func encoded() throws(ImageError) -> [UInt8] {
    var file: [UInt8] = []
    var sequence: UInt32 = 0
    for (index, frame) in frames.enumerated() {
      let chunks = PNGChunk.all(in: try frame.encoded(as: .png))
      if index == 0 {
        file = PNGChunk.signature
        // What tells of the image as a whole comes before the first pixels.
        for chunk in chunks.prefix(while: { $0.type != "IDAT" }) { file += chunk.bytes }
        file += PNGChunk("acTL", Self.big(UInt32(frames.count)) + Self.big(0)).bytes
      }
      file += PNGChunk("fcTL", Self.big(sequence) + control(of: frame)).bytes
      sequence += 1
      for chunk in chunks where chunk.type == "IDAT" {
        // The first frame is that of the plain PNG, too.
        guard index > 0 else {
          file += chunk.bytes
          continue
        }
        file += PNGChunk("fdAT", Self.big(sequence) + chunk.content).bytes
        sequence += 1
      }
    }
    return file + PNGChunk("IEND", []).bytes
  }

  /// Size, place, delay as a part of 1000, and that a frame takes the place of the one before.
  private func control(of frame: ColorImage) -> [UInt8] {
    Self.big(UInt32(frame.width)) + Self.big(UInt32(frame.height)) + Self.big(0) + Self.big(0)
      + Self.big(UInt32(delay) << 16 | 1000) + [0, 0]
  }

  fileprivate static func big(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }
}

/// Writes a picture as PNG or JPEG, as `ColorImage/write(to:)` does, or several that are shown in turn, a second each, as PNG.
///
/// - Throws: ``ImageError`` with the path.
/// - Precondition: several pictures have one size.
package func writePictures(_ pictures: [ColorImage], to path: String) throws(ImageError) {
  guard pictures.count > 1 else {
    for picture in pictures { try picture.write(to: path) }
    return
  }
  let bytes = try AnimatedPNG(pictures, delay: 1000).encoded()
  do { try writeFile(bytes, to: path) } catch { throw ImageError(path, .unwritable(reason: error.reason)) }
}

/// A part of a PNG: a type of four letters, and its content.
struct PNGChunk {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  let type: String
  let content: ArraySlice<UInt8>

  init(_ type: String, _ content: [UInt8]) {
    self.type = type
    self.content = content[...]
  }

  private init(_ type: String, slice: ArraySlice<UInt8>) {
    self.type = type
    content = slice
  }

  /// Length, type, content and checksum, as they stand in a file.
  var bytes: [UInt8] {
    let checked = Array(type.utf8) + content
    var checksum = CRC32()
    checksum.add(checked)
    return AnimatedPNG.big(UInt32(content.count)) + checked + AnimatedPNG.big(checksum.value)
  }

  /// Those of a file that our encoder has written.
  static func all(in file: [UInt8]) -> [PNGChunk] {
    var chunks: [PNGChunk] = []
    var start = signature.count
    while start + 12 <= file.count {
      let count = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard start + 12 + count <= file.count else { break }
      chunks.append(
        PNGChunk(
          String(decoding: file[start + 4..<start + 8], as: UTF8.self), slice: file[start + 8..<start + 8 + count]))
      start += 12 + count
    }
    return chunks
  }
}

import Imaging
import TestSupport

@testable import Storage

/// Made-up contents of an image pack that depend on the seed alone.
struct SamplePack {
  struct Image: Equatable {
    let name: String
    let size: ImageSize
    let bytes: [UInt8]
  }

  let contents: ImagePackContents
  let images: [Image]

  /// - Parameter byteCount: of the i-th image, where they are encoded.
  init(_ contents: ImagePackContents, imageCount: Int, byteCount: (Int) -> Int = { 50 + 7 * $0 }) {
    self.contents = contents
    var generator = SeededGenerator(seed: UInt64(imageCount))
    images = (0..<imageCount).map { index in
      let count = contents.side.map { ImagePackLayout.squareBytes(side: $0) } ?? byteCount(index)
      return Image(
        name: "image \(index)", size: ImageSize(width: 640 + index, height: 480),
        bytes: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
  }

  func write(to path: String) throws(StoreError) {
    let writer = try ImagePackWriter(path: path, contents: contents, imageCount: images.count)
    for image in images { try writer.append(name: image.name, size: image.size, bytes: image.bytes) }
    try writer.finish()
  }

  /// What a pack holds.
  static func images(of pack: ImagePack) throws(StoreError) -> [Image] {
    var images: [Image] = []
    for index in 0..<pack.count {
      images.append(
        Image(name: pack.names[index], size: pack.imageSize(at: index), bytes: try pack.bytes(at: index)))
    }
    return images
  }
}

import Imaging

/// A grey picture with corners at all scales: rectangles of random grey over one another, and a little noise.
public func syntheticPhoto(width: Int, height: Int, seed: UInt64, noise: Int = 4) -> GrayImage {
  var generator = SeededGenerator(seed: seed)
  var image = GrayImage(width: width, height: height, filledWith: 128)
  for _ in 0..<max(20, width * height / 400) {
    let side = Int.random(in: 3...max(4, min(width, height) / 4), using: &generator)
    let (left, top) = (
      Int.random(in: -side..<width, using: &generator), Int.random(in: -side..<height, using: &generator)
    )
    let value = UInt8.random(in: 0...255, using: &generator)
    for y in max(0, top)..<max(0, min(height, top + side)) {
      for x in max(0, left)..<max(0, min(width, left + side / 2 + 2)) { image[x, y] = value }
    }
  }
  for index in image.pixels.indices {
    let value = Int(image.pixels[index]) + Int.random(in: -noise...noise, using: &generator)
    image.pixels[index] = UInt8(min(max(value, 0), 255))
  }
  return image
}

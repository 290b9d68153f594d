import Imaging

/// Sebastiano Vigna's splitmix64, so that a test sees the same picture on every run.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension GrayImage {
  /// Rectangles of random place, size and grey, smoothed and with a little noise: corners and blobs of many scales.
  static func photo(width: Int = 401, height: Int = 300, seed: UInt64 = 1) -> GrayImage {
    var generator = SplitMix64(seed: seed)
    var image = GrayImage(width: width, height: height, filledWith: 128)
    for _ in 0..<width * height / 400 {
      let side = [4, 8, 16, 32, 64].randomElement(using: &generator)!
      let w = Int.random(in: side / 2...side, using: &generator)
      let h = Int.random(in: side / 2...side, using: &generator)
      let left = Int.random(in: -w..<width, using: &generator)
      let top = Int.random(in: -h..<height, using: &generator)
      let value = UInt8.random(in: 20...235, using: &generator)
      for y in max(0, top)..<max(0, min(height, top + h)) {
        for x in max(0, left)..<max(0, min(width, left + w)) { image[x, y] = value }
      }
    }
    image = image.smoothed
    for index in image.pixels.indices {
      image.pixels[index] = UInt8(Int(image.pixels[index]) + Int.random(in: -4...4, using: &generator))
    }
    return image
  }

  /// Means of 3 × 3 pixels; pixels outside are those of the border.
  var smoothed: GrayImage {
    var smoothed = self
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0
        for dy in -1...1 {
          for dx in -1...1 { sum += Int(self[min(max(x + dx, 0), width - 1), min(max(y + dy, 0), height - 1)]) }
        }
        smoothed[x, y] = UInt8(sum / 9)
      }
    }
    return smoothed
  }

  /// The image turned clockwise by 90°: what was at (x, y) is at (height − 1 − y, x).
  var turnedClockwise: GrayImage {
    var turned = GrayImage(width: height, height: width, filledWith: 0)
    for y in 0..<height { for x in 0..<width { turned[height - 1 - y, x] = self[x, y] } }
    return turned
  }
}

// Conversions between pixel layouts. Every function reads `count` whole pixels of `source` and writes `count` whole
// pixels of `target`, which don't overlap; the caller vouches for the memory.

/// RGB to BT.601 luma with OpenCV's weights of 14 bits: they add up to 1 << 14, so that white stays 255.
func convertToGray(_ source: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>) {
  for index in 0..<count {
    target[index] = luma(
      red: source[3 &* index], green: source[3 &* index &+ 1], blue: source[3 &* index &+ 2])
  }
}

/// The BT.601 luma of a colour.
@inline(__always)
func luma(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
  UInt8(
    truncatingIfNeeded: (UInt32(red) &* 4899 &+ UInt32(green) &* 9617 &+ UInt32(blue) &* 1868 &+ 8192) &>> 14)
}

/// Grey to RGB.
func expandGray(_ source: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>) {
  for index in 0..<count {
    let value = source[index]
    target[3 &* index] = value
    target[3 &* index &+ 1] = value
    target[3 &* index &+ 2] = value
  }
}

/// RGBA to RGB over a ground: blended in the encoded space, as browsers do, and rounded.
func flatten(
  _ source: UnsafePointer<UInt8>, over ground: TransparencyGround, count: Int, to target: UnsafeMutablePointer<UInt8>
) {
  // The difference from the ground, scaled by the alpha, is what is left of it.
  let flip: UInt8 = ground == .white ? 255 : 0
  for index in 0..<count {
    let alpha = source[4 &* index &+ 3]
    for channel in 0..<3 {
      target[3 &* index &+ channel] = scaled(source[4 &* index &+ channel] ^ flip, by: alpha) ^ flip
    }
  }
}

/// CMYK to RGB without a colour profile: each channel is its paper times what the ink and the black let through.
func convertInks(
  _ source: UnsafePointer<UInt8>, isInverted: Bool, count: Int, to target: UnsafeMutablePointer<UInt8>
) {
  let flip: UInt8 = isInverted ? 0 : 255
  for index in 0..<count {
    let light = source[4 &* index &+ 3] ^ flip
    for channel in 0..<3 {
      target[3 &* index &+ channel] = scaled(source[4 &* index &+ channel] ^ flip, by: light)
    }
  }
}

/// `value × factor / 255`, rounded; exact for all bytes.
@inline(__always)
private func scaled(_ value: UInt8, by factor: UInt8) -> UInt8 {
  let product = UInt32(value) &* UInt32(factor) &+ 128
  return UInt8(truncatingIfNeeded: (product &+ (product &>> 8)) &>> 8)
}

/// What transparent pixels are laid over: white, unless what the picture shows would vanish there, as a white logo would.
enum TransparencyGround {
  case white, black

  /// How far the luma of a blended pixel must be from the ground's for the pixel to be seen, of 255.
  private static let visibleDifference: UInt32 = 32
  /// Black is taken where fewer pixels are seen over white than this part of those that are seen over black.
  private static let vanishingPart = 50

  /// The ground for `count` pixels of RGBA, alpha not premultiplied.
  ///
  /// Black where fewer than one pixel is seen over white for each 50 that are seen over black. An outline or a shadow
  /// that is seen keeps white, the ground of most copies.
  /// - Complexity: O(`count`); most pictures need the first of their pixels alone.
  init(for pixels: UnsafePointer<UInt8>, count: Int) {
    var (overWhite, overBlack) = (0, 0)
    for index in 0..<count {
      let alpha = UInt32(pixels[4 &* index &+ 3])
      let light = luma(
        red: pixels[4 &* index], green: pixels[4 &* index &+ 1], blue: pixels[4 &* index &+ 2])
      if (255 &- UInt32(light)) &* alpha > Self.visibleDifference &* 255 {
        overWhite &+= 1
        // Whatever follows, no more than all are seen over black.
        if overWhite &* Self.vanishingPart >= count { break }
      }
      if UInt32(light) &* alpha > Self.visibleDifference &* 255 { overBlack &+= 1 }
    }
    self = overWhite &* Self.vanishingPart < overBlack ? .black : .white
  }
}

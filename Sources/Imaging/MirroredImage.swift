extension GrayImage {
  /// The image with left and right exchanged.
  public func mirrored() -> GrayImage {
    var mirrored = self
    for row in 0..<height { mirrored.pixels[row * width..<(row + 1) * width].reverse() }
    return mirrored
  }
}

extension ColorImage {
  /// The image with left and right exchanged.
  package func mirrored() -> ColorImage { seen(.topRight) }

  /// The image turned clockwise by a number of right angles.
  package func turned(quarters: Int) -> ColorImage {
    switch quarters & 3 {
    case 1: seen(.rightTop)
    case 2: seen(.bottomRight)
    case 3: seen(.leftBottom)
    default: self
    }
  }

  private func seen(_ orientation: EXIFOrientation) -> ColorImage {
    let (size, pixels) = orientation.apply(to: pixels, size: size, channels: 3)
    return ColorImage(width: size.width, height: size.height, pixels: pixels)
  }
}

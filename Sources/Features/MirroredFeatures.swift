extension FeatureSet {
  /// The features of the mirror image (left and right exchanged), computed from these without the image.
  ///
  /// The direction of a keypoint is mirrored with its patch, which is thus unchanged along it and reversed across it: the
  /// order of the rows of cells is reversed, and gradients at o · 45° from the direction are then at (8 − o) · 45°. An
  /// upright patch keeps its direction and is reversed along x: so is the order of columns, and o becomes (12 − o) mod 8.
  ///
  /// Exact up to differences of detection and rounding in a mirrored image.
  /// - Precondition: the descriptors are `histogram128`: a mirrored binary test isn't among the other tests.
  /// - Complexity: O(`count`).
  public func mirrored() -> FeatureSet {
    precondition(descriptors.kind.canBeMirrored, "only histograms can be mirrored, not \(descriptors.kind)")
    var bytes = [UInt8](repeating: 0, count: descriptors.bytes.count)
    for (index, keypoint) in keypoints.enumerated() {
      let start = index * descriptors.kind.byteCount
      for (target, source) in (keypoint.angle < 0 ? uprightOrder : turnedOrder).enumerated() {
        bytes[start + target] = descriptors.bytes[start + source]
      }
    }
    return FeatureSet(
      imageSize: imageSize, keypoints: keypoints.map { $0.mirrored(width: imageSize.width) },
      descriptors: Descriptors(kind: .histogram128, bytes: bytes), thumbnail: thumbnail?.mirrored())
  }
}

extension Keypoint {
  /// The keypoint in the mirror image of an image `width` pixels wide.
  package func mirrored(width: Int) -> Keypoint {
    var mirrored = self
    mirrored.x = Float(width - 1) - x
    if angle >= 0 {
      mirrored.angle = (540 - angle).truncatingRemainder(dividingBy: 360)
    }
    return mirrored
  }
}

/// For each byte of a mirrored descriptor, the byte it comes from. (Row, column, orientation) of Lowe's order is at
/// (4 row + column) · 8 + orientation; columns run along the keypoint's direction.
private let turnedOrder = order { row, column, orientation in (3 - row, column, (8 - orientation) % 8) }
private let uprightOrder = order { row, column, orientation in (row, 3 - column, (12 - orientation) % 8) }

private func order(_ source: (_ row: Int, _ column: Int, _ orientation: Int) -> (Int, Int, Int)) -> [Int] {
  (0..<128).map { target in
    let (row, column, orientation) = source(target / 32, target / 8 % 4, target % 8)
    return (4 * row + column) * 8 + orientation
  }
}

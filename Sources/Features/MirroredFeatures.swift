extension FeatureSet {
  /// The features of the image's mirror image (left and right exchanged), made from these without looking at it again.
  ///
  /// A keypoint's direction is mirrored with its patch, so that along it nothing moves and across it the patch is
  /// reversed: rows of cells change places, and gradients at orientation o · 45° from the direction are at (8 − o) · 45°.
  /// An upright patch keeps its direction and is reversed along x: columns change places, and o becomes (12 − o) mod 8.
  ///
  /// Exact up to what detection and rounding make of a mirrored image.
  /// - Precondition: the descriptors are `histogram128`: what a binary test becomes is not among the other tests.
  /// - Complexity: O(`count`).
  public func mirrored() -> FeatureSet {
    precondition(descriptors.kind == .histogram128, "only histograms can be mirrored, not \(descriptors.kind)")
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
  /// The keypoint's place in the mirror image of an image `width` pixels wide.
  fileprivate func mirrored(width: Int) -> Keypoint {
    var mirrored = self
    mirrored.x = Float(width - 1) - x
    if angle >= 0 {
      mirrored.angle = (540 - angle).truncatingRemainder(dividingBy: 360)
    }
    return mirrored
  }
}

/// For each byte of a mirrored descriptor the byte it comes from. (Row, column, orientation) of Lowe's order is at
/// (4 row + column) · 8 + orientation; columns run along the keypoint's direction.
private let turnedOrder = order { row, column, orientation in (3 - row, column, (8 - orientation) % 8) }
private let uprightOrder = order { row, column, orientation in (row, 3 - column, (12 - orientation) % 8) }

private func order(_ source: (_ row: Int, _ column: Int, _ orientation: Int) -> (Int, Int, Int)) -> [Int] {
  (0..<128).map { target in
    let (row, column, orientation) = source(target / 32, target / 8 % 4, target % 8)
    return (4 * row + column) * 8 + orientation
  }
}

import Features
import Foundation

/// What an index keeps of a descriptor beside its word: 22 bytes.
struct Posting: Hashable {
  var signature: Signature
  /// The photo's number in its segment.
  var photo: UInt32
  var pose: Pose
}

/// How a keypoint lies, as coarsely as two bytes tell.
struct Pose: Hashable {
  /// 256 to a full turn, clockwise in the image.
  var angle: UInt8
  /// 16 to a doubling of the size, from 1/256 of a pixel on.
  var scale: UInt8

  init(angle: UInt8, scale: UInt8) {
    self.angle = angle
    self.scale = scale
  }

  init(of keypoint: Keypoint) {
    // Upright keypoints have the angle −1: they all are turned alike.
    let turn = max(0, Double(keypoint.angle)) / 360
    angle = UInt8(truncatingIfNeeded: Int((256 * (turn - turn.rounded(.down))).rounded()))
    let doublings = keypoint.size > 0 ? log2(Double(keypoint.size)) : 0
    scale = UInt8(min(max(16 * (doublings + 4), 0), 255))
  }
}

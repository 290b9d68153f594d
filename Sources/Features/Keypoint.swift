/// A point of an image that can be found again in a copy of it.
///
/// Coordinates are pixels of the image as stored in the file, whatever scale it was processed at: (0, 0) is the
/// centre of the top-left pixel, x points right, y down.
///
/// Memory layout: six consecutive 32-bit values without padding; the last one is an integer.
public struct Keypoint: Sendable, Hashable {
  public var x: Float
  public var y: Float
  /// Diameter of the described patch in pixels.
  public var size: Float
  /// Degrees in [0, 360), clockwise in the image (y points down); −1 for an upright keypoint.
  public var angle: Float
  /// Strength of the detection; comparable only between keypoints of one extractor.
  public var response: Float
  /// Pyramid level (or octave) of the detection, 0 being the finest.
  public var level: Int32

  public init(x: Float, y: Float, size: Float, angle: Float = -1, response: Float = 0, level: Int32 = 0) {
    self.x = x
    self.y = y
    self.size = size
    self.angle = angle
    self.response = response
    self.level = level
  }
}

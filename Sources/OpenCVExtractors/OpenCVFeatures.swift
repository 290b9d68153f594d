import COpenCV
import Features
import Imaging

/// What an extractor of COpenCV found, in an order that does not depend on OpenCV's.
///
/// OpenCV keeps the strongest keypoints by `std::nth_element`, which leaves them in an order that is up to the C++
/// library, and keeps all that tie with the last one. Hence a total order and a cut.
struct OpenCVFeatures {
  /// Strongest first; ties by level, y, x, angle, size.
  private(set) var keypoints: [Keypoint]
  /// The rows of the descriptors in the order of `keypoints`; the one that the extractor does not compute is empty.
  private(set) var bits: [UInt8] = []
  private(set) var histograms: [Float] = []

  /// Runs `extract` on the pixels of `image` and keeps the `maxFeatures` strongest keypoints.
  ///
  /// - Throws: ``OpenCVError`` naming `function`.
  init(
    _ function: String, on image: GrayImage, maxFeatures: Int,
    extract: (ocv_gray_image, UnsafeMutablePointer<ocv_features>, UnsafeMutablePointer<CChar>?, Int) -> ocv_status
  ) throws(OpenCVError) {
    keypoints = []
    guard image.size.area > 0 else { return }
    var found = ocv_features()
    defer { ocv_features_free(found) }
    try OpenCVError.check(function) { message, capacity in
      image.pixels.withUnsafeBufferPointer { pixels in
        let view = ocv_gray_image(
          pixels: pixels.baseAddress, width: Int32(image.width), height: Int32(image.height), row_stride: image.width)
        return extract(view, &found, message, capacity)
      }
    }
    let unsorted = UnsafeBufferPointer(start: found.keypoints, count: found.count).map(Keypoint.init)
    let order = unsorted.indices.sorted { unsorted[$0].precedes(unsorted[$1]) }.prefix(maxFeatures)
    keypoints = order.map { unsorted[$0] }
    let length = found.descriptor_length
    bits = Self.rows(order, ofLength: length, from: found.bits, count: found.count)
    histograms = Self.rows(order, ofLength: length, from: found.histogram, count: found.count)
  }

  /// The rows in `order` out of `count` rows of `length` elements; none when there is no memory.
  private static func rows<Element>(
    _ order: ArraySlice<Int>, ofLength length: Int, from start: UnsafePointer<Element>?, count: Int
  ) -> [Element] {
    guard let start else { return [] }
    let elements = UnsafeBufferPointer(start: start, count: count * length)
    var rows: [Element] = []
    rows.reserveCapacity(order.count * length)
    for row in order { rows.append(contentsOf: elements[row * length..<(row + 1) * length]) }
    return rows
  }
}

extension Keypoint {
  /// OpenCV's coordinates, diameter and direction of the angle are ours; its angle may be 360 where ours is 0.
  fileprivate init(_ keypoint: ocv_keypoint) {
    self.init(
      x: keypoint.x, y: keypoint.y, size: keypoint.size,
      angle: keypoint.angle >= 360 ? keypoint.angle - 360 : keypoint.angle,
      response: keypoint.response, level: keypoint.level)
  }

  fileprivate func precedes(_ other: Keypoint) -> Bool {
    if response != other.response { return response > other.response }
    if level != other.level { return level < other.level }
    if y != other.y { return y < other.y }
    if x != other.x { return x < other.x }
    if angle != other.angle { return angle < other.angle }
    return size < other.size
  }
}

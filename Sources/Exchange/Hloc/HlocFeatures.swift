import Features
import Imaging
import Storage

/// Local features as hloc's `features.h5` has them: a group an image.
///
/// | dataset of a group | shape, type | here |
/// |---|---|---|
/// | `keypoints` | [N, 2] Float16 or Float32 | x, y: pixels of the file, (0, 0) the centre of the first, as ours are |
/// | `descriptors` | [D, N], of unit norm | RootSIFT × 512, saturated, as bytes; ±1/16 as bits |
/// | `image_size` | [2] | width, height |
/// | `scores`, where there is | [N] | response |
/// | `scales`, where there is | [N] | half the size; size 0 where it is missing |
/// | `oris`, where there is | [N] degrees, clockwise as seen | angle; upright where it is missing |
///
/// An image's name is the path of its group: hloc nests groups where the name has a `/`.
public struct HlocFeatures: Sendable {
  static let keypoints = "keypoints"
  static let descriptors = "descriptors"
  static let imageSize = "image_size"
  static let scores = "scores"
  static let scales = "scales"
  static let angles = "oris"
  /// Attribute of the root that only our files have.
  static let options = "facsimile_options"

  public let path: String
  /// Of the images, in the order of their parts' bytes.
  public let names: [String]
  /// All images' are of one kind.
  public let descriptorKind: DescriptorKind
  /// Settings of the extraction, JSON text, where Facsimile wrote the file.
  public let options: String?
  private let file: ForeignFile

  /// Opens a file and finds its images.
  ///
  /// - Throws: ``StoreError`` when it is missing, damaged, has no image, or descriptors that no store can hold.
  /// - Complexity: O(images) time and memory; the features stay in the file.
  public init(path: String) throws(StoreError) {
    file = try ForeignFile(path: path)
    self.path = path
    var names: [String] = []
    try file.forEachGroup(holding: Self.keypoints) { (group) throws(StoreError) in
      names.append(group)
      return true
    }
    guard let first = names.first else {
      throw file.error(.noGroups(expected: "a group an image with the dataset \(Self.keypoints), as hloc writes them"))
    }
    self.names = names
    descriptorKind = try Self.kind(of: first, in: file)
    options = try file.text(ofAttribute: Self.options)
  }

  /// Reads the features of an image.
  ///
  /// - Precondition: `index` is in `0..<names.count`.
  /// - Throws: ``StoreError`` when a dataset is missing, has other extents or types, or values that can't be kept: not
  ///   finite, an angle or size out of range, descriptors that are neither RootSIFT nor binary tests.
  public func features(at index: Int) throws(StoreError) -> FeatureSet {
    let group = names[index] + "/"
    let (points, shape) = try file.floats(group + Self.keypoints, shape: [nil, 2])
    let count = shape[0]
    let dimension = HlocDescriptors.dimension(of: descriptorKind)
    let (columns, _) = try file.floats(group + Self.descriptors, shape: [dimension, count])
    let scores = try column(group + Self.scores, count: count)
    let scales = try column(group + Self.scales, count: count)
    let angles = try column(group + Self.angles, count: count)
    let keypoints = (0..<count).map { row in
      Keypoint(
        x: points[2 * row], y: points[2 * row + 1], size: 2 * (scales?[row] ?? 0),
        angle: angles.map { Self.angle($0[row]) } ?? -1, response: scores?[row] ?? 0)
    }
    let imageSize = try size(of: group)
    do throws(HlocDescriptors.Misfit) {
      return FeatureSet(
        imageSize: imageSize, keypoints: keypoints,
        descriptors: try HlocDescriptors.descriptors(of: columns, count: count, kind: descriptorKind))
    } catch {
      throw file.error(
        .value(dataset: group + Self.descriptors, index: error.column, found: error.found, expected: error.expected))
    }
  }

  // MARK: Parts

  private static func kind(of group: String, in file: ForeignFile) throws(StoreError) -> DescriptorKind {
    let name = group + "/" + descriptors
    let shape = try file.shape(of: name)
    guard let shape, shape.count == 2, let kind = HlocDescriptors.kind(ofDimension: shape[0]) else {
      let found = shape.map { "\($0)" } ?? "without values"
      throw file.error(
        .dataset(
          name: name, found: found, expected: "[128, N] (SIFT or RootSIFT) or [256, N] (binary tests as ±1/16)"))
    }
    return kind
  }

  private func column(_ name: String, count: Int) throws(StoreError) -> [Float]? {
    guard try file.object(at: name) != nil else { return nil }
    return try file.floats(name, shape: [count]).values
  }

  private func size(of group: String) throws(StoreError) -> ImageSize {
    let name = group + Self.imageSize
    let values = try file.integers(name, shape: [2])
    guard let bad = values.firstIndex(where: { !(1...Int64(Int32.max)).contains($0) }) else {
      return ImageSize(width: Int(values[0]), height: Int(values[1]))
    }
    throw file.error(.value(dataset: name, index: bad, found: "\(values[bad])", expected: "a number of pixels"))
  }

  /// In [0, 360), from any number of degrees.
  private static func angle(_ degrees: Float) -> Float {
    let rest = degrees.truncatingRemainder(dividingBy: 360)
    let angle = rest < 0 ? rest + 360 : rest
    // A tiny negative angle is rounded to a full turn.
    return angle < 360 ? angle : 0
  }
}

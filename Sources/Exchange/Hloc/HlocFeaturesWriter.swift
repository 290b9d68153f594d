import Features
import HDF5
import Storage

/// Makes a file as hloc's `features.h5`, image by image; ``HlocFeatures`` reads it back.
///
/// hloc has no place for pyramid levels and thumbnails, and none for a keypoint without an angle: where all of an image
/// are upright, `oris` is left out, else the upright ones get the angle 0.
///
/// The file has a temporary name until ``finish()``; a writer that is dropped before, or fails, leaves nothing behind.
/// Equal calls give equal bytes. Not to be shared between tasks.
public final class HlocFeaturesWriter {
  private let file: PendingHDF5
  private var groups = HlocGroupNames()

  /// Starts a file.
  ///
  /// - Parameter options: settings of the extraction, JSON text; hloc passes them over.
  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  public init(path: String, options: String) throws(StoreError) {
    file = try PendingHDF5(path: path)
    try file.write { (file) throws(HDF5Failure) in try file.setAttribute(HlocFeatures.options, to: options) }
  }

  /// Adds an image.
  ///
  /// - Throws: ``StoreError`` when the name can't be a group's (empty, or with a part that is empty, `.` or `..`), is
  ///   there already or leads through another image's, or the file can't be written.
  public func append(name: String, features: FeatureSet) throws(StoreError) {
    if let reason = groups.refusal(of: name) {
      throw file.refusal(.image(index: groups.count - 1, name: name, reason: reason))
    }
    let keypoints = features.keypoints
    let count = keypoints.count
    try file.write { (file) throws(HDF5Failure) in
      func write(_ values: [Float], _ shape: [Int], _ dataset: String) throws(HDF5Failure) {
        try file.write(values, shape: shape, to: name + "/" + dataset)
      }
      try write(keypoints.flatMap { [$0.x, $0.y] }, [count, 2], HlocFeatures.keypoints)
      try write(
        HlocDescriptors.columns(of: features.descriptors),
        [HlocDescriptors.dimension(of: features.descriptors.kind), count], HlocFeatures.descriptors)
      try write(keypoints.map(\.response), [count], HlocFeatures.scores)
      try write(keypoints.map { $0.size / 2 }, [count], HlocFeatures.scales)
      if !keypoints.allSatisfy({ $0.angle < 0 }) {
        try write(keypoints.map { max($0.angle, 0) }, [count], HlocFeatures.angles)
      }
      let size = [Int64(features.imageSize.width), Int64(features.imageSize.height)]
      try file.write(size, shape: [2], to: name + "/" + HlocFeatures.imageSize)
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``StoreError`` when that fails, after which nothing is left of the file.
  public func finish() throws(StoreError) { try file.finish() }
}

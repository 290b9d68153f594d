import CKernels
import Imaging
import Pyramid

/// The steps of ``SIFT`` and their working memory. Not thread-safe.
final class SIFTWorkspace {
  private let scaleSpace = GaussianScaleSpace()
  private var detection = ExtremumDetection()
  /// Side of the cells of the spread, in pixels of the photo; for it and the exponent see docs/sift.md.
  private static let cellSide = 64
  private var spread = KeypointSpread(exponent: 0.5)

  func extract(from image: GrayImage, options: SIFTOptions) throws -> FeatureSet {
    detection.removeAll()
    var options = options
    options.contrastThreshold = FaintContrast(of: image).lowered(options.contrastThreshold)
    return try scaleSpace.withOctaves(
      of: image, options: options.scaleSpace, scan: { detection.scan($0, options: options) },
      { octaves in
        detection.removeDuplicates()
        let describer = SIFTDescriber(octaves: octaves, options: options)
        let oriented = selected(by: describer, imageSize: image.size, options: options)
        return FeatureSet(
          imageSize: image.size, keypoints: oriented.map(\.keypoint), descriptors: describer.describe(oriented))
      })
  }

  /// At most `maxFeatures` keypoints, strongest first.
  private func selected(
    by describer: SIFTDescriber, imageSize: ImageSize, options: SIFTOptions
  ) -> [OrientedExtremum] {
    let places = detection.found.map(describer.place)
    // Nearly every point has at least one orientation; if one has none, the budget isn't quite used up.
    let columns = imageSize.width / Self.cellSide + 1
    let order =
      options.isSpread
      ? spread.ranked(
        options.maxFeatures, responses: places.map(\.response),
        cells: places.map { Int($0.y) / Self.cellSide * columns + Int($0.x) / Self.cellSide })
      : places.indices.sorted { (places[$1].response, $0) < (places[$0].response, $1) }
    var selected: [OrientedExtremum] = []
    for index in order {
      guard selected.count < options.maxFeatures else { break }
      selected += describer.oriented(detection.found[index]).prefix(options.maxFeatures - selected.count)
    }
    // Points of equal response keep the order of octave, scale, row and column, orientations that of their peaks.
    return selected.enumerated().sorted {
      let (first, second) = ($0.element.keypoint, $1.element.keypoint)
      if first.response != second.response { return first.response > second.response }
      return $0.offset < $1.offset
    }.map(\.element)
  }
}

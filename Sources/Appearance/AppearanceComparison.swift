import Geometry
import Imaging
import Pyramid

/// Compares what two photos show when a homography lays one over the other.
///
/// The thumbnails are brought to the resolution of the coarser one and cut into blocks of 8 × 8 pixels of the reference.
/// If both are textured, their correlation decides, which is invariant to brightness and contrast. The blocks that agree
/// give the difference in these, and corrected by it, flat blocks are compared by their level.
///
/// - Parameters:
///   - query: thumbnail of the query, or of its mirror image if `referenceFromQuery` is the map from that.
///   - reference: thumbnail of the reference.
///   - querySize: size of the photo that `referenceFromQuery` maps from.
///   - referenceSize: size of the photo that it maps to.
///   - center: where in the query the scales of the photos are compared, such as the centroid of the inliers.
/// - Returns: nil if the homography is degenerate at `center`, or either thumbnail is empty.
/// - Complexity: O(pixels of the thumbnails).
public func compareAppearance(
  query: GrayImage, reference: GrayImage, querySize: ImageSize, referenceSize: ImageSize,
  referenceFromQuery: Homography, center: SIMD2<Double>
) -> AppearanceReport? {
  guard query.size.area > 0, reference.size.area > 0 else { return nil }
  let toThumbnail = scaling(from: querySize, to: query.size)
  let thumbnails =
    scaling(from: referenceSize, to: reference.size) * referenceFromQuery * scaling(from: query.size, to: querySize)
  let areaScale = abs(thumbnails.areaScale(at: toThumbnail(center)))
  guard areaScale.isFinite, areaScale > 0 else { return nil }
  let scale = areaScale.squareRoot()

  let canvas = blockCanvas(reference.size, scaledBy: min(1, 1 / scale))
  let fixed = reference.resampled(to: canvas)
  let moving = query.resampled(to: reduced(query.size, by: min(1, scale)))
  let queryFromCanvas =
    (scaling(from: reference.size, to: canvas) * thumbnails * scaling(from: moving.size, to: query.size)).inverse
  let statistics = BlockStatistics(fixed: fixed, moving: moving, movingFromFixed: queryFromCanvas)
  return AppearanceReport(
    columns: canvas.width / blockSide, rows: canvas.height / blockSide, blocks: statistics.verdicts(),
    queryShares: statistics.blocks.map { $0.areaScale / Double(moving.size.area) })
}

/// Side of a block in pixels.
let blockSide = 8

/// A whole number of blocks in either direction, at least one.
private func blockCanvas(_ size: ImageSize, scaledBy scale: Double) -> ImageSize {
  func side(_ length: Int) -> Int {
    max(1, Int((Double(length) * scale / Double(blockSide)).rounded())) * blockSide
  }
  return ImageSize(width: side(size.width), height: side(size.height))
}

private func reduced(_ size: ImageSize, by scale: Double) -> ImageSize {
  ImageSize(
    width: max(1, Int((Double(size.width) * scale).rounded())),
    height: max(1, Int((Double(size.height) * scale).rounded())))
}

/// The map from pixels of an image to those of the same image at another size; integer coordinates are pixel centres in
/// both.
private func scaling(from: ImageSize, to: ImageSize) -> Homography {
  let (x, y) = (Double(to.width) / Double(from.width), Double(to.height) / Double(from.height))
  return Homography(SIMD3(x, 0, 0.5 * x - 0.5), SIMD3(0, y, 0.5 * y - 0.5), SIMD3(0, 0, 1))
}

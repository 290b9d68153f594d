import Geometry
import Imaging
import Pyramid

/// Compares what two photos show when a homography lays one over the other.
///
/// The thumbnails are brought to the resolution of the coarser one and cut into blocks of 8 × 8 pixels of the reference.
/// If both are textured, by the standards of the photo that has less contrast, their correlation decides, which is invariant to
/// brightness and contrast. The blocks that agree give the difference in these, and corrected by it, flat blocks are compared
/// by their level.
///
/// - Parameters:
///   - query: thumbnail of the query, or of its mirror image if `referenceFromQuery` is the map from that.
///   - reference: thumbnail of the reference.
///   - querySize: size of the photo that `referenceFromQuery` maps from.
///   - referenceSize: size of the photo that it maps to.
///   - matched: the points of the query that the homography was found by, such as its inliers: the scales of the photos are
///     compared at their centroid, and the blocks that hold one are the part which geometry proves.
/// - Returns: nil if the homography is degenerate at that centroid, no point is given, or either thumbnail is empty.
/// - Complexity: O(pixels of the thumbnails).
public func compareAppearance(
  query: GrayImage, reference: GrayImage, querySize: ImageSize, referenceSize: ImageSize,
  referenceFromQuery: Homography, matched: [SIMD2<Double>]
) -> AppearanceReport? {
  guard query.size.area > 0, reference.size.area > 0, !matched.isEmpty else { return nil }
  let center = matched.reduce(SIMD2<Double>(0, 0), +) / Double(matched.count)
  let toThumbnail = scaling(from: querySize, to: query.size)
  let thumbnails =
    scaling(from: referenceSize, to: reference.size) * referenceFromQuery * scaling(from: query.size, to: querySize)
  let areaScale = abs(thumbnails.areaScale(at: toThumbnail(center)))
  guard areaScale.isFinite, areaScale > 0 else { return nil }
  let scale = areaScale.squareRoot()

  let canvas = blockCanvas(reference.size, scaledBy: min(1, 1 / scale))
  let fixed = reference.resampled(to: canvas)
  let moving = query.resampled(to: reduced(query.size, by: min(1, scale)))
  let canvasFromQuery = scaling(from: reference.size, to: canvas) * thumbnails
  let queryFromCanvas = (canvasFromQuery * scaling(from: moving.size, to: query.size)).inverse
  let statistics = BlockStatistics(fixed: fixed, moving: moving, movingFromFixed: queryFromCanvas)
  let proved = blocks(holding: matched.map { canvasFromQuery(toThumbnail($0)) }, in: canvas)
  return AppearanceReport(
    columns: canvas.width / blockSide, rows: canvas.height / blockSide, statistics: statistics, proved: proved,
    queryShares: statistics.blocks.map { $0.areaScale / Double(moving.size.area) }, isOnePicture: query == reference)
}

/// Side of a block in pixels.
let blockSide = 8

/// The blocks that hold any of some points, by rising index.
private func blocks(holding points: [SIMD2<Double>], in canvas: ImageSize) -> [Int] {
  let columns = canvas.width / blockSide
  let indices = points.compactMap { point -> Int? in
    let place = (point + 0.5) / Double(blockSide)
    guard place.x >= 0, place.y >= 0, place.x < Double(columns), place.y < Double(canvas.height / blockSide) else {
      return nil
    }
    return Int(place.y) * columns + Int(place.x)
  }
  return Set(indices).sorted()
}

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

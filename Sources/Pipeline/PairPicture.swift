import Geometry
import Imaging
import Pyramid

extension PairMatch {
  /// The two photos side by side: lines for the inliers and the query's outline in the reference where the pair is
  /// verified, else what was matched and not believed.
  ///
  /// - Parameter maxSide: Photos are drawn with a longest side of at most so many pixels.
  /// - Throws: `ImageError` for a photo that can't be read.
  public func picture(decoding: DecodingOptions = .init(), maxSide: Int = 1000) throws -> ColorImage {
    let (queryImage, queryScale) = try Self.photo(queryPath, decoding, maxSide)
    let (referenceImage, referenceScale) = try Self.photo(referencePath, decoding, maxSide)
    let shown = report.isVerified ? report.inliers : report.matching.matches
    let matches = shown.map { match in
      let (a, b) = (query.keypoints[match.queryIndex], reference.keypoints[match.referenceIndex])
      return MatchPicture.Match(
        query: Self.scaled(SIMD2(Double(a.x), Double(a.y)), by: queryScale),
        reference: Self.scaled(SIMD2(Double(b.x), Double(b.y)), by: referenceScale))
    }
    var outline: [SIMD2<Double>] = []
    if report.isVerified, let model = report.model {
      let (right, bottom) = (Double(query.imageSize.width) - 0.5, Double(query.imageSize.height) - 0.5)
      outline = [SIMD2(-0.5, -0.5), SIMD2(right, -0.5), SIMD2(right, bottom), SIMD2(-0.5, bottom)]
        .map { Self.scaled(model.referenceFromQuery($0), by: referenceScale) }
    }
    return MatchPicture(query: queryImage, reference: referenceImage, matches: matches, outline: outline).drawn()
  }

  private static func photo(
    _ path: String, _ decoding: DecodingOptions, _ maxSide: Int
  ) throws -> (ColorImage, scale: SIMD2<Double>) {
    let image = try ColorImage(contentsOf: path, options: decoding)
    let size = image.size.fitted(into: maxSide)
    let scale = SIMD2(Double(size.width) / Double(image.width), Double(size.height) / Double(image.height))
    return (image.resampled(to: size), scale)
  }

  /// Where a place of a photo is in its scaled picture; integer coordinates are pixel centres in both.
  private static func scaled(_ point: SIMD2<Double>, by scale: SIMD2<Double>) -> SIMD2<Double> {
    (point + 0.5) * scale - 0.5
  }
}

import Geometry
import Imaging
import Matcher
import Options
import Pyramid

/// Which matches ``PairMatch/picture(layer:show:decoding:maxSide:)`` draws.
public enum ShownMatches: String, Sendable, Hashable, Codable, CaseIterable {
  /// Inliers, and also what each step threw away: grey what the ratio test and one-to-one did, red what no model
  /// explains.
  case all
  /// What is believed; of a pair that is not verified what was matched.
  case inliers
}

/// What ``PairMatch/picture(layer:show:decoding:maxSide:)`` draws over the photos.
public enum PictureLayer: String, Sendable, Hashable, Codable, CaseIterable {
  case matches
  /// What the best model's blocks tell; see `AppearanceReport`.
  case appearance
}

extension PairMatch {
  /// The two photos side by side, and the query's outline in the reference where the pair is verified.
  ///
  /// The inliers of a single model have a colour each, those of several models one a model.
  /// - Parameter maxSide: Photos are drawn with a longest side of at most so many pixels.
  /// - Throws: `ImageError` for a photo that can't be read.
  public func picture(
    layer: PictureLayer = .matches, show: ShownMatches = .inliers, decoding: DecodingOptions = .init(),
    maxSide: Int = 1000
  ) throws -> ColorImage {
    let (queryImage, queryScale) = try Self.photo(queryPath, decoding, maxSide)
    let (referenceImage, referenceScale) = try Self.photo(referencePath, decoding, maxSide)
    if layer == .appearance {
      return MatchPicture(
        query: withAppearance(queryImage, scale: queryScale, isQuery: true),
        reference: withAppearance(referenceImage, scale: referenceScale, isQuery: false), matches: [],
        outline: outline(scale: referenceScale)
      ).drawn()
    }
    func drawn(_ matches: [Match], _ color: RGB?) -> [MatchPicture.Match] {
      matches.map { match in
        MatchPicture.Match(
          query: Self.scaled(queryPosition(match.queryIndex), by: queryScale),
          reference: Self.scaled(referencePosition(match.referenceIndex), by: referenceScale), color: color)
      }
    }
    var matches: [MatchPicture.Match] = []
    for (index, model) in report.models.enumerated() {
      matches += drawn(model.inliers, report.models.count > 1 ? Self.modelColors[index % Self.modelColors.count] : nil)
    }
    var discarded: [MatchPicture.Match] = []
    switch show {
    case .inliers: if report.models.isEmpty { matches = drawn(report.matching.matches, nil) }
    case .all:
      let kept = Set(report.matching.matches)
      let inliers = Set(report.models.flatMap(\.inliers))
      discarded = drawn(try tentativeMatches().filter { !kept.contains($0) }, RGB(150, 150, 155))
      discarded += drawn(report.matching.matches.filter { !inliers.contains($0) }, RGB(255, 84, 84))
    }
    return MatchPicture(
      query: queryImage, reference: referenceImage, matches: matches, discarded: discarded,
      outline: outline(scale: referenceScale)
    ).drawn()
  }

  /// Green as the outline, then orange, blue and violet: apart for the colour-blind, too.
  private static let modelColors = [RGB(134, 255, 150), RGB(255, 176, 64), RGB(96, 190, 255), RGB(226, 150, 255)]

  /// Every nearest neighbour, as there were before the first step threw any away.
  private func tentativeMatches() throws(OptionsError) -> [Match] {
    var everything = MatchingOptions()
    everything.maxRatio = 1
    everything.isOneToOne = false
    return try matchDescriptors(
      of: query.descriptors, in: SearchableDescriptors(reference.descriptors), options: everything
    ).matches
  }

  private func outline(scale: SIMD2<Double>) -> [SIMD2<Double>] {
    guard let model = report.models.first else { return [] }
    let (right, bottom) = (Double(query.imageSize.width) - 0.5, Double(query.imageSize.height) - 0.5)
    return [SIMD2(-0.5, -0.5), SIMD2(right, -0.5), SIMD2(right, bottom), SIMD2(-0.5, bottom)]
      .map { Self.scaled(model.referenceFromQuery($0), by: scale) }
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

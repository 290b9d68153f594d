import Appearance
import Geometry
import Imaging
import Matcher
import Photos
import Pyramid

/// Which matches ``PairExplanation/pictures(_:show:decoding:maxSide:)`` draws.
public enum ShownMatches: String, Sendable, Hashable, Codable, CaseIterable {
  /// Inliers, and also what each step threw away: grey what the ratio test and one-to-one did, red what no model
  /// explains.
  case all
  /// What is believed; of a pair that is not proved what was matched.
  case inliers
}

/// What ``PairExplanation/pictures(_:show:decoding:maxSide:)`` shows of a pair.
public enum PairView: String, Sendable, Hashable, Codable, CaseIterable {
  /// The two photos side by side, and the matches between them.
  case matches
  /// The query laid over the reference, and the reference: two pictures, to be shown in turn.
  case blink
  /// How far the query, laid over the reference, differs from it.
  case difference
  /// The query laid over the reference, and the reference, both tinted by what the best model's blocks tell: `AppearanceReport`.
  case verdict
}

/// A photo that is to be drawn is not at hand.
public struct PhotoNotAtHand: Error, Sendable, Hashable, CustomStringConvertible {
  public let id: String
  /// Where it was when its features were found.
  public let path: String

  package init(id: String, path: String) {
    self.id = id
    self.path = path
  }

  public var description: String {
    let place = path == id ? "its features alone are known" : "there is no photo at \(path)"
    return "\(id) can't be drawn: \(place)"
  }
}

extension PairExplanation {
  /// How far the pair is proved: to be relied on from ``JudgeOptions/reliableScore`` on.
  public var proof: MatchProof {
    if report.models.isEmpty { return .refuted }
    return isVerified && report.score >= JudgeOptions.reliableScore ? .proven : .doubtful
  }

  /// The pair as pictures with names, verdict and legend: two of ``PairView/blink``, one of all others.
  ///
  /// Photos are enlarged where they are small, up to four times, so that matches and photo are seen. The inliers of a single model have a
  /// colour each, those of several models one a model. Where no model lays the photos over one another, every view is that of the matches.
  /// - Parameter maxSide: Photos are drawn with a longest side of at most so many pixels.
  /// - Throws: ``PhotoNotAtHand`` where nobody knows of a photo's file, `ImageError` for one that can't be read.
  public func pictures(
    _ view: PairView = .matches, show: ShownMatches = .inliers, decoding: DecodingOptions = .init(),
    maxSide: Int = 1000
  ) throws -> [ColorImage] {
    let (queryPhoto, referencePhoto) = (try Self.image(query, decoding), try Self.image(reference, decoding))
    let below = ShownPhoto(referencePhoto, maxSide: maxSide)
    guard view != .matches, let model = report.models.first else {
      return [matchPicture(ShownPhoto(queryPhoto, maxSide: maxSide), below, show: show)]
    }
    let above = LaidOver(
      queryPhoto, over: below.image.size, scale: below.scale, photoFromBelow: model.queryFromReference)
    switch view {
    case .blink: return blinking(above, below.image)
    case .difference: return [differencePicture(above, below.image)]
    case .matches, .verdict: return [verdictPicture(above, below.image, model.appearance)]
    }
  }

  // MARK: The query laid over the reference

  /// Where a title begins above a picture without a margin, in pixels.
  private static let inset = 12

  private func blinking(_ above: LaidOver, _ below: ColorImage) -> [ColorImage] {
    [
      (above.image, "1 of 2: \(name(of: .query)), laid over the reference"),
      (below, "2 of 2: \(name(of: .reference))"),
    ].map { image, name in captioned(image, [title(name, x: Self.inset, width: image.width - Self.inset)], legend: []) }
  }

  private func differencePicture(_ above: LaidOver, _ below: ColorImage) -> ColorImage {
    captioned(
      above.difference(from: below),
      [title("\(name(of: .query)) on \(name(of: .reference))", x: Self.inset, width: below.width - Self.inset)],
      legend: [
        .init(.block(RGB(0, 0, 0), nil), "black: both are the same"),
        .init(.block(LaidOver.outside, nil), "the query doesn't reach"),
      ])
  }

  /// Untinted where the photos were not compared.
  private func verdictPicture(
    _ above: LaidOver, _ below: ColorImage, _ appearance: AppearanceReport?
  ) -> ColorImage {
    let picture = MatchPicture(
      query: appearance?.tinting(above.image) ?? above.image, reference: appearance?.tinting(below) ?? below,
      matches: [])
    let legend: [CaptionedPicture.LegendEntry] = [
      .init(.block(BlockTint.agrees.color, nil), "agrees"),
      .init(.block(BlockTint.contradicts.color, .cross), "contradicts"),
      .init(.block(BlockTint.covered.color, .dash), "covered"),
      .init(.block(RGB(70, 70, 76), nil), "untinted: tells nothing"),
    ]
    return captioned(
      picture.drawn(),
      [
        title("\(name(of: .query)), laid over the reference", x: picture.lefts.query, width: below.width),
        title(name(of: .reference), x: picture.lefts.reference, width: below.width),
      ], legend: appearance == nil ? [] : legend)
  }

  // MARK: Matches

  private func matchPicture(_ query: ShownPhoto, _ reference: ShownPhoto, show: ShownMatches) -> ColorImage {
    func drawn(_ matches: [Match], _ color: RGB?) -> [MatchPicture.Match] {
      matches.map {
        MatchPicture.Match(
          query: query.place(of: queryPosition($0)), reference: reference.place(of: referencePosition($0)), color: color
        )
      }
    }
    var matches: [MatchPicture.Match] = []
    var legend: [CaptionedPicture.LegendEntry] = []
    let areSeveral = report.models.count > 1
    for (index, model) in report.models.enumerated() {
      let color = Self.modelColors[index % Self.modelColors.count]
      matches += drawn(model.inliers, areSeveral ? color : nil)
      legend.append(
        .init(
          areSeveral ? .line(color, isDashed: false) : .colors,
          (areSeveral ? "region \(index + 1): " : "") + Self.counted(model.inliers.count, "inlier")))
    }
    if proof != .refuted {
      let isDashed = proof == .doubtful
      legend.append(.init(.line(proof.lineColor, isDashed: isDashed), "where the query lies in the reference"))
    }
    var discarded: [MatchPicture.Match] = []
    let matched = report.matching.matches
    if report.models.isEmpty {
      matches = drawn(matched, nil)
      legend.append(
        .init(
          .line(MatchPicture.refutedColor, isDashed: true),
          Self.counted(matched.count, "match", "matches") + " that no map explains"))
    }
    if show == .all {
      let kept = Set(matched)
      let inliers = Set(report.models.flatMap(\.inliers))
      let thrown = tentativeMatches().filter { !kept.contains($0) }
      discarded = drawn(thrown, Self.thrownColor)
      legend.append(.init(.line(Self.thrownColor, isDashed: false), "\(thrown.count) thrown away before"))
      if !report.models.isEmpty {
        let unexplained = matched.filter { !inliers.contains($0) }
        discarded += drawn(unexplained, Self.unexplainedColor)
        legend.append(.init(.line(Self.unexplainedColor, isDashed: false), "\(unexplained.count) explained by no map"))
      }
    }
    let picture = MatchPicture(
      query: query.image, reference: reference.image, matches: matches, discarded: discarded,
      outline: outline(on: reference), proof: proof)
    return captioned(
      picture.drawn(),
      [
        title(name(of: .query), of: self.query, x: picture.lefts.query, width: query.image.width),
        title(name(of: .reference), of: self.reference, x: picture.lefts.reference, width: reference.image.width),
      ], legend: legend)
  }

  /// Green as the outline, then orange, blue and violet: apart for the colour-blind, too.
  private static let modelColors = [RGB(134, 255, 150), RGB(255, 176, 64), RGB(96, 190, 255), RGB(226, 150, 255)]
  private static let thrownColor = RGB(150, 150, 155)
  private static let unexplainedColor = RGB(255, 84, 84)

  private func outline(on reference: ShownPhoto) -> [SIMD2<Double>] {
    guard let model = report.models.first else { return [] }
    let size = query.features.imageSize
    let (right, bottom) = (Double(size.width) - 0.5, Double(size.height) - 0.5)
    return [SIMD2(-0.5, -0.5), SIMD2(right, -0.5), SIMD2(right, bottom), SIMD2(-0.5, bottom)]
      .map { reference.place(of: model.referenceFromQuery($0)) }
  }

  // MARK: Words

  private enum Role: String { case query, reference }

  private func name(of role: Role) -> String { "\(role.rawValue) \(role == .query ? query.id : reference.id)" }

  private func title(_ name: String, of photo: Photo? = nil, x: Int, width: Int) -> CaptionedPicture.Title {
    func detail(_ photo: Photo) -> String {
      let size = photo.features.imageSize
      return "\(size.width) × \(size.height), \(photo.features.count) features"
    }
    return CaptionedPicture.Title(name, detail: detail(photo ?? reference), x: x, width: width)
  }

  /// What is believed of the pair, in a line.
  private var verdict: String {
    let score = Self.rounded(listing?.score.map(Double.init) ?? report.score)
    guard let model = report.models.first else { return "not verified: no map explains the matches" }
    var words = proof == .proven ? ["verified, score \(score)"] : ["not verified, score \(score)"]
    words.append(Self.counted(model.inliers.count, "inlier"))
    if let listing, listing.score == nil { words.append("not listed") }
    if report.isMirrored { words.append("mirrored") }
    if report.models.count > 1 { words.append("\(report.models.count) regions") }
    return words.joined(separator: " · ")
  }

  private static func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
  }

  /// To a tenth.
  private static func rounded(_ score: Double) -> String {
    let tenths = (score.magnitude * 10).rounded()
    guard tenths < 1e15 else { return "\(score)" }
    return (score < 0 && tenths > 0 ? "−" : "") + "\(Int(tenths) / 10).\(Int(tenths) % 10)"
  }

  private func captioned(
    _ body: ColorImage, _ titles: [CaptionedPicture.Title], legend: [CaptionedPicture.LegendEntry]
  ) -> ColorImage {
    CaptionedPicture(body, titles: titles, verdict: verdict, proof: proof, legend: legend).drawn()
  }

  private static func image(_ photo: Photo, _ decoding: DecodingOptions) throws -> ColorImage {
    guard let entry = photo.entry else { throw PhotoNotAtHand(id: photo.id, path: photo.path) }
    return try entry.colorImage(decoding)
  }
}

/// A photo at the size at which it is shown.
private struct ShownPhoto {
  let image: ColorImage
  /// Pixels of the picture that are one of the photo, along x and y.
  let scale: SIMD2<Double>

  /// A smaller photo is enlarged up to this share of the largest size, but by no more than ``mostEnlarged``.
  private static let leastShare = 0.6
  private static let mostEnlarged = 4.0

  init(_ photo: ColorImage, maxSide: Int) {
    var size = photo.size.fitted(into: maxSide)
    let factor = min(Self.mostEnlarged, Self.leastShare * Double(maxSide) / Double(max(1, size.longestSide)))
    if factor > 1 {
      size = ImageSize(
        width: Int((Double(size.width) * factor).rounded()), height: Int((Double(size.height) * factor).rounded()))
      image = photo.resampled(to: size, by: .bilinear)
    } else {
      image = photo.resampled(to: size)
    }
    scale = SIMD2(Double(size.width) / Double(photo.width), Double(size.height) / Double(photo.height))
  }

  /// Where a place of the photo is in the picture; integer coordinates are pixel centres in both.
  func place(of point: SIMD2<Double>) -> SIMD2<Double> { (point + 0.5) * scale - 0.5 }
}

extension VerifiedModel {
  /// Of positive depth where the query is.
  fileprivate var queryFromReference: Homography {
    let inverse = referenceFromQuery.inverse
    return referenceFromQuery.determinant < 0 ? Homography(-inverse.row0, -inverse.row1, -inverse.row2) : inverse
  }
}

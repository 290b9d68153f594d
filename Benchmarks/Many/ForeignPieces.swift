import Features
import Geometry
import Imaging
import OpenCVExtractors
import Photos
import Pyramid

/// Whole photos and pieces of them, as references that are wrong for every query that is searched among them.
///
/// The pictures are dealt out to four parts by their names in order. A query is searched among two parts in which nothing is
/// that it shows: neither the picture that it was made from nor one behind it.
struct ForeignPieces {
  static let partCount = 4
  /// Two parts for every query that shows at most one picture of another part than its own.
  private static let choices = [[0, 1], [2, 3], [0, 2], [1, 3], [0, 3], [1, 2]]

  private let partOfSource: [String: Int]
  private let photos: [[SourcePhoto]]

  init(from data: String) throws {
    let photos = try SourcePhoto.all(in: data).sorted { $0.source < $1.source }
    partOfSource = Dictionary(
      uniqueKeysWithValues: photos.enumerated().map { ($1.source, $0 % Self.partCount) })
    self.photos = (0..<Self.partCount).map { part in
      photos.enumerated().filter { $0.offset % Self.partCount == part }.map(\.element)
    }
  }

  /// The two parts among which a query that shows these pictures, at most two, is searched.
  func parts(foreignTo sources: [String]) -> [Int] {
    let shown = sources.compactMap { partOfSource[$0] }
    return Self.choices.first { !$0.contains(where: shown.contains) }!
  }

  /// The features of the photos of a part and of `count` pieces of them, as many of each, or one more.
  ///
  /// - Returns: under ids that end with the picture's name: "W bsds/test/100007.jpg", "P17 kodak/01.png".
  func features(ofPart part: Int, count: Int, options: ExtractionOptions) async throws -> HeldFeatures {
    let extractor = try ExtractorRegistry.withOpenCV.makeExtractor(options)
    var (ids, features): ([String], [FeatureSet]) = ([], [])
    var generator = SplitMix64(seed: 15 + UInt64(part))
    for (place, photo) in photos[part].enumerated() {
      let image = try GrayImage(contentsOf: photo.path)
      let share = count * (place + 1) / photos[part].count - count * place / photos[part].count
      let images = [image] + (0..<share).map { _ in image.piece(using: &generator) }
      features += try await extractor.features(of: images, maxSide: options.maxSide)
      ids += ["W \(photo.source)"] + (0..<share).map { "P\($0) \(photo.source)" }
    }
    return HeldFeatures(ids: ids, features: features, options: options)
  }
}

extension GrayImage {
  /// A random part of a quarter of the area or more, scaled by 0.8 to 1.25.
  func piece(using generator: inout SplitMix64) -> GrayImage {
    let side = 0.5...1.0
    let across = max(Int(Double(width) * .random(in: side, using: &generator)), 1)
    let down = max(Int(Double(height) * .random(in: side, using: &generator)), 1)
    let left = Int.random(in: 0...width - across, using: &generator)
    let top = Int.random(in: 0...height - down, using: &generator)
    let factor = Double.random(in: 0.8...1.25, using: &generator)
    var cut: [UInt8] = []
    cut.reserveCapacity(across * down)
    for row in top..<top + down { cut += pixels[row * width + left..<row * width + left + across] }
    return GrayImage(width: across, height: down, pixels: cut).resampled(
      to: ImageSize(width: max(Int(Double(across) * factor), 1), height: max(Int(Double(down) * factor), 1)))
  }
}

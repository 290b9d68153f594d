import CSV
import Features
import Foundation
import Geometry
import Imaging
import OpenCVExtractors
import Photos

/// The references of the photos measured on, and behind them as many features of other photos as are asked for.
///
/// Other photos are the queries that were made from no reference, each cropped, mirrored, turned by a right angle,
/// darkened or brightened and reduced at random: a few dozen give a million features of real texture.
struct LargeReferenceSet {
  /// Queries that are copies, and the index of the reference each was made from.
  let copies: [(features: FeatureSet, reference: Int)]
  /// One a photo, the true references first.
  let references: [FeatureSet]
  let options: ExtractionOptions

  var kind: DescriptorKind { options.extractor.descriptorKind }

  init(
    _ photos: BenchmarkPhotos, extractor id: ExtractorID, copies limit: Int, descriptors count: Int
  ) async throws {
    var options = ExtractionOptions()
    options.extractor = id
    self.options = options
    let extractor = try ExtractorRegistry.withOpenCV.makeExtractor(options)
    let maxSide = options.maxSide
    func features(_ images: [GrayImage]) async throws -> [FeatureSet] {
      try await extractor.features(of: images, maxSide: maxSide)
    }
    let truth = try readGroundTruth(photos.groundTruth).pairs
    let owners = Dictionary(truth.map { ($0.queryID, $0.referenceID) }, uniquingKeysWith: { first, _ in first })
    let positions = Dictionary(uniqueKeysWithValues: photos.references.enumerated().map { ($1.id, $0) })
    let copied = photos.queries.filter { owners[$0.id] != nil }.prefix(limit)
    let queries = try await features(copied.map { try GrayImage(contentsOf: $0.path) })
    copies = zip(queries, copied).map { ($0, positions[owners[$1.id]!]!) }

    var references = try await features(photos.references.map { try GrayImage(contentsOf: $0.path) })
    var total = references.reduce(0) { $0 + $1.count }
    let others = try photos.queries.filter { owners[$0.id] == nil }.map { try GrayImage(contentsOf: $0.path) }
    var generator = SplitMix64(seed: 1)
    while total < count {
      let variants = (0..<64).map { others[$0 % others.count].variant(using: &generator) }
      for found in try await features(variants) where total < count {
        references.append(found)
        total += found.count
      }
    }
    self.references = references
  }

  /// The first of the references, as many as have `count` descriptors or a few more.
  func prefix(_ count: Int) -> [FeatureSet] {
    var total = 0
    return Array(
      references.prefix { reference in
        defer { total += reference.count }
        return total < count
      })
  }
}

extension GrayImage {
  /// A random piece of the photo, of 60 to 100 % of its sides, mirrored or not, turned by a multiple of 90°, its grey
  /// values raised to a power from 0.6 to 1.6.
  fileprivate func variant(using generator: inout SplitMix64) -> GrayImage {
    let side = 0.6...1.0
    let (across, down) = (
      max(Int(Double(width) * .random(in: side, using: &generator)), 1),
      max(Int(Double(height) * .random(in: side, using: &generator)), 1)
    )
    let left = Int.random(in: 0...width - across, using: &generator)
    let top = Int.random(in: 0...height - down, using: &generator)
    let (isMirrored, isFlipped, isTransposed) = (
      Bool.random(using: &generator), Bool.random(using: &generator), Bool.random(using: &generator)
    )
    let power = Double.random(in: 0.6...1.6, using: &generator)
    let table = (0..<256).map { UInt8(255 * pow(Double($0) / 255, power)) }
    let size = isTransposed ? ImageSize(width: down, height: across) : ImageSize(width: across, height: down)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(size.area)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let (x, y) = isTransposed ? (row, column) : (column, row)
        let source = self[left + (isMirrored ? across - 1 - x : x), top + (isFlipped ? down - 1 - y : y)]
        pixels.append(table[Int(source)])
      }
    }
    return GrayImage(width: size.width, height: size.height, pixels: pixels)
  }
}

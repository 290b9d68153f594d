import Features
import Files
import Photos
import Storage

/// What ``mergeFeatures(of:to:progress:)`` did.
public struct MergeReport: Sendable, Hashable {
  public let imageCount: Int
  public let featureCount: Int
  /// Images that the runs which made the stores had skipped, or found no features in, as far as their manifests tell, and the
  /// file beside the output that lists them.
  public let failures: [Failure]
  public let failureList: String?
  /// Stores without manifests: whether shards are missing or images were skipped can't be told of them.
  public let withoutManifest: [String]
}

/// Joins feature stores into one, its images sorted by name: the stores of all shards become what one run over all photos
/// would have written, byte for byte, manifest and list of failures included.
///
/// Stores that are no shards are joined as well. Features are copied image by image.
/// - Parameter paths: at least one.
/// - Throws: `StoreError` when one can't be read, is damaged or the output can't be written, ``IncomparableFeatures`` when
///   options differ, ``InputError`` when two images have one name, ``MergeError``, ``ManifestError``. Nothing is left of
///   the output then.
/// - Complexity: O(features + images · log images) time, O(images) memory.
public func mergeFeatures(
  of paths: [String], to output: String, progress: any ProgressReporter = NoProgress()
) async throws -> MergeReport {
  precondition(!paths.isEmpty)
  let stores = try paths.map { try FeatureStore(path: $0) }
  let options = try stores[0].decodeOptions(as: ExtractionOptions.self)
  for store in stores.dropFirst() {
    let found = try store.decodeOptions(as: ExtractionOptions.self)
    guard found == options else {
      throw IncomparableFeatures(path: store.path, found: found, expected: options, origin: "\(paths[0]) has")
    }
  }
  try prepareOutputs(of: output, besides: paths)
  let order = try mergedOrder(of: stores.map { ($0.path, $0.names) })
  let known = try paths.map { try RunManifest(besideOutput: $0) }
  let (input, failures) = try joinedPhotos(of: paths, known)

  let writer = try FeatureStoreWriter(
    path: output, descriptorKind: stores[0].descriptorKind, options: stores[0].options,
    naming: Set(stores.map(\.naming)).count == 1 ? stores[0].naming : nil)
  progress.begin("merging", total: order.count)
  defer { progress.end() }
  for place in order {
    try Task.checkCancellation()
    let store = stores[place.file]
    try writer.append(
      name: store.names[place.image], features: store.features(at: place.image),
      path: store.imagePath(at: place.image), fileBytes: store.imageBytes(at: place.image))
    progress.advance()
  }
  try writer.finish()
  let featureCount = stores.reduce(0) { $0 + $1.totalFeatures }
  try RunManifest(
    command: input == nil ? "merge" : "extract", extraction: options, images: input, imageCount: order.count,
    featureCount: featureCount, failures: failures
  ).write(besideOutput: output)
  return MergeReport(
    imageCount: order.count, featureCount: featureCount, failures: failures,
    failureList: try writeFailures(failures, besideOutput: output),
    withoutManifest: zip(paths, known).filter { $0.1 == nil }.map(\.0))
}

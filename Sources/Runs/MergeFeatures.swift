import Features
import Files
import Names
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
  let order = try mergedOrder(of: stores)
  let known = try paths.map { try RunManifest(besideOutput: $0) }
  let manifest = try joinedManifest(of: stores, known, options: options)

  let writer = try FeatureStoreWriter(
    path: output, descriptorKind: stores[0].descriptorKind, options: stores[0].options,
    naming: Set(stores.map(\.naming)).count == 1 ? stores[0].naming : nil)
  progress.begin("merging", total: order.count)
  defer { progress.end() }
  for place in order {
    try Task.checkCancellation()
    let store = stores[place.store]
    try writer.append(
      name: store.names[place.image], features: store.features(at: place.image),
      path: store.imagePath(at: place.image), fileBytes: store.imageBytes(at: place.image))
    progress.advance()
  }
  try writer.finish()
  try manifest.write(besideOutput: output)
  return MergeReport(
    imageCount: order.count, featureCount: stores.reduce(0) { $0 + $1.totalFeatures }, failures: manifest.failures,
    failureList: try writeFailures(manifest.failures, besideOutput: output),
    withoutManifest: zip(paths, known).filter { $0.1 == nil }.map(\.0))
}

/// All images by name.
private func mergedOrder(of stores: [FeatureStore]) throws(InputError) -> [(store: Int, image: Int)] {
  var order: [(store: Int, image: Int)] = []
  order.reserveCapacity(stores.reduce(0) { $0 + $1.count })
  for (index, store) in stores.enumerated() { order += (0..<store.count).map { (index, $0) } }
  order.sort { ExactName(stores[$0.store].names[$0.image]) < ExactName(stores[$1.store].names[$1.image]) }
  let names = order.map { stores[$0.store].names[$0.image] }
  if let (first, second) = names.firstRepetition() {
    throw .sameID(id: names[first], first: stores[order[first].store].path, second: stores[order[second].store].path)
  }
  return order
}

/// What one run would have said of all shards; where manifests are missing or the stores are no shards, what is known.
private func joinedManifest(
  of stores: [FeatureStore], _ known: [RunManifest?], options: ExtractionOptions
) throws(MergeError) -> RunManifest {
  let paths = stores.map(\.path)
  var input: RunManifest.Input?
  if let shards = try joinedShards(known, of: paths) {
    input = known[0]?.inputs["images"]
    for (path, (manifest, shard)) in zip(paths, zip(known, shards)) {
      guard manifest?.inputs["images"] == input, shard.count == shards[0].count else {
        throw .otherInput(path: path, first: paths[0])
      }
    }
    try requireAll(shards, of: paths)
  }
  return RunManifest(
    command: input == nil ? "merge" : "extract", extraction: options, images: input,
    imageCount: stores.reduce(0) { $0 + $1.count }, featureCount: stores.reduce(0) { $0 + $1.totalFeatures },
    failures: sortedByPhoto(known.flatMap { $0?.failures ?? [] }))
}

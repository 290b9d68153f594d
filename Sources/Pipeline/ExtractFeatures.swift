import Features
import Storage

/// What ``extractFeatures(of:to:using:progress:)`` did.
public struct ExtractionReport: Sendable, Hashable {
  public let imageCount: Int
  public let featureCount: Int
  public let failures: [Failure]
}

/// Finds the features of all photos that `path` stands for and writes them to a feature store.
///
/// - Throws: when `path` can't be used, none of its photos can, or the store can't be written; nothing is left then.
public func extractFeatures(
  of path: String, to output: String, using extraction: Extraction, progress: any ProgressReporter = NoProgress()
) async throws -> ExtractionReport {
  let entries = try listImages(at: path)
  let writer = try FeatureStoreWriter(
    path: output, descriptorKind: extraction.options.extractor.descriptorKind,
    options: try FeatureStore.encodeOptions(extraction.options))
  var imageCount = 0
  var featureCount = 0
  let failures = try await extraction.run(on: entries, progress: progress) { entry, features in
    try writer.append(name: entry.id, features: features)
    imageCount += 1
    featureCount += features.count
  }
  try refuseEmpty(path, entries: entries, failures: failures)
  try writer.finish()
  return ExtractionReport(imageCount: imageCount, featureCount: featureCount, failures: failures)
}

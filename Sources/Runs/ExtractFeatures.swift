import Features
import Files
import Photos
import Storage

/// What ``extractFeatures(of:to:using:ids:shard:isResuming:progress:note:)`` did.
public struct ExtractionReport: Sendable, Hashable {
  public let imageCount: Int
  public let featureCount: Int
  /// Photos, usable or not, that an earlier run had done.
  public let resumedCount: Int
  /// Photos that were skipped, those in which no features were found, and those of which a part is missing, by kind.
  public let failures: [Failure]
  /// The file beside the output that lists the failures.
  public let failureList: String?
}

/// Finds the features of all photos that `path` stands for and writes them to a feature store, with a manifest and the list
/// of failures beside it.
///
/// What is found is kept in `OUTPUT.partial`, too, photo by photo, until the store is whole: a run that was stopped, or
/// killed, can go on, and its files are byte-identical to those of an unbroken run. Memory doesn't grow with the number of
/// photos, but for some 300 bytes each (names and paths).
/// - Parameters:
///   - ids: how the photos get their ids.
///   - shard: the part of the photos to work on; nil for all. The stores of all parts are joined by
///     ``mergeFeatures(of:to:progress:)``.
///   - isResuming: whether to go on where a side file is there; without, it is an error.
///   - note: is told, before the first photo is read, what a user should hear of how they were listed, a line each.
/// - Throws: when `path` can't be used, none of its photos can (all of a shard's may be bad), or the store can't be
///   written; ``UnrepeatableFeatures`` when the extractor is not to be had; ``JournalError`` for a side file that isn't
///   wanted or is of other work. The output is left as it was then; what is finished stays in the side file.
public func extractFeatures(
  of path: String, to output: String, using extraction: Extraction, ids: PhotoNaming = .auto, shard: Shard? = nil,
  isResuming: Bool = false, progress: any ProgressReporter = NoProgress(), note: (String) -> Void = { _ in }
) async throws -> ExtractionReport {
  try extraction.requireExtractor()
  let listing = try ImageListing(at: path, ids: ids)
  listing.notes.forEach(note)
  let all = listing.entries
  let entries = shard.map { shard in all.filter { shard.contains($0.id) } } ?? all
  let input = RunManifest.Input(ids: all.lazy.map(\.id))
  let options = try FeatureStore.encodeOptions(extraction.options)
  let kind = extraction.options.extractor.descriptorKind
  let identity = try RunIdentity(
    command: "extract",
    [
      "the photos": ExtractedPhotos(path: path, entries, by: extraction).identity(),
      "all photos": "\(input.count) of checksum \(input.checksum)", "--shard": shard?.description ?? "none",
      "--ids": listing.naming?.rawValue ?? "none",
    ], options: [extraction.options, extraction.decoding])
  // Hours of work are not to end at a folder that was never there.
  try prepareOutputs(of: output, besides: ExtractedPhotos(path: path, all, by: extraction).files)
  let journal = try PhotoJournal<FeatureSet>(besideOutput: output, of: identity, isResuming: isResuming)
  defer { journal.removeIfEmpty() }

  var store = try StoreInTheMaking(path: output, kind: kind, options: options, naming: listing.naming, entries: entries)
  try journal.restore(imageCount: entries.count) {
    FeatureRecord.features(in: $0, kind: kind)
  } _: {
    try store.append($0)
  }
  let resumedCount = journal.count
  // What becomes of a photo is never an error here, but to be kept in the journal.
  _ = try await forEachPhoto(
    of: Array(entries[resumedCount...]), phase: "extracting", threads: extraction.threads, progress: progress
  ) { entry in
    let outcome: PhotoJournal<FeatureSet>.Outcome
    do {
      let views = try extraction.views(of: entry, mirrored: false)
      outcome = .found(views.plain, damage: views.damage?.description)
    } catch {
      outcome = .skipped(reason: Failure(entry, error).reason)
    }
    return (outcome, PhotoJournal.content(of: outcome, bytes: FeatureRecord.bytes))
  } consume: { (_, result: (outcome: PhotoJournal<FeatureSet>.Outcome, content: [UInt8])) in
    try journal.append(result.content)
    try store.append(result.outcome)
  }
  do {
    if shard == nil { try refuseEmpty(path, count: entries.count, failures: store.failures.unusable) }
  } catch {
    // There is nothing in it to go on with.
    journal.remove()
    throw error
  }

  try store.writer.finish()
  try RunManifest(
    command: "extract", extraction: extraction.options, images: input, shard: shard, imageCount: store.imageCount,
    featureCount: store.featureCount, failures: store.failures
  ).write(besideOutput: output)
  let failureList = try writeFailures(store.failures, besideOutput: output)
  journal.remove()
  return ExtractionReport(
    imageCount: store.imageCount, featureCount: store.featureCount, resumedCount: resumedCount,
    failures: store.failures, failureList: failureList)
}

/// A feature store that takes photo after photo, and what there is to say of it.
private struct StoreInTheMaking {
  let writer: FeatureStoreWriter
  let entries: [ImageEntry]
  /// Of which something is known.
  private var photoCount = 0
  private(set) var imageCount = 0
  private(set) var featureCount = 0
  private(set) var failures: [Failure] = []

  init(
    path: String, kind: DescriptorKind, options: String, naming: PhotoNaming?, entries: [ImageEntry]
  ) throws(StoreError) {
    writer = try FeatureStoreWriter(path: path, descriptorKind: kind, options: options, naming: naming?.rawValue)
    self.entries = entries
  }

  /// Takes what became of the next photo.
  mutating func append(_ outcome: PhotoJournal<FeatureSet>.Outcome) throws(StoreError) {
    let entry = entries[photoCount]
    photoCount += 1
    switch outcome {
    case .found(let features, let damage):
      let file = entry.photoFile
      try writer.append(name: entry.id, features: features, path: file.path, fileBytes: file.bytes)
      imageCount += 1
      featureCount += features.count
      if let failure = Failure(read: file, id: entry.id, featureCount: features.count, damage: damage) {
        failures.append(failure)
      }
    case .skipped(let reason):
      failures.append(Failure(input: entry.path, reason: reason, id: entry.id))
    }
  }
}

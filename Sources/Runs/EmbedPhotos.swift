import Files
import GlobalDescriptors
import Imaging
import Options
import Photos
import Storage

/// What ``embedPhotos(at:to:by:decoding:ids:threads:progress:note:)`` did.
public struct EmbeddingReport: Sendable, Hashable {
  public let imageCount: Int
  /// Photos that were skipped, those in which there is nothing to describe, and those of which a part is missing, by kind.
  public let failures: [Failure]
  /// The file beside the output that lists the failures.
  public let failureList: String?
}

/// Writes a vector of each photo that `path` stands for to a vector file, in the order of their ids, with a manifest and the
/// list of failures beside it.
///
/// Memory doesn't grow with the number of photos, but for some 300 bytes each (names and paths).
/// - Parameters:
///   - path: see ``ImageListing``; no pack of squares, as they have lost the photos' shapes.
///   - ids: how the photos of a folder or a list get their ids.
///   - note: is told, before the first photo is read, what a user should hear of how they were listed, a line each.
/// - Throws: `OptionsError` when a setting is out of range, `ImageError`, ``InputError`` when `path` can't be used or none of
///   its photos can, `StoreError` when the file can't be written; nothing is left then.
public func embedPhotos(
  at path: String, to output: String, by extractor: some GlobalDescriptorExtractor,
  decoding: DecodingOptions = .init(), ids: PhotoNaming = .auto, threads: Int,
  progress: any ProgressReporter = NoProgress(), note: (String) -> Void = { _ in }
) async throws -> EmbeddingReport {
  guard threads >= 1 else { throw OptionsError("threads", threads, mustBe: "at least 1") }
  try decoding.validate()
  let listing = try ImageListing(at: path, ids: ids)
  listing.notes.forEach(note)
  let entries = listing.entries
  try prepareOutputs(of: output, besides: [path] + entries.map(\.file))
  guard entries.allSatisfy({ $0.side == nil }) else { throw InputError.onlySquares(path: path) }
  let writer = try VectorFileWriter(path: output, model: extractor.model, dimension: extractor.dimension)
  var plain: [Failure] = []
  var damaged: [Failure] = []
  let skipped = try await forEachPhoto(of: entries, phase: "embedding", threads: threads, progress: progress) {
    entry in
    let photo = try ColorImage.decode(entry.encodedBytes(decoding), name: entry.path, options: decoding)
    return (size: photo.image.size, vector: extractor.vector(of: photo.image), damage: photo.damage)
  } consume: { entry, described in
    try writer.append(name: entry.id, size: described.size, vector: described.vector)
    if described.vector.allSatisfy({ $0 == 0 }) {
      plain.append(
        Failure(
          input: entry.path, reason: "there is nothing in it to describe: its vector is zero", id: entry.id,
          kind: .featureless))
    } else if let damage = described.damage {
      damaged.append(Failure(damage, ofPhotoAt: entry.path, id: entry.id))
    }
  }
  try refuseEmpty(path, count: entries.count, failures: skipped)
  let imageCount = writer.count
  try writer.finish()
  let failures = skipped + plain + damaged
  try RunManifest(
    command: "embed", model: extractor.model, inputs: ["images": .init(ids: entries.lazy.map(\.id))],
    counts: ["images": imageCount], failures: failures
  ).write(besideOutput: output)
  return EmbeddingReport(
    imageCount: imageCount, failures: failures, failureList: try writeFailures(failures, besideOutput: output))
}

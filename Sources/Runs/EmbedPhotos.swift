import Files
import GlobalDescriptors
import Imaging
import Options
import Photos
import Storage

/// What ``embedPhotos(at:to:by:views:inputs:decoding:ids:shard:threads:isResuming:progress:note:)`` did.
public struct EmbeddingReport: Sendable, Hashable {
  public let imageCount: Int
  /// Photos, usable or not, that an earlier run had done.
  public let resumedCount: Int
  /// Photos that were skipped, those in which there is nothing to describe, and those of which a part is missing, in the order
  /// of the run.
  public let failures: [Failure]
  /// The file beside the output that lists the failures.
  public let failureList: String?
}

/// Writes the vectors of each photo that `path` stands for, one a view, to a vector file, in the order of their ids, with a
/// manifest and the list of failures beside it.
///
/// What is found is kept in `OUTPUT.partial`, too, photo by photo, until the file is whole: a run that was stopped, or
/// killed, can go on, and its files are byte-identical to those of an unbroken run. Memory doesn't grow with the number of
/// photos, but for some 300 bytes each (names and paths).
/// - Parameters:
///   - path: see ``ImageListing``; no pack of squares, as they have lost the photos' shapes.
///   - views: what of each photo is described.
///   - inputs: what the extractor was made of, as a model's file: the output is none of these.
///   - ids: how the photos of a folder or a list get their ids.
///   - shard: the part of the photos to work on; nil for all. The files of all parts are joined by ``mergeVectors(of:to:progress:)``.
///   - isResuming: whether to go on where a side file is there; without, it is an error.
///   - note: is told, before the first photo is read, what a user should hear of how they were listed, a line each.
/// - Throws: `OptionsError` when a setting is out of range, `ImageError`, ``InputError`` when `path` can't be used or none of
///   its photos can (all of a shard's may be bad), `StoreError` when the file can't be written, ``JournalError`` for a side file that isn't wanted or is of
///   other work. The output is left as it was then; what is finished stays in the side file.
public func embedPhotos(
  at path: String, to output: String, by extractor: some GlobalDescriptorExtractor, views: PhotoViews = .full,
  inputs: [String] = [], decoding: DecodingOptions = .init(), ids: PhotoNaming = .auto, shard: Shard? = nil,
  threads: Int, isResuming: Bool = false, progress: any ProgressReporter = NoProgress(),
  note: (String) -> Void = { _ in }
) async throws -> EmbeddingReport {
  guard threads >= 1 else { throw OptionsError("threads", threads, mustBe: "at least 1") }
  try decoding.validate()
  let listing = try ImageListing(at: path, ids: ids)
  listing.notes.forEach(note)
  let all = listing.entries
  let entries = shard.map { shard in all.filter { shard.contains($0.id) } } ?? all
  let input = RunManifest.Input(ids: all.lazy.map(\.id))
  try prepareOutputs(of: output, besides: [path] + inputs + all.map(\.file))
  guard all.allSatisfy({ $0.side == nil }) else { throw InputError.onlySquares(path: path) }
  let model = extractor.model
  let identity = try RunIdentity(
    command: "embed",
    [
      "the photos": entries.identity, "all photos": "\(input.count) of checksum \(input.checksum)",
      "--shard": shard?.description ?? "none", "--model": "\(model), checksum \(model.checksum ?? "none")",
      "the preprocessing": model.preprocessing ?? "none", "the engine": model.runtime ?? "none",
      "--views": views.names.joined(separator: ","), "--ids": listing.naming?.rawValue ?? "none",
    ], options: [decoding])
  let journal = try PhotoJournal<DescribedPhoto>(besideOutput: output, of: identity, isResuming: isResuming)
  defer { journal.removeIfEmpty() }

  var file = try VectorsInTheMaking(
    writer: VectorFileWriter(path: output, model: model, dimension: extractor.dimension, views: views.names),
    entries: entries)
  let columns = views.count * extractor.dimension
  try journal.restore(imageCount: entries.count) {
    DescribedPhoto(in: $0, columns: columns)
  } _: {
    try file.append($0)
  }
  let resumedCount = journal.count
  // What becomes of a photo is never an error here, but to be kept in the journal.
  _ = try await forEachPhoto(
    of: Array(entries[resumedCount...]), phase: "embedding", threads: threads, progress: progress
  ) { entry in
    let outcome: PhotoJournal<DescribedPhoto>.Outcome
    do {
      let photo = try ColorImage.decode(entry.encodedBytes(decoding), name: entry.path, options: decoding)
      let vector = try views.vectors(of: photo.image, by: extractor)
      outcome = .found(
        DescribedPhoto(size: photo.image.size, vector: vector), damage: photo.damage.map { $0.description })
    } catch {
      outcome = .skipped(reason: Failure(entry, error).reason)
    }
    return (outcome, PhotoJournal.content(of: outcome, bytes: \.bytes))
  } consume: { (_, result: (outcome: PhotoJournal<DescribedPhoto>.Outcome, content: [UInt8])) in
    try journal.append(result.content)
    try file.append(result.outcome)
  }
  do {
    if shard == nil { try refuseEmpty(path, count: entries.count, failures: file.failures) }
  } catch {
    // There is nothing in it to go on with.
    journal.remove()
    throw error
  }

  let imageCount = file.writer.count
  try file.writer.finish()
  try RunManifest(
    command: "embed", models: [model], inputs: ["images": input], shard: shard,
    counts: ["images": imageCount], failures: file.failures
  ).write(besideOutput: output)
  let failureList = try writeFailures(file.failures, besideOutput: output)
  journal.remove()
  return EmbeddingReport(
    imageCount: imageCount, resumedCount: resumedCount, failures: file.failures, failureList: failureList)
}

/// A vector file that takes photo after photo, and what there is to say of it.
private struct VectorsInTheMaking {
  let writer: VectorFileWriter
  let entries: [ImageEntry]
  /// Of which something is known.
  private var photoCount = 0
  private(set) var failures: [Failure] = []

  init(writer: VectorFileWriter, entries: [ImageEntry]) {
    (self.writer, self.entries) = (writer, entries)
  }

  /// Takes what became of the next photo.
  mutating func append(_ outcome: PhotoJournal<DescribedPhoto>.Outcome) throws(StoreError) {
    let entry = entries[photoCount]
    photoCount += 1
    switch outcome {
    case .found(let described, let damage):
      try writer.append(name: entry.id, size: described.size, vector: described.vector)
      if described.vector.allSatisfy({ $0 == 0 }) {
        let reason = "there is nothing in it to describe: its vector is zero" + (damage.map { ", \($0)" } ?? "")
        failures.append(Failure(input: entry.path, reason: reason, id: entry.id, kind: .featureless))
      } else if let damage {
        failures.append(Failure(input: entry.path, reason: damage, id: entry.id, kind: .partlyRead))
      }
    case .skipped(let reason):
      failures.append(Failure(input: entry.path, reason: reason, id: entry.id))
    }
  }
}

/// A photo's size and the vectors of its views; as bytes, 4 width, 4 height, and 4 for each number, little-endian.
private struct DescribedPhoto: Sendable {
  let size: ImageSize
  let vector: [Float]

  init(size: ImageSize, vector: [Float]) {
    (self.size, self.vector) = (size, vector)
  }

  /// nil where the bytes make none.
  init?(in bytes: ArraySlice<UInt8>, columns: Int) {
    guard bytes.count == 8 + 4 * columns,
      let size = ImageSize(
        checking: Int(LittleEndian.integer(bytes.prefix(4))), Int(LittleEndian.integer(bytes.dropFirst(4).prefix(4))))
    else { return nil }
    self.size = size
    let numbers = Array(bytes.dropFirst(8))
    vector = numbers.withUnsafeBytes { raw in
      (0..<columns).map {
        Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }

  var bytes: [UInt8] {
    var bytes = LittleEndian.bytes(of: UInt32(size.width)) + LittleEndian.bytes(of: UInt32(size.height))
    bytes.reserveCapacity(8 + 4 * vector.count)
    for number in vector { withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 } }
    return bytes
  }
}

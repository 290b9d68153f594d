import Files
import Imaging
import Options
import Photos
import Pyramid
import Storage

/// What ``packImages(at:to:contents:decoding:ids:threads:progress:note:)`` did.
public struct PackReport: Sendable, Hashable {
  public let imageCount: Int
  /// Of what is kept of all images.
  public let byteCount: Int
  public let failures: [Failure]
  /// The file beside the output that lists the failures.
  public let failureList: String?
}

/// Writes all photos that `path` stands for to an image pack, in the order of their ids.
///
/// Photos are decoded whatever the contents, so that the pack holds none that can't be used, and knows their sizes. Memory
/// doesn't grow with their number, but for some 300 bytes each (names and paths).
/// - Parameters:
///   - path: see ``ImageListing``.
///   - ids: how the photos of a folder or a list get their ids.
///   - note: is told, before the first photo is read, what a user should hear of how they were listed, a line each.
///   - contents: squares are those of the photo upright, squashed by area, channel by channel: see `resampled(to:)` of
///     `ColorImage`.
/// - Throws: `OptionsError` when a setting is out of range, `ImageError`, ``InputError`` when `path` can't be used or none
///   of its photos can, `StoreError` when the pack can't be written; nothing is left then.
public func packImages(
  at path: String, to output: String, contents: ImagePackContents, decoding: DecodingOptions = .init(),
  ids: PhotoNaming = .auto,
  threads: Int, progress: any ProgressReporter = NoProgress(), note: (String) -> Void = { _ in }
) async throws -> PackReport {
  guard threads >= 1 else { throw OptionsError("threads", threads, mustBe: "at least 1") }
  try contents.validate()
  try decoding.validate()
  let listing = try ImageListing(at: path, ids: ids)
  listing.notes.forEach(note)
  let entries = listing.entries
  try prepareOutputs(of: output, besides: [path] + entries.map(\.file))
  guard entries.allSatisfy({ $0.side == nil }) else { throw InputError.onlySquares(path: path) }
  let writer = try ImagePackWriter(path: output, contents: contents, imageCount: entries.count)
  var byteCount = 0
  var damaged: [Failure] = []
  let skipped = try await forEachPhoto(of: entries, phase: "packing", threads: threads, progress: progress) { entry in
    try PhotoToPack(entry, as: contents, decoding: decoding)
  } consume: { entry, photo in
    try writer.append(name: entry.id, size: photo.size, bytes: photo.bytes)
    byteCount += photo.bytes.count
    if let damage = photo.damage {
      damaged.append(Failure(damage, ofPhotoAt: entry.path, id: entry.id))
    }
  }
  let failures = skipped + damaged
  try refuseEmpty(path, count: entries.count, failures: failures)
  let imageCount = writer.count
  try writer.finish()
  try RunManifest(
    command: "pack", pack: contents, inputs: ["images": .init(ids: entries.lazy.map(\.id))],
    counts: ["images": imageCount, "bytes": byteCount], failures: failures
  ).write(besideOutput: output)
  return PackReport(
    imageCount: imageCount, byteCount: byteCount, failures: failures,
    failureList: try writeFailures(failures, besideOutput: output))
}

/// What a pack takes of a photo.
private struct PhotoToPack {
  let size: ImageSize
  let bytes: [UInt8]
  let damage: PictureDamage?

  init(_ entry: ImageEntry, as contents: ImagePackContents, decoding: DecodingOptions) throws {
    let encoded = try entry.encodedBytes(decoding)
    switch contents {
    case .encoded:
      let photo = try GrayImage.decode(encoded, name: entry.path, options: decoding)
      (size, damage) = (photo.image.size, photo.damage)
      bytes = encoded
    case .pixels(let side):
      let photo = try ColorImage.decode(encoded, name: entry.path, options: decoding)
      (size, damage) = (photo.image.size, photo.damage)
      bytes = photo.image.resampled(to: ImageSize(width: side, height: side)).pixels
    }
  }
}

import Files
import Photos
import Storage
import Vectors

/// What ``mergeVectors(of:to:progress:)`` did.
public struct VectorMergeReport: Sendable, Hashable {
  public let imageCount: Int
  /// Photos that the runs which made the files had skipped, found nothing to describe in or read in part, as far as their
  /// manifests tell, and the file beside the output that lists them.
  public let failures: [Failure]
  public let failureList: String?
  /// Files without manifests: whether shards are missing or photos were skipped can't be told of them.
  public let withoutManifest: [String]
}

/// Joins vector files into one, its photos sorted by name: the files of all shards become what one run over all photos would
/// have written, byte for byte, manifest and list of failures included.
///
/// Files that are no shards are joined as well. What ran the model is kept where all files agree. Vectors are copied photo by photo.
/// - Parameter paths: at least one.
/// - Throws: `StoreError` when one can't be read, is damaged or the output can't be written, ``IncomparableVectors`` when models,
///   views or dimensions differ, ``InputError`` when two photos have one name, ``MergeError``, ``ManifestError``. Nothing is left
///   of the output then.
/// - Complexity: O(numbers + photos · log photos) time, O(photos) memory.
public func mergeVectors(
  of paths: [String], to output: String, progress: any ProgressReporter = NoProgress()
) throws -> VectorMergeReport {
  precondition(!paths.isEmpty)
  let files = try paths.map { try VectorFile(path: $0) }
  for file in files.dropFirst() { try requireJoinable(files[0], file) }
  try prepareOutputs(of: output, besides: paths)
  let order = try mergedOrder(of: files.map { ($0.path, $0.names) })
  let known = try paths.map { try RunManifest(besideOutput: $0) }
  let (input, failures) = try joinedPhotos(of: paths, known)
  let model = joinedModel(of: files)

  let writer = try VectorFileWriter(
    path: output, model: model, dimension: files[0].dimension, views: files[0].views)
  progress.begin("merging", total: order.count)
  defer { progress.end() }
  for place in order {
    try Task.checkCancellation()
    let file = files[place.file]
    try writer.append(
      name: file.names[place.image], size: file.imageSize(at: place.image), vector: file.vector(at: place.image))
    progress.advance()
  }
  try writer.finish()
  try RunManifest(
    command: input == nil ? "merge" : "embed", models: [model], inputs: input.map { ["images": $0] } ?? [:],
    counts: ["images": order.count], failures: failures
  ).write(besideOutput: output)
  return VectorMergeReport(
    imageCount: order.count, failures: failures, failureList: try writeFailures(failures, besideOutput: output),
    withoutManifest: zip(paths, known).filter { $0.1 == nil }.map(\.0))
}

private func requireJoinable(_ first: VectorFile, _ other: VectorFile) throws(IncomparableVectors) {
  let found: String
  let expected: String
  if other.model != first.model {
    expected = "by \(first.model)"
    let isOtherFile = "\(other.model)" == "\(first.model)"
    found = "by " + (isOtherFile ? "another file or preprocessing of that name" : "\(other.model)")
  } else if other.views != first.views {
    (found, expected) = ("of \(other.views.joined(separator: ","))", "of \(first.views.joined(separator: ","))")
  } else if other.dimension != first.dimension {
    (found, expected) = ("of \(other.dimension)", "of \(first.dimension) numbers")
  } else {
    return
  }
  throw IncomparableVectors(
    description: "\(first.path) has vectors \(expected), but \(other.path) \(found): "
      + "only those of one model and the same views can be joined")
}

/// That of all files.
private func joinedModel(of files: [VectorFile]) -> VectorModel {
  let model = files[0].model
  if files.allSatisfy({ $0.model.runtime == model.runtime }) { return model }
  return VectorModel(
    model.name, revision: model.revision, checksum: model.checksum, preprocessing: model.preprocessing)
}

import CSV
import Evaluation
import Files
import Imaging
import Names
import Photos

/// What ``mergeDuplicates(of:to:)`` did.
public struct DuplicateMergeReport: Sendable, Hashable {
  /// By the ids of their best photos.
  public let groups: [DuplicateGroup]
  /// Photos that the runs had skipped, as far as their manifests tell, and the file beside the output that lists them.
  public let failures: [Failure]
  public let failureList: String?
  /// Files without manifests: whether shards are missing or photos were skipped can't be told of them.
  public let withoutManifest: [String]
}

/// Makes groups of the pairs that the shards of a search within a set have found (`CopyRun.writeDuplicates`): the table that one run
/// over all photos would have written, byte for byte; so are manifest and list of failures where the shards' manifests lie beside
/// them.
///
/// A photo's path is the one in the first file that has the photo.
/// - Parameter paths: at least one.
/// - Throws: `FileError` or `CSVError` when a file can't be read, two hold the same query, or they disagree on a photo; ``MergeError``,
///   ``ManifestError``. Nothing is left of the output then.
/// - Complexity: O(pairs · log pairs) time, O(pairs) memory.
public func mergeDuplicates(of paths: [String], to output: String) throws -> DuplicateMergeReport {
  precondition(!paths.isEmpty)
  try prepareOutputs(of: output, besides: paths)
  let known = try paths.map { try RunManifest(besideOutput: $0) }
  var manifest = try joinedManifest(of: paths, known)
  let pairs = try PairsOfShards(paths)
  let photos = pairs.photos
  let groups = try DuplicateGrouping(of: photos.count, links: pairs.links) { photos[$0] }.groups()
  let failures = manifest?.failures ?? []
  try writeGroups(CopyRun.rows(of: groups), to: output)
  if let all = manifest?.inputs["images"]?.count {
    manifest?.counts[CopyRun.setFailuresName] = nil
    // A manifest can tell of any number.
    manifest?.counts["images"] = max(0, all) - Set(failures.unusable.map(\.input)).count
    manifest?.counts["listed_pairs"] = pairs.links.count
    manifest?.counts["groups"] = groups.count
    manifest?.counts["grouped_images"] = groups.reduce(0) { $0 + $1.photos.count }
  }
  if let manifest {
    try manifest.write(besideOutput: output)
  } else {
    // One of another run would be believed.
    removeFile(RunManifest.path(besideOutput: output))
  }
  return DuplicateMergeReport(
    groups: groups, failures: failures, failureList: try writeFailures(failures, besideOutput: output),
    withoutManifest: zip(paths, known).filter { $0.1 == nil }.map(\.0))
}

/// The pairs of all shards, each once, with the better of the scores of both directions.
private struct PairsOfShards {
  /// Those that are in a pair, in the order of the set: their indices are places here.
  let photos: [GroupedPhoto]
  let links: [SpanningForest.Link]

  init(_ paths: [String]) throws {
    var described: [Int: DuplicatePairRow.Photo] = [:]
    var places: [ExactName: Int] = [:]
    var owners: [Int: Int] = [:]
    var scores: [SIMD2<Int>: Float] = [:]
    for (index, path) in paths.enumerated() {
      for row in try readDuplicatePairs(path) {
        for photo in [row.query, row.reference] {
          let first = described[photo.place] ?? photo
          guard places.updateValue(photo.place, forKey: ExactName(photo.id)) ?? photo.place == photo.place,
            ExactName(first.id) == ExactName(photo.id), first.width == photo.width, first.height == photo.height,
            first.bytes == photo.bytes, ImageSize(checking: photo.width, photo.height) != nil
          else {
            throw CSVError(path: path, line: nil, reason: "\(photo.id) is not what other rows say of it")
          }
          described[photo.place] = first
        }
        if let owner = owners.updateValue(index, forKey: row.query.place), owner != index {
          throw sameQuery(row.query.id, path, paths[owner])
        }
        guard row.query.place != row.reference.place else {
          throw CSVError(path: path, line: nil, reason: "\(row.query.id) is paired with itself")
        }
        let (one, other) = (row.query.place, row.reference.place)
        let pair = SIMD2(min(one, other), max(one, other))
        scores[pair] = max(scores[pair] ?? row.score, row.score)
      }
    }
    // Places may be any numbers; equal scores are told apart by their order alone.
    let order = described.keys.sorted()
    let indices = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    photos = order.enumerated().map { index, place in
      let photo = described[place]!
      return GroupedPhoto(
        index: index, id: photo.id, path: photo.path, size: ImageSize(width: photo.width, height: photo.height),
        bytes: photo.bytes)
    }
    links = scores.map { pair, score in
      SpanningForest.Link(indices[pair.x]!, indices[pair.y]!, score: Double(score))
    }
  }
}

import Features
import Files
import Foundation
import Names
import Photos

/// What making or changing an index came to.
public struct LocalIndexReport: Sendable {
  public let index: LocalIndex
  /// Photos that can't be used.
  public let failures: [Failure]
}

/// Makes an index of photos.
///
/// It is made under another name, `path.partial`, and has its own once it is whole; a build that was stopped goes on from there.
/// Memory: some 200 MB and what a few photos' features take, however many photos there are; a codebook takes 150 MB to learn.
/// - Parameters:
///   - words: of the codebook; nil for as many as suits the photos.
///   - codebook: whose words are used; nil to learn them from the photos, those of other shards included.
///   - photosOfShard: for each id, whether it is of the part that is indexed; nil for all.
///   - isResuming: whether a build that was stopped goes on; else it is begun anew.
/// - Throws: ``LocalIndexError`` when something has the name already, no photo has features, the codebook is of descriptors of
///   another kind, or what a stopped build left is of other photos or another codebook; `FileError`, `StoreError`,
///   `CancellationError`.
public func buildLocalIndex(
  of photos: any FeatureSource, to path: String, words: Int? = nil, codebook: Codebook? = nil,
  photosOfShard: ((String) -> Bool)? = nil, isResuming: Bool = false, threads: Int,
  progress: any ProgressReporter = NoProgress()
) async throws -> LocalIndexReport {
  let ids = photos.ids
  let wanted = ids.indices.filter { photosOfShard?(ids[$0]) ?? true }
  let wantedIDs = Set(wanted.map { ExactName(ids[$0]) })
  let partial = path + ".partial"
  guard FileStamp(path, followsLinks: false) == nil else {
    // A build may have been killed after its last step but one.
    if isResuming, let index = try? LocalIndex(path: path), index.extraction == photos.options,
      Set(index.ids.exactNames) == wantedIDs
    {
      try removeIndexFolder(partial)
      return LocalIndexReport(index: index, failures: [])
    }
    throw LocalIndexError(path, "there is something already; facsimile index add adds photos to an index")
  }
  try checkWritable(path)
  PendingFile.removeLeftovers(of: path)
  let writer: LocalIndexWriter
  if isResuming, LocalIndex.isLocalIndex(partial) {
    writer = try LocalIndexWriter(opening: partial)
  } else {
    try removeIndexFolder(partial)
    let learnt: Codebook
    if let codebook {
      let kind = photos.options.extractor.descriptorKind
      guard codebook.kind == kind else {
        throw LocalIndexError(
          photos.path, "its descriptors are \(kind.rawValue), but the codebook's words are \(codebook.kind.rawValue)")
      }
      learnt = codebook
    } else {
      learnt = try await Codebook.train(onPhotos: photos, words: words, threads: threads, progress: progress)
    }
    writer = try LocalIndexWriter(making: partial, extraction: photos.options, codebook: learnt)
  }
  let begun = try LocalIndex(path: partial)
  let known = Set(begun.ids.exactNames)
  if let id = known.subtracting(wantedIDs).min() {
    throw LocalIndexError(partial, "it has \(id), which is none of the photos to index: it was begun with others")
  }
  if let codebook, codebook.checksum.value != begun.codebook.checksum.value {
    throw LocalIndexError(partial, "it was begun with another codebook")
  }
  let places = wanted.filter { !known.contains(ExactName(ids[$0])) }
  let failures = try await writer.add(
    SelectedFeatures(photos, places: places), keepsParts: true, threads: threads, progress: progress)
  return LocalIndexReport(index: try finish(writer, as: path, progress), failures: failures)
}

/// Gives a build its name, as one segment, of a number that doesn't tell how many there were.
private func finish(
  _ writer: LocalIndexWriter, as path: String, _ progress: any ProgressReporter
) throws -> LocalIndex {
  try merge([try LocalIndex(path: writer.path)], by: path + ".whole.partial", to: path, progress)
  try withExtendedLifetime(writer) { try removeFiles(ofIndex: writer.path) }
  return try LocalIndex(path: path)
}

/// Makes an index that is gone with the value: its files have no names any more.
///
/// - Throws: as ``buildLocalIndex(of:to:words:codebook:photosOfShard:isResuming:threads:progress:)`` does.
package func temporaryLocalIndex(
  of photos: any FeatureSource, threads: Int, progress: any ProgressReporter = NoProgress()
) async throws -> LocalIndex {
  let folder = FileManager.default.temporaryDirectory.path + "/facsimile-" + UUID().uuidString
  try makeFolder(folder)
  let path = folder + "/index"
  defer {
    for name in [path, path + ".partial", path + ".whole.partial"] { try? removeFolder(ofFiles: name) }
    try? removeFolder(ofFiles: folder)
  }
  return try await buildLocalIndex(of: photos, to: path, threads: threads, progress: progress).index
}

/// Makes an index of others: see ``LocalIndexWriter/merge(_:to:progress:)``.
///
/// - Throws: as that does; ``LocalIndexError`` when something has the name already.
public func mergeLocalIndexes(
  _ paths: [String], to path: String, progress: any ProgressReporter = NoProgress()
) throws -> LocalIndex {
  guard FileStamp(path, followsLinks: false) == nil else { throw LocalIndexError(path, "there is something already") }
  try checkWritable(path)
  PendingFile.removeLeftovers(of: path)
  try merge(try paths.map { try LocalIndex(path: $0) }, by: path + ".partial", to: path, progress)
  return try LocalIndex(path: path)
}

/// Merges indexes into one of another name, which has its own once it is whole; nothing is left where that fails.
private func merge(
  _ indexes: [LocalIndex], by partial: String, to path: String, _ progress: any ProgressReporter
) throws {
  try removeIndexFolder(partial)
  do {
    try LocalIndexWriter.merge(indexes, to: partial, progress: progress)
    try moveFolder(partial, to: path)
  } catch {
    try? removeFiles(ofIndex: partial)
    throw error
  }
}

/// Removes what a stopped build left behind; nothing else, and not from under another process.
private func removeIndexFolder(_ path: String) throws {
  guard FileStamp(path, followsLinks: false) != nil else { return }
  guard LocalIndexWriter.isLeftover(path) else {
    throw LocalIndexError(path, "it is in the way, and no index in the making: move it")
  }
  let lock = try AppendedFile(path: "\(path)/\(LocalIndexWriter.lockName)")
  try withExtendedLifetime(lock) { try removeFiles(ofIndex: path) }
}

/// Removes the manifest first: what a killed process leaves of the rest is no index any more.
private func removeFiles(ofIndex path: String) throws {
  removeFile("\(path)/\(IndexManifest.fileName)")
  try removeFolder(ofFiles: path)
}

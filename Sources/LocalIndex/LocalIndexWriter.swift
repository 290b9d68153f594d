import Features
import Files
import Names
import Photos
import Storage

/// Makes and changes an index, which one process does at a time; others that read it keep what they have opened.
///
/// Each change is whole or not there: new files are written first, and a new manifest in the end. What a killed process left behind
/// is removed by the next.
public final class LocalIndexWriter {
  public let path: String
  private let lock: AppendedFile
  private let codebook: Codebook
  private var manifest: IndexManifest

  static let lockName = "lock"
  /// Photos that are encoded together.
  private static let batch = 16

  /// Begins an index without photos in a new or empty folder.
  ///
  /// - Throws: ``LocalIndexError`` when something is there already, `FileError` when it can't be written.
  public init(making path: String, extraction: ExtractionOptions, codebook: Codebook) throws {
    try makeFolder(path)
    guard try listFolder(path).allSatisfy({ $0 == Self.lockName }) else {
      throw LocalIndexError(path, "there is something already")
    }
    precondition(extraction.extractor.descriptorKind == codebook.kind)
    self.path = path
    self.codebook = codebook
    lock = try AppendedFile(path: "\(path)/\(Self.lockName)")
    manifest = IndexManifest(extraction: extraction, codebook: codebook.checksum.digits)
    try codebook.write(to: "\(path)/\(IndexManifest.codebookName)")
    try manifest.write(to: path)
  }

  /// Opens an index to change it.
  ///
  /// - Throws: ``LocalIndexError`` when there is none or it is damaged, `FileError` when another process is changing it or it can't
  ///   be written.
  public init(opening path: String) throws {
    guard LocalIndex.isLocalIndex(path) else { throw LocalIndexError(path, "it is no index") }
    lock = try AppendedFile(path: "\(path)/\(Self.lockName)")
    let index = try LocalIndex(path: path)
    self.path = path
    codebook = index.codebook
    manifest = index.manifest
    removeUnused()
  }

  /// Whether a folder holds nothing but files of an index, whole or not.
  static func isLeftover(_ path: String) -> Bool {
    guard FileStamp(path, followsLinks: false)?.kind == .folder, let names = try? listFolder(path) else { return false }
    let own = [lockName, IndexManifest.fileName, IndexManifest.codebookName]
    return names.allSatisfy { own.contains($0) || isSegment($0) }
  }

  /// Whether a file is called as segments are, or files in the making.
  private static func isSegment(_ name: String) -> Bool {
    name.hasPrefix(IndexManifest.segmentPrefix) || name.hasPrefix(".") && name.hasSuffix(".partial")
  }

  /// Adds photos, in segments of as many as fit into memory.
  ///
  /// - Parameter keepsParts: whether segments that are whole stay where the rest fails or is never done; else all photos are added
  ///   or none.
  /// - Returns: photos that can't be used.
  /// - Throws: ``LocalIndexError`` when a photo is in the index already or features were found otherwise, `FileError` when it
  ///   can't be written, `StoreError` when a store can't be read, `CancellationError`.
  public func add(
    _ photos: any FeatureSource, keepsParts: Bool = false, threads: Int, progress: any ProgressReporter = NoProgress()
  ) async throws -> [Failure] {
    guard photos.options == manifest.extraction else {
      throw LocalIndexError(path, madeBy: manifest.extraction, ratherThan: photos.options, of: photos.path)
    }
    let known = Set(try LocalIndex(path: path).ids.exactNames)
    if let id = photos.ids.first(where: { known.contains(ExactName($0)) }) {
      throw LocalIndexError(path, "\(id) of \(photos.path) is in it already")
    }
    var failures: [Failure] = []
    var changed = manifest
    var run = SegmentRun(for: codebook)
    progress.begin("indexing", total: photos.count)
    defer { progress.end() }
    let batches = stride(from: 0, to: photos.count, by: Self.batch).map { $0..<min($0 + Self.batch, photos.count) }
    let ids = photos.ids
    try await mapInOrder(batches, threads: threads) { [codebook] batch in
      var found: [(id: String, features: FeatureSet)] = []
      var failures: [Failure] = []
      for place in batch {
        switch try photos.read(place, mirrored: false) {
        case .found(let views): found.append((ids[place], views.plain))
        case .skipped(let failure): failures.append(failure)
        }
      }
      return (EncodedPhoto.encode(found, by: codebook), failures)
    } consume: { batch, encoded in
      for photo in encoded.0 { run.add(photo) }
      failures += encoded.1
      for _ in batch { progress.advance() }
      if run.isFull {
        try write(run, into: &changed)
        run = SegmentRun(for: codebook)
        if keepsParts { try replaceManifest(by: changed) }
      }
    }
    if !run.isEmpty { try write(run, into: &changed) }
    try replaceManifest(by: changed)
    return failures
  }

  /// Removes photos: their postings stay until segments are merged, but name nothing any more.
  ///
  /// - Throws: ``LocalIndexError`` naming an id that isn't in the index, which is as it was then; `FileError`.
  public func remove(_ ids: some Sequence<String>) throws {
    let index = try LocalIndex(path: path)
    var changed = manifest
    let ids = Set(ids.exactNames)
    var left = ids
    for (place, segment) in index.segments.enumerated() {
      var removed = Set(changed.segments[place].removed)
      for (photo, id) in segment.ids.exactNames.enumerated()
      where ids.contains(id) && !removed.contains(photo) {
        removed.insert(photo)
        left.remove(id)
      }
      changed.segments[place].removed = removed.sorted()
    }
    if let id = left.min() {
      let others = left.count > 1 ? ", nor are \(left.count - 1) others" : ""
      throw LocalIndexError(path, "\(id) is not in it\(others)" + lookalikeHint(of: id.text, among: index.ids))
    }
    try replaceManifest(by: changed)
  }

  /// Makes one segment of all, without the photos that were removed: it takes less room, and searching less time.
  ///
  /// - Throws: `FileError` when it can't be written, `CancellationError`; the index is as it was then.
  public func merge(progress: any ProgressReporter = NoProgress()) throws {
    guard manifest.segments.count > 1 || manifest.segments.contains(where: { !$0.removed.isEmpty }) else { return }
    try replaceSegments(by: try LocalIndex(path: path).sources, progress)
  }

  /// Makes an index of others of one codebook, of one segment: what one that was made of all their photos at once is, byte for byte.
  ///
  /// - Parameter path: of a new or empty folder.
  /// - Throws: ``LocalIndexError`` when two have a photo of one id, or were made by other codebooks or of other features;
  ///   `FileError`, `CancellationError`.
  public static func merge(
    _ indexes: [LocalIndex], to path: String, progress: any ProgressReporter = NoProgress()
  ) throws {
    precondition(!indexes.isEmpty, "nothing is merged")
    for index in indexes.dropFirst() {
      guard index.extraction == indexes[0].extraction else {
        throw LocalIndexError(
          index.path, madeBy: index.extraction, ratherThan: indexes[0].extraction, of: indexes[0].path)
      }
      guard index.codebook.checksum.value == indexes[0].codebook.checksum.value else {
        throw LocalIndexError(
          index.path,
          "it is made by another codebook than \(indexes[0].path): make both from the same photos by --shard, or by --codebook"
        )
      }
    }
    let writer = try LocalIndexWriter(making: path, extraction: indexes[0].extraction, codebook: indexes[0].codebook)
    try writer.replaceSegments(by: indexes.flatMap(\.sources), progress)
  }

  private func replaceSegments(by sources: [SegmentSource], _ progress: any ProgressReporter) throws {
    var changed = manifest
    let name = changed.nameSegment()
    let (photos, descriptors) = try mergeSegments(
      sources, codebook: codebook, to: "\(path)/\(name)", progress: progress)
    changed.segments = [
      IndexManifest.SegmentEntry(file: name, photos: photos, descriptors: descriptors, removed: [])
    ]
    try replaceManifest(by: changed)
  }

  /// Writes a segment, which counts once the manifest does.
  private func write(_ run: SegmentRun, into changed: inout IndexManifest) throws(FileError) {
    let name = changed.nameSegment()
    try run.write(to: "\(path)/\(name)")
    changed.segments.append(
      IndexManifest.SegmentEntry(file: name, photos: run.photoCount, descriptors: run.descriptorCount, removed: []))
  }

  private func replaceManifest(by changed: IndexManifest) throws(FileError) {
    var changed = changed
    changed.toolVersion = toolVersion
    try changed.write(to: path)
    manifest = changed
    removeUnused()
  }

  /// Removes segments that no manifest names: they were merged, or a killed process left them.
  private func removeUnused() {
    let used = Set(manifest.segments.map(\.file))
    for name in (try? listFolder(path)) ?? [] where Self.isSegment(name) && !used.contains(name) {
      removeFile("\(path)/\(name)")
    }
  }
}

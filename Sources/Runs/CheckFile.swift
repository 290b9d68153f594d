import Features
import Files
import LocalIndex
import Photos
import Storage

/// What ``checkFile(_:progress:)`` found.
public struct FileCheck: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, Encodable {
    case featureStore = "feature store"
    case imagePack = "image pack"
    case index
    case localIndex = "index over local features"
    case vectorFile = "vector file"
  }

  public let kind: Kind
  /// nil where the file can't be opened.
  public fileprivate(set) var images: Int?
  /// Whether every byte is covered by a checksum, as from version 3 of the feature store on.
  public fileprivate(set) var hasChecksums = true
  /// What is wrong, a sentence each; empty where nothing is.
  public fileprivate(set) var problems: [String] = []

  fileprivate init(_ kind: Kind) {
    self.kind = kind
  }
}

/// Reads all of a feature store, an image pack, a vector file or an index, and compares it with its checksums and with the manifest beside
/// it.
///
/// - Throws: `StoreError` when the file is missing, of another kind or can't be read at all, `CancellationError`. What is damaged is no error
///   but an answer.
/// - Complexity: O(file); of a store or pack one image is in memory at a time.
public func checkFile(_ path: String, progress: any ProgressReporter = NoProgress()) throws -> FileCheck {
  if LocalIndex.isLocalIndex(path) { return try checkLocalIndex(path) }
  if IndexFile.isIndexFile(path) { return try checkIndex(path) }
  if VectorFile.isVectorFile(path) { return try checkVectorFile(path, progress: progress) }
  return ImagePack.isImagePack(path)
    ? try checkImagePack(path, progress: progress) : try checkFeatureStore(path, progress: progress)
}

private func checkLocalIndex(_ path: String) throws -> FileCheck {
  var check = FileCheck(.localIndex)
  do {
    let index = try LocalIndex(path: path)
    check.images = index.photoCount
    try index.check()
  } catch let error as LocalIndexError {
    check.problems.append("\(error)")
  }
  return check
}

private func checkIndex(_ path: String) throws(StoreError) -> FileCheck {
  var check = FileCheck(.index)
  guard let header = try check.note({ () throws(StoreError) in try IndexFile(path: path).header }) else { return check }
  check.images = header.images
  check.compareManifest(of: path, counts: ["images": header.images, "descriptors": header.descriptors]) { manifest in
    guard let options = manifest.extraction else { return false }
    return try FeatureStore.encodeOptions(options) == header.extraction
  }
  return check
}

private func checkFeatureStore(_ path: String, progress: any ProgressReporter) throws -> FileCheck {
  var check = FileCheck(.featureStore)
  guard let store = try check.note({ () throws(StoreError) in try FeatureStore(path: path) }) else { return check }
  check.images = store.count
  check.hasChecksums = store.checksums != nil
  try check.compareChecksums(of: store, progress: progress)
  check.compareManifest(of: path, counts: ["images": store.count, "features": store.totalFeatures]) { manifest in
    try manifest.extraction == store.decodeOptions(as: ExtractionOptions.self)
  }
  return check
}

private func checkImagePack(_ path: String, progress: any ProgressReporter) throws -> FileCheck {
  var check = FileCheck(.imagePack)
  guard let pack = try check.note({ () throws(StoreError) in try ImagePack(path: path) }) else { return check }
  check.images = pack.count
  try check.compareChecksums(of: pack, progress: progress)
  check.compareManifest(of: path, counts: ["images": pack.count, "bytes": pack.byteCount]) {
    $0.pack == pack.contents
  }
  return check
}

private func checkVectorFile(_ path: String, progress: any ProgressReporter) throws -> FileCheck {
  var check = FileCheck(.vectorFile)
  guard let file = try check.note({ () throws(StoreError) in try VectorFile(path: path) }) else { return check }
  check.images = file.count
  try check.compareChecksums(of: file, progress: progress)
  check.compareManifest(of: path, counts: ["images": file.count]) { $0.models == [file.model] }
  return check
}

extension StoreError.Problem {
  /// Whether the file, if it is whole, is of another kind.
  fileprivate var saysOtherKind: Bool {
    switch self {
    case .notHDF5, .otherFormat, .withoutChecksums, .newerHDF5: true
    case .attribute(let name, _, _): name == "format"
    default: false
    }
  }
}

extension FileCheck {
  /// Reads all images, which compares them with their checksums, and compares a sealed file with its seal.
  fileprivate mutating func compareChecksums(
    of store: some ChecksummedStore, progress: any ProgressReporter
  ) throws {
    progress.begin("checking", total: store.names.count)
    defer { progress.end() }
    for index in store.names.indices {
      try Task.checkCancellation()
      try note { () throws(StoreError) in try store.check(at: index) }
      progress.advance()
    }
    guard store.checksums != nil else { return }
    if case .broken(let expected, let found) = try FileSeal.check(store.path) {
      problems.append("\(store.path): some of its bytes have changed: their checksum is \(found), not \(expected)")
    }
  }

  /// Notes what `body` finds wrong, and then gives nil; passes on what keeps it from looking.
  @discardableResult
  fileprivate mutating func note<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value? {
    do throws(StoreError) {
      return try body()
    } catch {
      if case .unreadable = error.problem { throw error }
      // Damage at the start leaves the seal at the end; what says to be something else and has none was never ours.
      if error.problem.saysOtherKind, (try? FileSeal.isPresent(at: error.path)) == false { throw error }
      problems.append("\(error)")
      return nil
    }
  }

  /// Compares what a file holds with what the manifest beside it tells.
  ///
  /// - Parameter fits: whether the file's options are the manifest's.
  fileprivate mutating func compareManifest(
    of path: String, counts: KeyValuePairs<String, Int>, fits: (RunManifest) throws -> Bool
  ) {
    do {
      guard let manifest = try RunManifest(besideOutput: path) else { return }
      for (name, found) in counts {
        guard let told = manifest.counts[name], told != found else { continue }
        problems.append("\(path): it has \(found) \(name), but its manifest tells of \(told)")
      }
      if try !fits(manifest) { problems.append("\(path): its options are not those that its manifest tells of") }
    } catch {
      problems.append("\(error)")
    }
  }
}

import Features
import Files
import Matcher
import Photos
import Storage

/// An index file that doesn't belong to a reference set.
public struct IndexMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  public let index: String
  /// Where the references come from.
  public let references: String
  /// What differs: "descriptors".
  public let subject: String
  /// What the index was built over, and what the references have.
  public let expected: String
  public let found: String

  public var description: String {
    "\(index) was built over other \(subject) than those of \(references): over \(expected), but they have \(found); "
      + "build it anew: facsimile index"
  }
}

extension IndexVotes {
  /// Makes the index of `references` anew that a file describes.
  ///
  /// - Throws: `StoreError` when the file is missing, foreign, cut or damaged, or a store can't be read;
  ///   ``IndexMismatch`` when the index was built over other photos, descriptors or options; `FLANNError`.
  /// - Complexity: that of ``buildIndex(of:to:options:progress:)``.
  public init(
    path: String, of references: any FeatureSource, checks: Int = FLANNIndex.defaultChecks,
    progress: any ProgressReporter = NoProgress()
  ) throws {
    let file = try IndexFile(path: path)
    let options = try file.decodeParameters(as: FLANNOptions.self, path: path)
    do { try options.validate() } catch { throw StoreError(path, .unknownOptions(reason: "\(error)")) }
    let all = try IndexedDescriptors(of: references, progress: progress)
    let header = try all.header(parameters: file.header.parameters)
    func require(_ subject: String, _ value: (IndexFile.Header) -> String) throws {
      let (expected, found) = (value(file.header), value(header))
      guard expected == found else {
        throw IndexMismatch(
          index: path, references: references.path, subject: subject, expected: expected, found: found)
      }
    }
    try require("options", \.extraction)
    try require("photos") { "\($0.images) with names of checksum \($0.namesChecksum)" }
    try require("descriptors") { "\($0.descriptors) of checksum \($0.descriptorsChecksum)" }
    self.init(try all.index(by: options, progress), counts: all.counts, checks: checks)
  }
}

/// Builds an index over a reference set, and writes to a file what is needed to build it again.
///
/// - Throws: `OptionsError` when `options` is out of range, `StoreError` when a store can't be read or the file can't be
///   written, in which case nothing is left of it.
public func buildIndex(
  of references: any FeatureSource, to path: String, options: FLANNOptions = .init(),
  progress: any ProgressReporter = NoProgress()
) throws -> IndexFile.Header {
  let all = try IndexedDescriptors(of: references, progress: progress)
  let header = try all.header(parameters: FeatureStore.encodeOptions(options))
  // What can't be built is not promised.
  _ = try all.index(by: options, progress)
  try IndexFile(header: header).write(to: path)
  return header
}

/// The descriptors of all references, one reference after the other.
private struct IndexedDescriptors {
  let options: ExtractionOptions
  private(set) var descriptors: Descriptors
  /// Of each reference; 0 where it can't be used.
  private(set) var counts: [Int] = []
  private var names = FNV1a()

  init(of references: any FeatureSource, progress: any ProgressReporter = NoProgress()) throws {
    progress.begin("reading", total: references.count)
    defer { progress.end() }
    options = references.options
    descriptors = Descriptors(kind: options.extractor.descriptorKind)
    for (index, id) in references.ids.enumerated() {
      try Task.checkCancellation()
      let found = try references.read(index, mirrored: false).views?.plain.descriptors
      counts.append(found?.count ?? 0)
      if let found { descriptors.append(found) }
      names.add(name: id)
      // The number of rows says where photos end.
      names.add(LittleEndian.bytes(of: UInt64(counts[index])))
      progress.advance()
    }
  }

  /// Builds the index.
  func index(by options: FLANNOptions, _ progress: any ProgressReporter) throws -> FLANNIndex {
    // FLANN says nothing until it is done.
    progress.begin("building the index", total: 1)
    defer { progress.end() }
    let index = try FLANNIndex(building: descriptors, options: options)
    progress.advance()
    return index
  }

  func header(parameters: String) throws -> IndexFile.Header {
    var checksum = FNV1a()
    checksum.add(descriptors.bytes)
    return IndexFile.Header(
      library: "FLANN \(FLANNIndex.libraryVersion)", descriptorKind: descriptors.kind,
      extraction: try FeatureStore.encodeOptions(options), parameters: parameters, images: counts.count,
      descriptors: descriptors.count, namesChecksum: names.digits, descriptorsChecksum: checksum.digits)
  }
}

import Features
import Files
import Matcher
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

/// An index for the recall of a reference set: built by ``buildIndex(of:to:options:)``, kept in a file.
public struct ReferenceIndex: Sendable {
  let neighbors: FLANNIndex

  /// Reads the index of `references` from a file.
  ///
  /// - Parameter source: what to call the references in errors: their path.
  /// - Throws: `StoreError` when the file is missing, foreign, cut or damaged, ``IndexMismatch`` when it was built over
  ///   other photos, descriptors or options, `FLANNError`.
  public init(path: String, of references: FeatureCollection, at source: String) throws {
    let file = try IndexFile(path: path)
    let header = try indexHeader(of: references, parameters: file.header.parameters)
    func require(_ subject: String, _ value: (IndexFile.Header) -> String) throws {
      let (expected, found) = (value(file.header), value(header))
      guard expected == found else {
        throw IndexMismatch(index: path, references: source, subject: subject, expected: expected, found: found)
      }
    }
    try require("options", \.extraction)
    try require("photos") { "\($0.images) with names of checksum \($0.namesChecksum)" }
    try require("descriptors") { "\($0.descriptors) of checksum \($0.descriptorsChecksum)" }
    neighbors = try FLANNIndex(loading: file.payload, of: references.joinedDescriptors)
  }
}

/// Builds an index over a reference set and writes it to a file.
///
/// - Throws: `OptionsError` when `options` is out of range, `StoreError` when the file can't be written, in which case
///   nothing is left of it.
public func buildIndex(
  of references: FeatureCollection, to path: String, options: FLANNOptions = .init()
) throws -> IndexFile.Header {
  let header = try indexHeader(of: references, parameters: FeatureStore.encodeOptions(options))
  let index = try FLANNIndex(building: references.joinedDescriptors, options: options)
  try IndexFile(header: header, payload: index.saved()).write(to: path)
  return header
}

private func indexHeader(of references: FeatureCollection, parameters: String) throws -> IndexFile.Header {
  var (names, descriptors) = (FNV1a(), FNV1a())
  for (id, features) in zip(references.ids, references.features) {
    names.add(id.utf8)
    // No byte of UTF-8 is 255: "ab", "c" differs from "a", "bc". The number of rows says where photos end.
    names.add([255] + withUnsafeBytes(of: UInt64(features.count).littleEndian, Array.init))
    descriptors.add(features.descriptors.bytes)
  }
  return IndexFile.Header(
    library: "FLANN \(FLANNIndex.libraryVersion)", descriptorKind: references.options.extractor.descriptorKind,
    extraction: try FeatureStore.encodeOptions(references.options), parameters: parameters, images: references.count,
    descriptors: references.features.reduce(0) { $0 + $1.count }, namesChecksum: names.digits,
    descriptorsChecksum: descriptors.digits)
}

extension FeatureCollection {
  fileprivate var joinedDescriptors: Descriptors {
    var all = Descriptors(kind: options.extractor.descriptorKind)
    for features in features { all.append(features.descriptors) }
    return all
  }
}

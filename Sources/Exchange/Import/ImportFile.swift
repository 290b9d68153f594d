import CSV
import Features
import Files
import Foundation
import Names
import Options
import Photos
import Runs
import Storage

/// What ``importFiles(_:as:to:maxSide:)`` made.
public enum ImportReport: Sendable, Hashable {
  /// A feature store.
  case features(images: Int, features: Int, options: ExtractionOptions)
  /// A candidate list.
  case candidates(pairs: Int)
  /// Global descriptors; of which files the last argument tells.
  case descriptors(queries: Int, references: Int, dimension: Int, files: [String])
}

/// Files that can't be imported together, or not as what they were said to be.
public struct ImportError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// Longest side at which hloc finds SIFT features, which its files don't tell.
public let hlocMaxSide = 1600

/// Turns a file of another tool into ours, or of one challenge's layout into the other's.
///
/// | format | what becomes of it |
/// |---|---|
/// | hloc's features | a feature store, whose options name hloc as the features' origin |
/// | hloc's matches | a candidate list, the number of matches as score |
/// | pairs | a candidate list |
/// | isc2021, two files: queries, references | a file of DISC21's descriptor track |
/// | DISC21's descriptor track | two files of isc2021, `NAME.queries.h5` and `NAME.references.h5` for `NAME.h5` |
///
/// Photos are named by their ids: file names without folder and extension.
/// - Parameters:
///   - format: nil for what the first file's content tells.
///   - maxSide: longest side at which hloc found its features; files of ours tell themselves.
/// - Throws: `StoreError`, `CSVError` or `FileError` for what can't be read or written, ``InputError`` when two photos would
///   have one id, ``ImportError`` for a wrong number of files, `CancellationError`.
public func importFiles(
  _ paths: [String], as format: ImportFormat? = nil, to output: String, maxSide: Int = hlocMaxSide,
  progress: any ProgressReporter = NoProgress()
) throws -> ImportReport {
  guard let path = paths.first else { throw ImportError(description: "no file to import") }
  let format = try format ?? ImportFormat(detectedIn: path)
  let report = try convert(paths, from: format, to: output, maxSide: maxSide, progress: progress)
  let manifest = RunManifest(
    command: "import", extraction: report.extraction, exchange: format.rawValue,
    inputs: ["files": try .init(files: paths)], counts: report.counts)
  for file in report.files(for: output) { try manifest.write(besideOutput: file) }
  return report
}

extension ImportReport {
  fileprivate var extraction: ExtractionOptions? {
    if case .features(_, _, let options) = self { options } else { nil }
  }

  fileprivate var counts: [String: Int] {
    switch self {
    case .features(let images, let features, _): ["images": images, "features": features]
    case .candidates(let pairs): ["pairs": pairs]
    case .descriptors(let queries, let references, _, _): ["queries": queries, "references": references]
    }
  }

  fileprivate func files(for output: String) -> [String] {
    if case .descriptors(_, _, _, let files) = self { files } else { [output] }
  }
}

private func convert(
  _ paths: [String], from format: ImportFormat, to output: String, maxSide: Int, progress: any ProgressReporter
) throws -> ImportReport {
  let path = paths[0]
  let wanted = format == .isc2021 ? 2 : 1
  guard paths.count == wanted else {
    let files = wanted == 2 ? "two files, queries and references" : "one file"
    throw ImportError(description: "\(path): \(format.rawValue) is imported from \(files), not from \(paths.count)")
  }
  switch format {
  case .hlocFeatures:
    return try importFeatures(HlocFeatures(path: path), to: output, maxSide: maxSide, progress: progress)
  case .hlocMatches: return try importMatches(HlocMatches(path: path), to: output, progress: progress)
  case .pairs: return try importPairs(path, to: output)
  case .isc2021:
    let (queries, references) = (try ISC2021Descriptors.read(paths[0]), try ISC2021Descriptors.read(paths[1]))
    for (path, set) in [(paths[0], queries), (paths[1], references)] where set.views.count > 1 {
      throw ImportError(
        description: "\(path) has vectors of \(set.views.count) views of each photo, but the track takes one a photo")
    }
    guard queries.dimension == references.dimension else {
      throw ImportError(
        description: "\(paths[0]) has vectors of \(queries.dimension) numbers, but \(paths[1]) of "
          + "\(references.dimension): descriptors of one model are needed")
    }
    try DISC21TrackDescriptors(queries: queries, references: references).write(to: output)
    return .descriptors(
      queries: queries.count, references: references.count, dimension: queries.dimension, files: [output])
  case .disc21:
    let track = try DISC21TrackDescriptors(path: path)
    let files = format.outputs(for: output)
    try ISC2021Descriptors.write(track.queries, to: files[0])
    try ISC2021Descriptors.write(track.references, to: files[1])
    return .descriptors(
      queries: track.queries.count, references: track.references.count, dimension: track.queries.dimension, files: files
    )
  }
}

private func importFeatures(
  _ features: HlocFeatures, to output: String, maxSide: Int, progress: any ProgressReporter
) throws -> ImportReport {
  let ids = try distinctIDs(of: features.names)
  let (options, text) = try extractionOptions(of: features, maxSide: maxSide)
  let writer = try FeatureStoreWriter(path: output, descriptorKind: features.descriptorKind, options: text)
  var count = 0
  progress.begin("importing", total: ids.count)
  defer { progress.end() }
  for (index, id) in ids.enumerated() {
    try Task.checkCancellation()
    let set = try features.features(at: index)
    count += set.count
    try writer.append(name: id, features: set)
    progress.advance()
  }
  try writer.finish()
  return .features(images: ids.count, features: count, options: options)
}

/// Those that the file itself tells where it is one of ours, else what is known of hloc's.
private func extractionOptions(
  of features: HlocFeatures, maxSide: Int
) throws -> (ExtractionOptions, text: String) {
  if let text = features.options,
    let own = try? JSONDecoder().decode(ExtractionOptions.self, from: Data(text.utf8)),
    own.extractor.descriptorKind == features.descriptorKind
  {
    return (own, text)
  }
  var options = ExtractionOptions()
  options.origin = "hloc"
  options.extractor = features.descriptorKind == .histogram128 ? .sift : .orb
  options.maxSide = maxSide
  // Nobody knows of a limit, and files of one run must have equal options.
  options.maxFeatures = Int(Int32.max)
  try options.validate()
  return (options, try FeatureStore.encodeOptions(options))
}

/// The id of each name, in their order.
private func distinctIDs(of names: [String]) throws(InputError) -> [String] {
  var origins: [ExactName: String] = [:]
  var ids: [String] = []
  for name in names {
    let id = ImageEntry(path: name).id
    if let first = origins.updateValue(name, forKey: ExactName(id)) {
      throw .sameID(id: id, first: first, second: name)
    }
    ids.append(id)
  }
  return ids
}

private func importMatches(
  _ matches: HlocMatches, to output: String, progress: any ProgressReporter
) throws -> ImportReport {
  let writer = try CandidateWriter(path: output, hasScores: true)
  progress.begin("importing", total: matches.pairs.count)
  defer { progress.end() }
  for (index, pair) in matches.pairs.enumerated() {
    try Task.checkCancellation()
    progress.advance()
    let count = try matches.matches(at: index).count
    guard try writer.append(pair.first, pair.second, score: Double(count)) else {
      throw ImportError(
        description:
          "\(matches.path): the pair \(pair.first), \(pair.second) is there twice, but for folder or extension")
    }
  }
  return .candidates(pairs: try writer.finish())
}

private func importPairs(_ path: String, to output: String) throws -> ImportReport {
  let bytes = try readText(path, takesPipes: true)
  var writer: CandidateWriter?
  try readCandidateRows(bytes, path: path) { row in
    let file = try writer ?? CandidateWriter(path: output, hasScores: row.score != nil)
    writer = file
    guard try file.append(row.query, row.reference, score: row.score) else {
      throw CSVError(
        path: path, line: row.line,
        reason: "the pair \(row.query), \(row.reference) is there already, but for folder or extension")
    }
  }
  guard let writer else { throw CSVError(path: path, line: nil, reason: "it names no pairs") }
  return .candidates(pairs: try writer.finish())
}

/// Writes candidates by their ids.
private final class CandidateWriter {
  private let writer: CSVWriter
  private let hasScores: Bool
  private var seen: Set<[ExactName]> = []

  init(path: String, hasScores: Bool) throws {
    self.hasScores = hasScores
    writer = try CSVWriter(path: path)
    try writer.append(["query_id", "reference_id"] + (hasScores ? ["score"] : []))
  }

  /// - Returns: false for a pair that was there before, which `verify` would refuse.
  func append(_ query: String, _ reference: String, score: Double?) throws -> Bool {
    let ids = [ImageEntry(path: query).id, ImageEntry(path: reference).id]
    guard seen.insert(ids.exactNames).inserted else { return false }
    try writer.append(ids + (score.map { ["\($0)"] } ?? []))
    return true
  }

  /// - Returns: number of pairs.
  func finish() throws -> Int {
    try writer.finish()
    return seen.count
  }
}

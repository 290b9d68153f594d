import CSV
import Features
import Files
import Photos
import Recall
import Runs
import Storage

/// Feature stores of equal options, to be exported together.
public struct ExportedStores: Sendable {
  let features: JoinedFeatures

  /// - Throws: `StoreError` when one can't be read, `IncomparableFeatures` when their options differ, `InputError` when
  ///   two photos have one id, ``ExportError`` when there is none.
  public init(paths: [String]) throws {
    guard !paths.isEmpty else { throw ExportError(description: "no feature store to export") }
    features = try JoinedFeatures(paths.map { try StoredFeatures(path: $0) })
  }

  /// The stores, as messages call them.
  public var path: String { features.path }
  public var options: ExtractionOptions { features.options }
  public var canMirror: Bool { features.canMirror }

  /// Says beside an output what was exported to it.
  ///
  /// - Parameter pairs: the list of pairs, where there is one.
  func writeManifest(
    of format: ExportFormat, besideOutput output: String, pairs: CandidateList? = nil,
    verification: RunManifest.Verification? = nil, counts: [String: Int]
  ) throws {
    var inputs = ["images": RunManifest.Input(ids: features.ids)]
    inputs["candidates"] = pairs.map(RunManifest.Input.init)
    try RunManifest(
      command: "export", extraction: features.options, exchange: format.rawValue, verification: verification,
      inputs: inputs, counts: counts
    ).write(besideOutput: output)
  }

  /// Hands over all photos in their order.
  func forEachImage(progress: any ProgressReporter, _ body: (String, FeatureSet) throws -> Void) throws {
    progress.begin("exporting", total: features.count)
    defer { progress.end() }
    for index in 0..<features.count {
      try Task.checkCancellation()
      progress.advance()
      // Photos in stores can be used.
      guard let views = try features.read(index, mirrored: false).views else { continue }
      try body(features.ids[index], views.plain)
    }
  }
}

/// Writes feature stores as hloc's `features.h5`; docs/formats.md tells what is lost.
///
/// - Returns: number of images and of features.
/// - Throws: `StoreError` for what can't be read or written, ``ExportError``.
public func exportHlocFeatures(
  _ stores: ExportedStores, to output: String, names: ExportNames = .init(),
  progress: any ProgressReporter = NoProgress()
) throws -> (images: Int, features: Int) {
  let writer = try HlocFeaturesWriter(path: output, options: try FeatureStore.encodeOptions(stores.options))
  var features = 0
  try stores.forEachImage(progress: progress) { id, set in
    try writer.append(name: try names.name(of: id), features: set)
    features += set.count
  }
  try writer.finish()
  let count = stores.features.count
  try stores.writeManifest(
    of: .hlocFeatures, besideOutput: output, counts: ["images": count, "features": features])
  return (count, features)
}

/// Writes the photos' names, one a line, as lists of ids and of images are.
///
/// - Returns: number of names.
/// - Throws: `FileError` when the file can't be written, ``ExportError``.
public func exportNames(of stores: ExportedStores, to output: String, names: ExportNames = .init()) throws -> Int {
  let lines = try stores.features.ids.map { id throws in
    let name = try names.name(of: id)
    guard !name.contains(where: \.isNewline) else {
      throw ExportError(description: "\"\(name)\" can't be a line of a list: it has a line end")
    }
    return name + "\n"
  }
  try writeFile(lines.joined().utf8, to: output)
  try stores.writeManifest(of: .ids, besideOutput: output, counts: ["images": lines.count])
  return lines.count
}

/// Writes candidates or predictions as hloc's `pairs.txt`: two names a line. Scores are left out.
///
/// - Returns: number of pairs.
/// - Throws: `CSVError` naming file and line of a row that is none or whose names have blanks, `FileError`, ``ExportError``.
public func exportPairs(_ candidates: String, to output: String, names: ExportNames? = nil) throws -> Int {
  var lines: [String] = []
  // It may stand in a pipe, which can be read once.
  let bytes = try readText(candidates, takesPipes: true)
  try readCandidateRows(bytes, path: candidates) { row in
    // Ids may be paths.
    let pair = try [row.query, row.reference].map { name in
      try names.map { try $0.name(of: $0.contains(name) ? name : ImageEntry(path: name).id) } ?? name
    }
    guard pair.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) else {
      throw CSVError(
        path: candidates, line: row.line,
        reason: "\"\(pair[0])\", \"\(pair[1])\" can't be words of a list: blanks divide them")
    }
    lines.append("\(pair[0]) \(pair[1])\n")
  }
  try writeFile(lines.joined().utf8, to: output)
  try RunManifest(
    command: "export", exchange: ExportFormat.pairs.rawValue, inputs: ["files": .init(fileOf: bytes)],
    counts: ["pairs": lines.count]
  ).write(besideOutput: output)
  return lines.count
}

import Features
import Geometry
import Matcher
import Photos
import Recall
import Runs

/// What ``exportCOLMAP(_:pairs:to:names:options:progress:)`` and
/// ``exportHlocMatches(_:pairs:to:names:options:progress:)`` wrote.
public struct MatchExportReport: Sendable, Hashable {
  public let images: Int
  public let pairs: Int
  public let verifiedPairs: Int
  /// Pairs that were listed in the other order before, or of a photo with itself.
  public let skippedPairs: Int
}

/// Writes feature stores as a COLMAP database, with the matches of the pairs that a list names.
///
/// Of a pair, the matches that passed the ratio test are COLMAP's `matches`; where the pair is verified (a score of 2 or
/// more), the inliers of its best model, and the model, are its `two_view_geometries`.
/// - Parameters:
///   - pairs: a candidate list or predictions, or nil for none; see ``CandidateList``.
///   - options: of the judgement; `candidates` and `combination` are of no use here.
/// - Throws: `StoreError`, `CSVError` or `FileError` for what can't be read or written, `OptionsError`, ``ExportError``,
///   `CancellationError`; nothing is left then.
public func exportCOLMAP(
  _ stores: ExportedStores, pairs: String?, to output: String, names: ExportNames = .init(),
  options: CopyRunOptions = .init(), progress: any ProgressReporter = NoProgress()
) async throws -> MatchExportReport {
  let list = try pairs.map { try CandidateList(path: $0, queries: stores.features, references: stores.features) }
  let writer = try COLMAPDatabaseWriter(path: output)
  let fileNames = try stores.features.ids.map { id throws in try names.name(of: id) }
  var image = 0
  try stores.forEachImage(progress: progress) { _, features in
    try writer.append(name: fileNames[image], features: features)
    image += 1
  }
  var (count, verified, skipped) = (0, 0, 0)
  if let list {
    skipped = try await provePairs(
      of: list, stores: stores, options: options, progress: progress
    ) { proof in
      try writer.append(
        first: fileNames[proof.query], second: fileNames[proof.reference], matches: proof.matches.map(\.indices),
        inliers: proof.inliers.map(\.indices), secondFromFirst: proof.referenceFromQuery)
      count += 1
      if proof.referenceFromQuery != nil { verified += 1 }
    }
  }
  try writer.finish()
  return try report(
    MatchExportReport(images: image, pairs: count, verifiedPairs: verified, skippedPairs: skipped), of: .colmap, stores,
    list, options, besideOutput: output)
}

/// Writes the inliers of the pairs that a list names as hloc's `matches.h5`.
///
/// Pairs are judged as `verify` does; one that is not verified (a score of 2 or more) has no matches. A match's score is
/// 1 minus its ratio of distances.
/// - Parameters: as of ``exportCOLMAP(_:pairs:to:names:options:progress:)``.
/// - Throws: the same.
public func exportHlocMatches(
  _ stores: ExportedStores, pairs: String, to output: String, names: ExportNames = .init(),
  options: CopyRunOptions = .init(), progress: any ProgressReporter = NoProgress()
) async throws -> MatchExportReport {
  let list = try CandidateList(path: pairs, queries: stores.features, references: stores.features)
  let writer = try HlocMatchesWriter(path: output)
  // Hours of work are not to end at a name that is missing.
  let fileNames = try stores.features.ids.map { id throws in try names.name(of: id) }
  var (count, verified) = (0, 0)
  let skipped = try await provePairs(
    of: list, stores: stores, options: options, progress: progress
  ) { proof in
    var matches = HlocPairMatches(
      indices: [Int32](repeating: -1, count: proof.queryFeatureCount),
      scores: [Float](repeating: 0, count: proof.queryFeatureCount))
    for inlier in proof.inliers {
      matches.indices[inlier.queryIndex] = Int32(inlier.referenceIndex)
      matches.scores[inlier.queryIndex] = Float(1 - inlier.ratio)
    }
    try writer.append(first: fileNames[proof.query], second: fileNames[proof.reference], matches)
    count += 1
    if proof.referenceFromQuery != nil { verified += 1 }
  }
  try writer.finish()
  return try report(
    MatchExportReport(images: fileNames.count, pairs: count, verifiedPairs: verified, skippedPairs: skipped),
    of: .hlocMatches, stores, list, options, besideOutput: output)
}

/// The report, once it is said beside the output, too.
private func report(
  _ report: MatchExportReport, of format: ExportFormat, _ stores: ExportedStores, _ list: CandidateList?,
  _ options: CopyRunOptions, besideOutput output: String
) throws -> MatchExportReport {
  var counts = ["images": report.images]
  if list != nil {
    counts.merge(["pairs": report.pairs, "verified_pairs": report.verifiedPairs]) { $1 }
    if report.skippedPairs > 0 { counts["skipped_pairs"] = report.skippedPairs }
  }
  try stores.writeManifest(
    of: format, besideOutput: output, pairs: list,
    verification: list.map { _ in
      RunManifest.Verification(options: options.judge, candidates: nil, excludesSelf: false, combine: nil)
    }, counts: counts)
  return report
}

extension Match {
  fileprivate var indices: SIMD2<UInt32> { SIMD2(UInt32(queryIndex), UInt32(referenceIndex)) }
}

import CSV
import Copies
import Files
import Photos

extension CopyRun {
  /// Runs over a set that is searched in itself and writes which of its photos are copies of one another, with a manifest
  /// and the list of failures beside the file.
  ///
  /// Groups are the connected components of the listed pairs: `options.judge.minScore` says what it takes to belong to one.
  /// What is finished is kept in `OUTPUT.partial`, as in ``write(to:as:candidatesTo:isResuming:progress:)``.
  ///
  /// ```swift
  /// let photos = try PhotoFeatures(of: "photos/", by: SIFT())
  /// var run = CopyRun(within: photos)
  /// run.options.judge.minScore = 20
  /// for group in try await run.writeDuplicates(to: "groups.csv").groups { print(group.best.id, group.photos.count) }
  /// ```
  /// - Parameters:
  ///   - output: a table of `GroupRow`; of a shard, which knows its own pairs alone, one of `DuplicatePairRow`, of which
  ///     ``mergeDuplicates(of:to:)`` makes the groups of all shards.
  ///   - isResuming: whether to go on where a side file is there; without, it is an error.
  /// - Throws: as ``write(to:as:candidatesTo:isResuming:progress:)`` does.
  /// - Precondition: the run is one ``init(within:asked:recall:background:options:shard:)`` .
  public func writeDuplicates(
    to output: String, isResuming: Bool = false, progress: any ProgressReporter = NoProgress()
  ) async throws -> DuplicateReport {
    precondition(options.excludesSelf, "groups are those of a set that is searched in itself")
    return try await judgeAll(for: [output], as: "duplicates", isResuming: isResuming, progress: progress) { run in
      let rows = ResultTable(self, results: run.results).rows()
      var groups: [DuplicateGroup] = []
      if shard == nil {
        groups = try DuplicateGrouping(of: run.references, rows).groups()
        try writeGroups(Self.rows(of: groups), to: output)
      } else {
        try writeDuplicatePairs(Self.pairs(of: run.references, rows), to: output)
      }
      let report = DuplicateReport(
        groups: groups, photoCount: references.count - Set(run.failures.unusable.map(\.input)).count,
        searchedCount: run.results.count { $0.failure?.kind != .unusable }, resumedCount: run.resumed.count,
        pairCount: rows.count, seconds: run.seconds, closer: run.closer, failures: run.failures,
        failureList: try writeFailures(run.failures, besideOutput: output))
      try manifest(of: report, setFailures: run.setFailureCount).write(besideOutput: output)
      return report
    }
  }

  private static func pairs(of photos: any FeatureSource, _ rows: [ResultTable.Row]) throws -> [DuplicatePairRow] {
    var known: [Int: DuplicatePairRow.Photo] = [:]
    for index in rows.lazy.flatMap({ [$0.query, $0.reference] }) where known[index] == nil {
      let photo = try GroupedPhoto(index, of: photos)
      known[index] = DuplicatePairRow.Photo(
        id: photo.id, place: index, path: photo.path, width: photo.size.width, height: photo.size.height,
        bytes: photo.bytes)
    }
    return rows.map { DuplicatePairRow(query: known[$0.query]!, reference: known[$0.reference]!, score: $0.score) }
  }

  static func rows(of groups: [DuplicateGroup]) -> some Sequence<GroupRow> {
    groups.lazy.enumerated().flatMap { number, group in
      group.photos.lazy.enumerated().map { place, photo in
        GroupRow(
          group: number + 1, id: photo.id, path: photo.path, width: photo.size.width, height: photo.size.height,
          bytes: photo.bytes, score: photo.score, isBest: place == 0, linkID: photo.link?.id,
          linkScore: photo.link?.score)
      }
    }
  }

  private func manifest(of report: DuplicateReport, setFailures: Int) -> RunManifest {
    var inputs = ["images": RunManifest.Input(ids: references.ids)]
    if let background { inputs["background"] = RunManifest.Input(ids: background.ids) }
    var counts = ["images": report.photoCount, "searched": report.searchedCount, "listed_pairs": report.pairCount]
    if shard == nil {
      counts["groups"] = report.groups.count
      counts["grouped_images"] = report.groupedCount
    } else {
      // So that merge can tell what all shards say from what each says.
      counts[Self.setFailuresName] = setFailures
    }
    return RunManifest(
      command: "duplicates", extraction: queries.options,
      verification: RunManifest.Verification(
        options: judgeOptions, candidates: recall.candidateCount(options, among: references), excludesSelf: true,
        effort: options.effort,
        combine: nil),
      inputs: inputs, shard: shard, counts: counts.merging(report.closer.counts) { $1 }, failures: report.failures)
  }
}

/// What ``CopyRun/writeDuplicates(to:isResuming:progress:)`` did.
public struct DuplicateReport: Sendable, Hashable {
  /// By the ids of their best photos; none of a shard.
  public let groups: [DuplicateGroup]
  /// Photos of the set that could be used; those that were compared with all others; and photos, usable or not, that an earlier
  /// run had done.
  public let photoCount: Int
  public let searchedCount: Int
  public let resumedCount: Int
  /// Pairs that groups are made of.
  public let pairCount: Int
  /// How long judging took in this run, with reading, but without what recall had to read before.
  public let seconds: Double
  /// The closer looks that were part of it.
  public let closer: CloserLookReport
  /// Photos that could not be used, and the file beside the output that lists them.
  public let failures: [Failure]
  public let failureList: String?

  /// Photos that have a copy.
  public var groupedCount: Int { groups.reduce(0) { $0 + $1.photos.count } }
  /// Photos that are the copy of a better one.
  public var copyCount: Int { groupedCount - groups.count }
  /// Bytes of the files of the copies, as far as they are known; at most what an integer holds, whatever a store says.
  public var copyBytes: Int {
    groups.lazy.flatMap { $0.photos.dropFirst() }.reduce(0) { sum, photo in
      let (total, isTooLarge) = sum.addingReportingOverflow(photo.bytes ?? 0)
      return isTooLarge ? .max : total
    }
  }
}

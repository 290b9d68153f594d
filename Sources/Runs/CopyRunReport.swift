import Photos

/// What ``CopyRun/write(to:as:candidatesTo:isResuming:progress:)`` did.
public struct CopyRunReport: Sendable, Hashable {
  /// Queries that were judged, and how many of them by an earlier run.
  public let queryCount: Int
  public let resumedCount: Int
  /// Queries with a verified pair (a score of 2 or more), in either direction of a set that is searched in itself.
  public let answeredCount: Int
  public let referenceCount: Int
  /// Pairs that were named, those of them that an earlier run had judged, and those of a photo that could not be used.
  public let pairCount: Int
  public let resumedPairCount: Int
  public let skippedPairCount: Int
  /// Pairs in the output, those of them that are verified (whose verification gave a score of 2 or more, whatever came with
  /// the pair), and how many are proved by the query's mirror image.
  public let listedCount: Int
  public let verifiedCount: Int
  public let mirroredCount: Int
  /// How long judging took in this run, with reading, but without what recall had to read before.
  public let seconds: Double
  /// The closer looks that were part of it.
  public let closer: CloserLookReport
  /// Photos that could not be used or have no features, by kind, and the file beside the output that lists them.
  public let failures: [Failure]
  public let failureList: String?
}

import Features
import Storage

/// Something is wrong with an index over local features, or with what should become part of it: names the file, and says what was
/// found and what was expected.
public struct LocalIndexError: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  /// For an index and features, or another index, that were not made by the same options.
  init(_ path: String, madeBy options: ExtractionOptions, ratherThan others: ExtractionOptions, of other: String) {
    // Options are written as stores keep them; those of a store or an index can be.
    func text(_ options: ExtractionOptions) -> String { (try? FeatureStore.encodeOptions(options)) ?? "\(options)" }
    self.init(
      path, "it is made of features of other options (\(text(options))) than those of \(other) (\(text(others)))")
  }

  public var description: String { "\(path): \(reason)" }
}

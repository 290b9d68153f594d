import Features

/// Features that can't be compared with what was asked for.
public struct IncomparableFeatures: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let found: ExtractionOptions
  public let expected: ExtractionOptions
  /// Who expects it: "the command line asks for".
  public let origin: String

  public init(path: String, found: ExtractionOptions, expected: ExtractionOptions, origin: String) {
    self.path = path
    self.found = found
    self.expected = expected
    self.origin = origin
  }

  public var description: String {
    // Revisions of different extractors have nothing to do with each other.
    let differsInRevision =
      found.extractor == expected.extractor && found.origin == expected.origin && found.revision != expected.revision
    func text(_ options: ExtractionOptions, besides other: ExtractionOptions) -> String {
      let revision = differsInRevision ? " (revision \(options.revision))" : ""
      let name = "\(options.extractor)\(revision)\(options.origin.map { " of \($0)" } ?? "")"
      let settings = options.settings(differingFrom: other)
      return "\(name), \(options.maxFeatures) features, at \(options.maxSide) pixels"
        + (settings.isEmpty ? "" : ", \(settings)")
    }
    let advice = differsInRevision ? ": extract the photos of the lower revision anew" : ""
    return "\(path): its features were found with \(text(found, besides: expected)), but \(origin) "
      + "\(text(expected, besides: found)); only features of equal options can be compared\(advice)"
  }
}

import ArgumentParser
import Features
import OpenCVExtractors

/// The extractors of this program.
let extractors = ExtractorRegistry.withOpenCV

extension ExtractorID: ExpressibleByArgument {
  public init?(argument: String) {
    guard let id = extractors[argument] else { return nil }
    self = id
  }

  public static var allValueStrings: [String] { extractors.ids.map(\.name) }
}

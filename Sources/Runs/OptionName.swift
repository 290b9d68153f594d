/// A setting of the library as the command line calls it, so that messages say what the user typed: `--max-features` for
/// `ExtractionOptions.maxFeatures`.
package struct OptionName: Sendable, Hashable, CustomStringConvertible {
  /// With its dashes.
  package let description: String
  /// Whether it is a flag that is given where the setting is off.
  let isGivenWhereOff: Bool

  /// - Parameter field: as errors and JSON name it; what stands before the last dot says only whose setting it is.
  package init(ofField field: some StringProtocol) {
    let name = String(field.split(separator: ".").last ?? "")
    description = Self.special[name] ?? "--" + Self.dashed(name)
    isGivenWhereOff = Self.givenWhereOff.contains(name)
  }

  /// Those that are not spelt alike.
  private static let special = [
    "maxModels": "--models", "factor": "--scale-factor", "scales": "--scales-per-octave",
    "layersPerOctave": "--scales-per-octave", "fastThreshold": "--corner-threshold", "isRoot": "--plain-sift",
    "weighsAppearance": "--no-appearance", "weighsDistinctiveness": "--no-distinctiveness",
    "minSimilarities": "--min-similarity", "triesMirrorImage": "--no-mirror", "weighsHubs": "--no-hubs",
    "workingSide": "--max-side",
    "CombinedScore": "--combine",
  ]
  private static let givenWhereOff: Set = [
    "isRoot", "weighsAppearance", "weighsDistinctiveness", "triesMirrorImage", "weighsHubs",
  ]

  private static func dashed(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      if letter.isUppercase { text += "-" }
      text += letter.lowercased()
    }
  }
}

import Options

/// How the features of an image are found; stored with them, since only features of equal options are comparable.
public struct ExtractionOptions: Sendable, Hashable, Codable {
  /// What finds the features; changing it makes them those of its ``ExtractorID/revision``.
  public var extractor = ExtractorID.orb { didSet { if extractor != oldValue { revision = currentRevision } } }
  /// Most features a photo gets, the strongest ones; at least 1. A long one may have up to eight times as many: see
  /// ``WorkingScale/extent(of:)``.
  public var maxFeatures = 500
  /// Longest side, in pixels, at which features of a photo of usual proportions are found; at least 16. See
  /// ``WorkingScale`` for long ones and small ones.
  public var maxSide = 640
  /// The tool that found the features where it was not Facsimile: they are comparable with its own alone, and `extractor`
  /// only says what their descriptors are. nil, and left out in JSON, for ours.
  public var origin: String? { didSet { if origin != oldValue { revision = currentRevision } } }
  /// The extractor's revision that found the features: this version's, but for features that another one has stored.
  /// 1 is left out in JSON.
  public private(set) var revision = ExtractorID.orb.revision
  /// The extractor's own settings where they are not the default, by name: set by ``subscript(_:)``. None, and left out in
  /// JSON, where all are.
  public private(set) var settings: [String: StoredSetting] = [:]

  /// What ``maxFeatures`` and ``maxSide`` can be: no photo has more, and no sum of such numbers is beyond Int.
  public static let featureLimits = 1...Int(Int32.max)
  public static let sideLimits = 16...Int(Int32.max)

  public init() {}

  /// A setting of the extractor's own: `options[.levels] = 4`.
  ///
  /// One that the extractor doesn't have is refused when it is made (``ExtractorRegistry/makeExtractor(_:)``).
  public subscript<Value>(_ setting: ExtractorSetting<Value>) -> Value {
    get { settings[setting.name].flatMap(Value.init) ?? setting.defaultValue }
    set { settings[setting.name] = newValue == setting.defaultValue ? nil : newValue.stored }
  }

  /// What ``revision`` is of features that are found now.
  private var currentRevision: Int { origin == nil ? extractor.revision : 1 }

  /// At which size photos are looked at with these options, by this version or by what else has found the features.
  public var workingScale: WorkingScale {
    let isOurs = origin == nil && revision >= extractor.firstRevisionByProportions
    return WorkingScale(maxSide: maxSide, rule: isOurs ? .proportions : .longestSide)
  }

  /// Names the first field that is out of range, whatever the extractor; its own settings it looks at itself.
  public func validate() throws(OptionsError) {
    guard Self.featureLimits.contains(maxFeatures) else {
      throw OptionsError("ExtractionOptions.maxFeatures", maxFeatures, mustBe: "in \(Self.featureLimits)")
    }
    guard Self.sideLimits.contains(maxSide) else {
      throw OptionsError("ExtractionOptions.maxSide", maxSide, mustBe: "in \(Self.sideLimits), a number of pixels")
    }
  }
}

extension ExtractionOptions {
  private enum CodingKeys: String, CodingKey {
    case extractor, descriptorKind, maxFeatures, maxSide, origin, revision, settings
  }

  /// - Throws: `DecodingError` for options that are none, that are out of their range, or that have a key or a setting which this
  ///   version doesn't know: features of unknown settings must not be taken for ours.
  public init(from decoder: any Decoder) throws {
    let unknown = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
      .filter { CodingKeys(rawValue: $0) == nil }
    guard unknown.isEmpty else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "\(unknown.sorted().joined(separator: ", ")): not known to this version"))
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    maxFeatures = try container.decode(Int.self, forKey: .maxFeatures)
    maxSide = try container.decode(Int.self, forKey: .maxSide)
    origin = try container.decodeIfPresent(String.self, forKey: .origin)
    revision = try container.decodeIfPresent(Int.self, forKey: .revision) ?? 1
    settings = try container.decodeIfPresent([String: StoredSetting].self, forKey: .settings) ?? [:]
    let name = try container.decode(String.self, forKey: .extractor)
    if let known = ExtractorID.ofThisPackage(name) {
      extractor = known
      do {
        try requireSettings(among: known.ownSettings ?? [])
      } catch {
        throw DecodingError.dataCorruptedError(forKey: .settings, in: container, debugDescription: "\(error)")
      }
      for setting in known.ownSettings ?? [] where settings[setting.name] == setting.defaultValue {
        settings[setting.name] = nil
      }
    } else {
      guard let kind = try container.decodeIfPresent(DescriptorKind.self, forKey: .descriptorKind) else {
        throw DecodingError.dataCorruptedError(
          forKey: .extractor, in: container,
          debugDescription: "\(name) is not known here, and nothing says what its descriptors are")
      }
      extractor = ExtractorID(unchecked: name, kind, revision: revision)
    }
    do {
      try validate()
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "\(error)"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(extractor.name, forKey: .extractor)
    if ExtractorID.ofThisPackage(extractor.name) == nil {
      try container.encode(extractor.descriptorKind, forKey: .descriptorKind)
    }
    try container.encode(maxFeatures, forKey: .maxFeatures)
    try container.encode(maxSide, forKey: .maxSide)
    try container.encodeIfPresent(origin, forKey: .origin)
    if revision != 1 { try container.encode(revision, forKey: .revision) }
    if !settings.isEmpty { try container.encode(settings, forKey: .settings) }
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension ExtractionOptions {
  /// - Throws: `OptionsError` for the first setting, by name, that is none of `known` or of another type.
  func requireSettings(among known: [AnyExtractorSetting]) throws(OptionsError) {
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      try extractor.require(name, value, among: known)
    }
  }

  /// The settings of the extractor's own that are not those of `other`, as words: `levels 4, scaleFactor 1.2`. Empty where
  /// there are none.
  package func settings(differingFrom other: ExtractionOptions) -> String {
    let names = Set(settings.keys).union(other.settings.keys).filter { settings[$0] != other.settings[$0] }
    return names.sorted().map { name in
      let known = extractor.ownSettings?.first { $0.name == name }
      guard let value = settings[name] ?? known?.defaultValue else { return "no \(name)" }
      return "\(name) \(value)"
    }.joined(separator: ", ")
  }
}

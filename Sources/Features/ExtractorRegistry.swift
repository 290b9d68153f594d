import Options

/// An extractor that a program can run, and how it is made.
public struct RegisteredExtractor: Sendable {
  public let id: ExtractorID
  /// Those that it has beyond what all have.
  public let settings: [AnyExtractorSetting]
  let make: @Sendable (ExtractionOptions) throws -> any FeatureExtractor

  /// - Parameters:
  ///   - settings: those that it has beyond what all have; others are refused.
  ///   - make: is given options whose `extractor` is `id`; throws `OptionsError` where a setting is out of range.
  public init(
    _ id: ExtractorID, settings: [AnyExtractorSetting] = [],
    make: @escaping @Sendable (ExtractionOptions) throws -> any FeatureExtractor
  ) {
    self.id = id
    self.settings = settings
    self.make = make
  }
}

/// The extractors that a program can run, by name.
///
/// ``ORB``, its upright variant and ``SIFT`` are there from the start. A program adds others, which every run over photos
/// then takes that is given the registry:
///
/// ```swift
/// let akaze = ExtractorID("akaze", .binary256)
/// var extractors = ExtractorRegistry.standard
/// extractors.register(RegisteredExtractor(akaze) { AKAZE(maxFeatures: $0.maxFeatures) })
/// var options = ExtractionOptions()
/// options.extractor = akaze
/// ```
///
/// Features that are stored need no extractor to be compared.
public struct ExtractorRegistry: Sendable {
  /// `orb`, `fast-brief` and `sift`.
  public static let standard = ExtractorRegistry()

  /// In the order in which they were registered.
  private var extractors: [RegisteredExtractor] = []

  /// Knows what ``standard`` knows.
  public init() {
    registerOwn(.orb) { try ORB(ORBOptions($0)) }
    registerOwn(.fastBRIEF) { try ORB(ORBOptions($0)) }
    registerOwn(.sift) { try SIFT(SIFTOptions($0)) }
  }

  /// Adds an extractor of this package with its settings.
  package mutating func registerOwn(
    _ id: ExtractorID, make: @escaping @Sendable (ExtractionOptions) throws -> any FeatureExtractor
  ) {
    register(RegisteredExtractor(id, settings: id.ownSettings ?? [], make: make))
  }

  /// What can be run, in the order in which it was registered.
  public var ids: [ExtractorID] { extractors.map(\.id) }

  /// Adds an extractor.
  ///
  /// - Precondition: none of that name is registered, since features of two would be taken for comparable; a setting that
  ///   another extractor has, too, has the same default.
  public mutating func register(_ extractor: RegisteredExtractor) {
    precondition(self[extractor.id.name] == nil, "\(extractor.id) is registered twice")
    for setting in extractor.settings {
      let others = extractors.flatMap(\.settings).filter { $0.name == setting.name }
      precondition(
        others.allSatisfy { $0.defaultValue == setting.defaultValue },
        "\(setting.name) of \(extractor.id) has another default than that of another extractor: choose another name")
    }
    extractors.append(extractor)
  }

  /// The extractor of that name; nil where none is registered.
  public subscript(name: String) -> ExtractorID? { ids.first { $0.name == name } }

  /// Whether features of these options can be found in photos: the extractor is registered, and is of the revision that
  /// found them.
  public func canFind(_ options: ExtractionOptions) -> Bool {
    options.origin == nil
      && extractors.contains { $0.id == options.extractor && $0.id.revision == options.revision }
  }

  /// Sets a setting of the extractor's own, as ``ExtractionOptions/subscript(_:)`` does, where the extractor has it.
  ///
  /// - Throws: `OptionsError` where it hasn't, even if the value is the default, or where it is not registered.
  public func set<Value>(
    _ setting: ExtractorSetting<Value>, to value: Value, in options: inout ExtractionOptions
  ) throws(OptionsError) {
    let id = options.extractor
    try id.require(setting.name, value.stored, among: try registered(id).settings)
    options[setting] = value
  }

  /// The extractor that the options name, with their settings.
  ///
  /// - Throws: `OptionsError` when a setting is out of range or is none of the extractor's, or no such extractor is registered, in which case it lists
  ///   those that are.
  public func makeExtractor(_ options: ExtractionOptions) throws -> any FeatureExtractor {
    try options.validate()
    let found = try registered(options.extractor)
    try options.requireSettings(among: found.settings)
    return try found.make(options)
  }

  private func registered(_ id: ExtractorID) throws(OptionsError) -> RegisteredExtractor {
    guard let found = extractors.first(where: { $0.id == id }) else {
      if let other = self[id.name] {
        throw OptionsError(
          "ExtractionOptions.extractor", "\(id) with descriptors of \(id.descriptorKind)",
          mustBe: "the one that is registered, with descriptors of \(other.descriptorKind)")
      }
      throw OptionsError(
        "ExtractionOptions.extractor", id.name,
        mustBe: "one that is registered: \(ids.map(\.name).joined(separator: ", "))")
    }
    return found
  }
}

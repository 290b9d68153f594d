import ArgumentParser
import Features
import Imaging
import Options
import Photos
import Pyramid

/// How features are found. Left out, a feature store's own options count, else the defaults.
struct ExtractionArguments: ParsableArguments {
  @Option(
    name: .customLong("options"),
    help: ArgumentHelp("Settings (JSON), as if typed: docs/tune.md.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var optionsFile: String?

  @Option(
    help: ArgumentHelp(
      "What finds features; --help-hidden lists its settings. (default: \(defaults.extractor))", valueName: "name"))
  var extractor: ExtractorID?

  @Option(
    help: ArgumentHelp(
      "Most features of a usual photo. (default: \(defaults.maxFeatures))", valueName: "n"))
  var maxFeatures: Int?

  @Option(
    help: ArgumentHelp(
      "Longest side to find features at. (default: \(defaults.maxSide))",
      valueName: "pixels"))
  var maxSide: Int?

  @OptionGroup private var own: ExtractorSettingArguments
  @OptionGroup private var limits: DecodingArguments

  private static let defaults = ExtractionOptions()

  var decoding: DecodingOptions { limits.options }

  /// The options asked for, those of `base` where nothing was.
  ///
  /// - Throws: `OptionsError` for a setting that the extractor doesn't have.
  func options(over base: ExtractionOptions = .init()) throws(OptionsError) -> ExtractionOptions {
    var options = base
    if let extractor { options.extractor = extractor }
    if let maxFeatures { options.maxFeatures = maxFeatures }
    if let maxSide { options.maxSide = maxSide }
    try own.apply(to: &options)
    return options
  }

  /// The one set of options under which all sets can be compared.
  ///
  /// - Parameter base: what counts where neither a store nor the command line says anything.
  /// - Throws: `OptionsError` for a setting that the extractor doesn't have, `IncomparableFeatures` where a store was made
  ///   with others than those asked for, or than another store.
  func options(for sets: [PhotoSet], over base: ExtractionOptions = .init()) throws -> ExtractionOptions {
    try PhotoSet.commonOptions(
      of: sets, otherwise: try options(over: base), extractors: extractors, origin: "the command line asks for"
    ) { try options(over: $0) }
  }
}

extension ScaleSpaceOptions.FirstOctave: ExpressibleByArgument {}

/// Settings that some extractors have. There are many, so only `--help-hidden` lists them.
struct ExtractorSettingArguments: ParsableArguments {
  @Option(help: help("ORB: levels of the pyramid.", default: .levels, valueName: "n"))
  var levels: Int?

  @Option(help: help("ORB: how much smaller each level is than the one before.", default: .scaleFactor, valueName: "x"))
  var scaleFactor: Double?

  @Option(help: help("ORB: least contrast of a corner, in grey values.", default: .cornerThreshold, valueName: "n"))
  var cornerThreshold: Int?

  @Option(
    help: help(
      "ORB: the same where there is no such corner; not opencv-orb.", default: .faintCornerThreshold, valueName: "n"))
  var faintCornerThreshold: Int?

  @Option(
    help: help("SIFT: size of the first octave; not opencv-sift.", default: .firstOctave, valueName: "size"))
  var firstOctave: ScaleSpaceOptions.FirstOctave?

  @Option(help: help("SIFT: scales of an octave.", default: .scalesPerOctave, valueName: "n"))
  var scalesPerOctave: Int?

  @Option(help: help("SIFT: blur of an octave's first level, in its pixels.", default: .sigma, valueName: "pixels"))
  var sigma: Double?

  @Option(
    help: help("SIFT: least contrast, as a share of the grey range.", default: .contrastThreshold, valueName: "x"))
  var contrastThreshold: Double?

  @Option(help: help("SIFT: largest ratio of the curvatures.", default: .edgeThreshold, valueName: "x"))
  var edgeThreshold: Double?

  @Flag(help: ArgumentHelp("SIFT: Lowe's descriptors, not RootSIFT.", visibility: .hidden))
  var plainSift = false

  /// - Throws: `OptionsError` for a setting that the options' extractor doesn't have.
  func apply(to options: inout ExtractionOptions) throws(OptionsError) {
    func set<Value>(_ setting: ExtractorSetting<Value>, _ value: Value?) throws(OptionsError) {
      if let value { try extractors.set(setting, to: value, in: &options) }
    }
    try set(.levels, levels)
    try set(.scaleFactor, scaleFactor)
    try set(.cornerThreshold, cornerThreshold)
    try set(.faintCornerThreshold, faintCornerThreshold)
    try set(.firstOctave, firstOctave)
    try set(.scalesPerOctave, scalesPerOctave)
    try set(.sigma, sigma)
    try set(.contrastThreshold, contrastThreshold)
    try set(.edgeThreshold, edgeThreshold)
    try set(.isRoot, plainSift ? false : nil)
  }

  private static func help<Value>(
    _ text: String, default setting: ExtractorSetting<Value>, valueName: String
  ) -> ArgumentHelp {
    ArgumentHelp("\(text) (default: \(setting.defaultValue.stored))", valueName: valueName, visibility: .hidden)
  }
}

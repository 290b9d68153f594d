import ArgumentParser
import Features
import Foundation
import Imaging
import Matcher
import Pipeline

/// The photos of both sides.
struct PhotoSetArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Folder, list of images, pack, or feature store.", valueName: "path"), completion: .file())
  var queries: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Folders, lists of images, packs, or feature stores.", valueName: "path"), completion: .file())
  var references: [String]

  func sources() throws -> (queries: FeatureSource, references: [(path: String, source: FeatureSource)]) {
    (try FeatureSource(path: queries), try references.map { ($0, try FeatureSource(path: $0)) })
  }
}

/// Which photos are read.
struct DecodingArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Refuse photos with more pixels.", valueName: "n"))
  var maxPixels = DecodingOptions().maxPixels

  var options: DecodingOptions {
    var options = DecodingOptions()
    options.maxPixels = maxPixels
    return options
  }
}

extension ScoreKind: ExpressibleByArgument {}

struct VerificationArguments: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Try mirrored queries, too.")
  var mirror = SearchOptions().triesMirrorImage

  @Option(help: ArgumentHelp("What the score of a verified pair counts.", valueName: "name"))
  var score = VerificationOptions().score

  @Option(help: ArgumentHelp("Least -log10 of a verified pair's false alarms.", valueName: "score"))
  var minScore: Double?

  @Flag(help: "Leave what the photos show out of the score.")
  var noAppearance = false

  @Option(help: ArgumentHelp("Most copied regions of a pair.", valueName: "n"))
  var models = VerificationOptions().maxModels

  @Option(help: ArgumentHelp("Seed of all random choices.", valueName: "n"))
  var seed: UInt64 = 0

  /// The options asked for, those of `base` where nothing was.
  func options(_ extraction: ExtractionOptions, over base: VerificationOptions = .init()) -> VerificationOptions {
    var options = base
    if let minScore { options.minScore = minScore }
    options.score = score
    options.maxModels = models
    options.weighsAppearance = !noAppearance
    options.workingSide = extraction.maxSide
    return options
  }
}

struct RunArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Threads; results don't depend on it.", valueName: "n"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "No progress and no messages but errors.")
  var quiet = false

  mutating func validate() throws {
    guard threads >= 1 else { throw ValidationError("--threads is \(threads), but must be at least 1") }
  }

  var progress: any ProgressReporter { TerminalProgress.make(isQuiet: quiet) }

  /// Says that binary descriptors from a store, those of `queries`, are not tried mirrored.
  func reportNotMirrored(_ queries: String) {
    guard !quiet else { return }
    printMessage(
      "\(queries): mirrored copies are not looked for, as binary descriptors in a store can't be mirrored; "
        + "give the photos instead")
  }

  /// Says what was skipped and where it is listed, and gives the exit status for it.
  func report(_ failures: [Failure], listedIn list: String?) throws {
    try Self.report(failures, listedIn: list, isQuiet: quiet)
  }

  static func report(_ failures: [Failure], listedIn list: String?, isQuiet: Bool) throws {
    guard let list else { return }
    if !isQuiet {
      for failure in failures.prefix(3) { printMessage("skipped: \(failure.reason)") }
      printMessage("\(failures.count) \(failures.count == 1 ? "input was" : "inputs were") skipped, listed in \(list)")
    }
    throw ExitCode.skippedInputs
  }
}

struct JSONArguments: ParsableArguments {
  @Flag(help: "Print one JSON object.")
  var json = false

  /// Prints a result: as JSON where that was asked for, else as text.
  func print(_ result: some Encodable, orText text: @autoclosure () -> String) throws {
    guard json else {
      Swift.print(text())
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    Swift.print(String(decoding: try encoder.encode(result), as: UTF8.self))
  }
}

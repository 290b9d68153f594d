import ArgumentParser
import Copies
import Features
import Foundation
import Imaging
import Matcher
import Options
import Photos
import Recall
import Runs

/// Which photos are read.
struct DecodingArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Refuse photos with more pixels.", valueName: "n", visibility: .hidden))
  var maxPixels = DecodingOptions().maxPixels

  var options: DecodingOptions {
    var options = DecodingOptions()
    options.maxPixels = maxPixels
    return options
  }
}

/// What runs have that go on after a stop, and can be shared out.
struct ResumableArguments: ParsableArguments {
  @Flag(help: "Go on with what a stopped run left in OUTPUT.partial.")
  var resume = false

  @Option(
    help: ArgumentHelp("Do the i-th of n parts of the photos; see merge.", valueName: "i/n"),
    transform: Shard.init(parsing:))
  var shard: Shard?
}

struct RunArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Threads; results don't depend on it.", valueName: "n"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "No progress and no messages but errors.")
  var quiet = false

  mutating func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads is \(threads), but must be \(threads < 1 ? "at least 1" : "at most 4096")")
    }
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

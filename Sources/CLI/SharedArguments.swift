import ArgumentParser
import Copies
import Features
import Files
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

  @Option(
    help: ArgumentHelp(
      "Photos of which a part is missing: use the rest, if it is at least half, or skip them.", valueName: "what",
      visibility: .hidden))
  var damaged = DecodingOptions().damaged

  var options: DecodingOptions { DecodingOptions(maxPixels: maxPixels, damaged: damaged) }
}

/// How photos get their ids.
struct NamingArguments: ParsableArguments {
  @Option(help: Self.help()) var ids = PhotoNaming.auto

  static func help(_ visibility: ArgumentVisibility = .default) -> ArgumentHelp {
    ArgumentHelp(
      "Call photos by file name, by path below the folder, or (auto) by path where names are equal.", valueName: "how",
      visibility: visibility)
  }
}

extension PhotoNaming: ExpressibleByArgument {}
extension DamagedPictures: ExpressibleByArgument {}

/// What runs have that go on after a stop, and can be shared out.
struct ResumableArguments: ParsableArguments {
  @Flag(help: "Go on with what a stopped run left in OUTPUT.partial.")
  var resume = false

  @Option(
    help: ArgumentHelp("Do the i-th of n parts of the photos; see merge.", valueName: "i/n", visibility: .hidden),
    transform: Shard.init(parsing:))
  var shard: Shard?
}

/// What a command says on stderr while it works, beside errors.
struct MessageArguments: ParsableArguments {
  @Flag(help: "No progress and no messages but errors.")
  var quiet = false

  // The help of search fills its page.
  @Option(
    name: .customLong("progress"),
    help: ArgumentHelp(
      "Progress on stderr: a bar or a line a minute, or a JSON object a second.", valueName: "how",
      visibility: .hidden))
  var progressStyle = ProgressStyle.auto

  var progress: any ProgressReporter { quiet ? NoProgress() : progressStyle.reporter }

  /// Says something that is no error.
  func note(_ message: String) {
    if !quiet { printMessage(message) }
  }

  /// Does what writes files, and says afterwards which of them were there before.
  func replacing<Result>(_ outputs: [String], _ work: () async throws -> Result) async rethrows -> Result {
    let existing = outputs.filter { FileStamp($0) != nil }
    let result = try await work()
    if !existing.isEmpty { note("replaced \(existing.joined(separator: ", "))") }
    return result
  }

  /// Says what was skipped, has no features or was read in part, and where it is listed; gives the exit status for what was skipped.
  func report(_ failures: [Failure], listedIn list: String?) throws {
    guard let list else { return }
    let (skipped, featureless) = (failures.unusable, failures.featureless)
    for failure in skipped.prefix(3) { note("skipped: \(failure)") }
    if !skipped.isEmpty {
      note("\(skipped.count) \(skipped.count == 1 ? "input was" : "inputs were") skipped, listed in \(list)")
    }
    for failure in featureless.prefix(3) { note("\(failure)") }
    if !featureless.isEmpty {
      let count = featureless.count
      note("\(count) \(count == 1 ? "photo has" : "photos have") no features and can't be found, listed in \(list)")
    }
    let damaged = failures.partlyRead
    for failure in damaged.prefix(3) { note("\(failure)") }
    if !damaged.isEmpty {
      note("\(damaged.count) \(damaged.count == 1 ? "photo was" : "photos were") read in part, listed in \(list)")
    }
    if !skipped.isEmpty { throw ExitCode.skippedInputs }
  }

  /// Says that binary descriptors from a store, those of `queries`, are not tried mirrored.
  func reportNotMirrored(_ queries: String) {
    note(
      "\(queries): mirrored copies are not looked for, as binary descriptors in a store can't be mirrored; "
        + "give the photos instead")
  }
}

struct RunArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Threads; results don't depend on it.", valueName: "n"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var messages: MessageArguments

  mutating func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads is \(threads), but must be \(threads < 1 ? "at least 1" : "at most 4096")")
    }
  }
}

struct JSONArguments: ParsableArguments {
  @Flag(help: "Print one JSON object.")
  var json = false

  /// Prints a result: as JSON where that was asked for, else as text.
  func print(_ result: some Encodable, orText text: @autoclosure () -> String) throws {
    guard json else { return try writeToStandardOutput(text().escapedForTerminal(keepsLines: true) + "\n") }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try writeToStandardOutput(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n")
  }
}

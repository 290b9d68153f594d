import ArgumentParser
import Copies

/// `--combine`.
enum CombinationName: String, ExpressibleByArgument, CaseIterable, Encodable {
  case verifiedFirst = "verified-first"
  case replace
  case weighted
}

/// How the scores of a list of candidates and ours become one.
struct CombinationArguments: ParsableArguments {
  @Option(help: ArgumentHelp("How the given score and ours become one. (default: verified-first)", valueName: "rule"))
  var combine: CombinationName?

  @Option(help: ArgumentHelp("What the given score counts with --combine weighted.", valueName: "factor"))
  var weight: Double?

  func validate() throws {
    guard (combine == .weighted) == (weight != nil) else {
      throw ValidationError(
        weight == nil ? "--combine weighted needs --weight" : "--weight needs --combine weighted")
    }
  }

  var name: CombinationName { combine ?? .verifiedFirst }

  var rule: CombinedScore {
    switch name {
    case .verifiedFirst: .verifiedFirst
    case .replace: .replace
    case .weighted: .weighted(weight ?? 0)
    }
  }
}

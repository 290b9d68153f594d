import ArgumentParser
import Copies
import DeepExtractors

/// A model that looks at both photos of a pair, for all commands that judge pairs by their photos.
struct PairModelArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model (ONNX) that looks at the photos of proved pairs.", valueName: "model", visibility: .hidden),
    completion: .file(extensions: ["onnx"]))
  var pairModel: String?

  @Option(
    help: ArgumentHelp(
      "How photos become its inputs: as --preprocess of embed.", valueName: "how", visibility: .hidden),
    completion: .file(extensions: ["json"]))
  var pairPreprocess: String?

  /// Those that are read, which no output may replace.
  var files: [String] { [pairModel, pairPreprocess].compactMap { $0 } }

  func validate() throws {
    if pairPreprocess != nil, pairModel == nil {
      throw ValidationError("--pair-preprocess is for --pair-model, which is missing")
    }
  }

  /// Reads the model, and tries it; nil where there is none.
  func open() throws -> (any PairModel)? {
    try pairModel.map { try DeepPairModel(modelAt: $0, preprocessing: pairPreprocess) }
  }
}

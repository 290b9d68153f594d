import Copies
import Imaging
import Vectors

/// Looks at both photos of a pair by a model in a file of ONNX's format: a network of two pictures, `query` and `reference`, prepared
/// alike, whose output `logit` is one number, the natural logarithm of the odds that one was made from the other.
///
/// ONNX Runtime runs it; OpenCV's DNN doesn't tell what inputs a model has.
public struct DeepPairModel: PairModel {
  private static let inputs = ["query", "reference"]
  private static let output = "logit"

  public private(set) var files: [String]
  private let network: PictureNetwork

  public var model: VectorModel { network.model }

  /// Reads a model and tries it on two grey pictures.
  ///
  /// - Parameters:
  ///   - path: of the model, whose name without the extension is the model's.
  ///   - preprocessing: of either photo, a preset or a JSON file; nil where the model tells everything: it takes bytes, and of one
  ///     size. Its `output` names that of a model which has none called `logit`.
  /// - Throws: `FileError` when a file can't be read, ``RuntimeError`` when ONNX Runtime isn't there, ``ModelError`` for a model
  ///   that has other inputs or outputs, whose input isn't wholly known, or that gives no finite number.
  public init(modelAt path: String, preprocessing: String? = nil) throws {
    try self.init(modelAt: path, preprocessing: preprocessing) { try ONNXRuntimeSearch.load() }
  }

  /// The same with a library that is found by `load`.
  init(modelAt path: String, preprocessing name: String?, by load: () throws -> ONNXRuntime) throws {
    try PictureNetwork.requireFile(path, meaning: "one in ONNX's format")
    let preprocessing = try name.map(Preprocessing.init(named:))
    let model = ONNXModel(
      path: path, inputs: Self.inputs, output: preprocessing?.output ?? Self.output, library: try load())
    network = try PictureNetwork(at: path, preprocessing: preprocessing, option: "--pair-preprocess", by: model)
    files = [path] + (name.map { [$0] } ?? [])
    let trial = picture(of: PictureNetwork.trial)
    _ = try logit(query: trial, reference: trial)
  }

  public func picture(of photo: ColorImage) -> ColorImage { network.picture(of: photo) }

  public func logit(query: ColorImage, reference: ColorImage) throws -> Double {
    let output = try network.output(of: [query, reference])
    guard output.values.count == 1 else {
      throw ModelError(
        network.path,
        "its output has the shape \(output.shape.asShape), but must be one number: the natural logarithm of the odds of a "
          + "copy")
    }
    try network.requireFinite(output.values)
    return Double(output.values[0])
  }
}

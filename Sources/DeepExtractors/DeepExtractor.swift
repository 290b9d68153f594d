import GlobalDescriptors
import Imaging
import Vectors

/// Describes photos by a model in a file of ONNX's format: a network that makes one vector of one picture.
///
/// Equal photos have equal vectors, for any number of threads: see ``PictureNetwork``. The numbers are the model's own: they are not
/// divided by their length.
public struct DeepExtractor: GlobalDescriptorExtractor {
  public let dimension: Int
  private let network: PictureNetwork

  public var model: VectorModel { network.model }

  /// Reads a model and tries it on a grey picture.
  ///
  /// - Parameters:
  ///   - path: of the model, whose name without the extension names the vectors.
  ///   - preprocessing: nil where the model tells everything: it takes bytes, and of one size.
  /// - Throws: `FileError` when the file can't be read, ``RuntimeError`` when the engine isn't there, ``ModelError`` for a model
  ///   that isn't one of pictures and vectors, whose input isn't wholly known, or that gives no finite numbers.
  public init(
    modelAt path: String, preprocessing: Preprocessing? = nil, engine: InferenceEngine = .onnxruntime
  ) throws {
    try PictureNetwork.requireFile(path, meaning: Self.meaning)
    let network: any InferenceModel =
      switch engine {
      case .onnxruntime: ONNXModel(path: path, output: preprocessing?.output, library: try ONNXRuntimeSearch.load())
      case .opencv: try OpenCVModel(path, output: preprocessing?.output)
      }
    try self.init(modelAt: path, preprocessing: preprocessing, network: network)
  }

  /// The same with an engine that has been found.
  init(modelAt path: String, preprocessing: Preprocessing?, network: any InferenceModel) throws {
    try PictureNetwork.requireFile(path, meaning: Self.meaning)
    self.network = try PictureNetwork(at: path, preprocessing: preprocessing, by: network)
    dimension = try Self.vector(of: PictureNetwork.trial, by: self.network).count
  }

  private static let meaning = "one in ONNX's format, or gist"

  public func vector(of photo: ColorImage) throws -> [Float] {
    let vector = try Self.vector(of: photo, by: network)
    guard vector.count == dimension else {
      throw ModelError(
        network.path, "it gives \(vector.count) numbers for this photo, but \(dimension) for others")
    }
    return vector
  }

  private static func vector(of photo: ColorImage, by network: PictureNetwork) throws(ModelError) -> [Float] {
    let output = try network.output(of: [network.picture(of: photo)])
    // A single vector: at most one dimension is more than 1.
    guard !output.shape.isEmpty, output.shape.filter({ $0 != 1 }).count <= 1 else {
      throw ModelError(
        network.path, "its output has the shape \(output.shape.asShape), but must be one vector, [1, n]")
    }
    guard !output.values.isEmpty else { throw ModelError(network.path, "it gives a vector of no numbers") }
    try network.requireFinite(output.values)
    return output.values
  }
}

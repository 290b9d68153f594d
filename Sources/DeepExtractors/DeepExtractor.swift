import Files
import Foundation
import GlobalDescriptors
import Imaging
import Vectors

/// Describes photos by a model in a file of ONNX's format: a network that makes one vector of one picture.
///
/// Every caller at a time has a session of its own, which works on the caller's thread; equal photos have equal vectors, for
/// any number of threads, with one version of the engine on one kind of processor. The numbers are the model's own: they are not
/// divided by their length.
public struct DeepExtractor: GlobalDescriptorExtractor {
  public let model: VectorModel
  public let dimension: Int

  private let path: String
  private let plan: InputPlan
  private let sessions: SessionPool

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
    // Before the engine: whether the file is there is known at once.
    try Self.requireFile(path)
    let network: any InferenceModel =
      switch engine {
      case .onnxruntime: ONNXModel(path: path, output: preprocessing?.output, library: try ONNXRuntimeSearch.load())
      case .opencv: try OpenCVModel(path, output: preprocessing?.output)
      }
    try self.init(modelAt: path, preprocessing: preprocessing, network: network)
  }

  /// The same with an engine that has been found.
  init(modelAt path: String, preprocessing: Preprocessing?, network: any InferenceModel) throws {
    try Self.requireFile(path)
    let checksum = try Self.checksum(of: path)
    self.path = path
    let session = try network.makeSession()
    plan = try InputPlan(preprocessing, input: session.input, path: path)
    sessions = SessionPool(of: network, first: session)
    let gray = ColorImage(width: 64, height: 64, filledWith: RGB(128, 128, 128))
    let vector = try Self.vector(of: gray, by: plan, sessions, path: path)
    dimension = vector.count
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    model = VectorModel(name, checksum: checksum, preprocessing: plan.json, runtime: network.runtime)
  }

  private static func requireFile(_ path: String) throws(ModelError) {
    guard FileStamp(path) != nil else {
      throw ModelError(path, "there is no such file; a model is one in ONNX's format, or gist")
    }
  }

  public func vector(of photo: ColorImage) throws -> [Float] {
    let vector = try Self.vector(of: photo, by: plan, sessions, path: path)
    guard vector.count == dimension else {
      throw ModelError(path, "it gives \(vector.count) numbers for this photo, but \(dimension) for others")
    }
    return vector
  }

  private static func vector(
    of photo: ColorImage, by plan: InputPlan, _ sessions: SessionPool, path: String
  ) throws(ModelError) -> [Float] {
    let input = plan.input(of: photo)
    let vector = try sessions.withSession { (session) throws(ModelError) in try session.vector(of: input) }
    guard !vector.isEmpty else { throw ModelError(path, "it gives a vector of no numbers") }
    if let bad = vector.firstIndex(where: { !$0.isFinite }) {
      let count = vector.count { !$0.isFinite }
      throw ModelError(
        path,
        "it gives numbers that are not finite: \(count) of \(vector.count), the first of them "
          + (vector[bad].isNaN ? "nan" : "\(vector[bad])"))
    }
    return vector
  }

  private static func checksum(of path: String) throws(FileError) -> String {
    var checksum = FNV1a()
    try readBlocks(of: path) { checksum.add($0) }
    return checksum.digits
  }
}

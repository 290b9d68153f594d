/// What runs a model.
public enum InferenceEngine: String, Sendable, Hashable, CaseIterable {
  case onnxruntime
  /// OpenCV's DNN, which reads plain models of float32 alone.
  case opencv
}

/// A model's file, and what runs it.
protocol InferenceModel: Sendable {
  /// The engine and its version: `onnxruntime 1.32.0`.
  var runtime: String { get }

  /// Reads the model, for one caller at a time.
  ///
  /// - Throws: ``ModelError`` where the engine can't read it, or it is no model of one picture that gives a vector.
  func makeSession() throws(ModelError) -> any InferenceSession
}

/// A model that runs on the calling thread; not to be shared between tasks.
protocol InferenceSession: AnyObject {
  /// What the model says of its input; nil where the engine doesn't tell.
  var input: ModelInput? { get }

  /// The vector that the model makes of a picture.
  ///
  /// - Throws: ``ModelError`` when the engine fails, or what comes out is no vector.
  func vector(of picture: InputTensor) throws(ModelError) -> [Float]
}

/// A picture as a model takes it.
struct InputTensor {
  enum Values {
    case bytes([UInt8])
    case floats([Float])
  }

  let values: Values
  /// As the values lie, the slowest first.
  let dimensions: [Int]
}

/// - Parameter shape: of an output.
/// - Throws: ``ModelError`` where that is no single vector: more than one dimension is more than 1.
func requireVector(_ shape: [Int], path: String) throws(ModelError) {
  guard !shape.isEmpty, shape.filter({ $0 != 1 }).count <= 1 else {
    throw ModelError(path, "its output has the shape \(shape.asShape), but must be one vector, [1, n]")
  }
}

extension [Int] {
  /// `[1, 3, 224, 224]`, what is open as `?`.
  var asShape: String { "[" + map { $0 < 0 ? "?" : "\($0)" }.joined(separator: ", ") + "]" }
}

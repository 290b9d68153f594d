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
  /// - Throws: ``ModelError`` where the engine can't read it, or it has other inputs or outputs than it should.
  func makeSession() throws(ModelError) -> any InferenceSession
}

/// A model that runs on the calling thread; not to be shared between tasks.
protocol InferenceSession: AnyObject {
  /// What the model says of each of its inputs, which are all alike; nil where the engine doesn't tell.
  var input: ModelInput? { get }

  /// What the model makes of some pictures.
  ///
  /// - Parameter pictures: one for each input, in the order in which these were asked for.
  /// - Throws: ``ModelError`` when the engine fails.
  func output(of pictures: [InputTensor]) throws(ModelError) -> OutputTensor
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

/// The numbers that a model gives.
struct OutputTensor {
  let values: [Float]
  let shape: [Int]
}

extension [Int] {
  /// `[1, 3, 224, 224]`, what is open as `?`.
  var asShape: String { "[" + map { $0 < 0 ? "?" : "\($0)" }.joined(separator: ", ") + "]" }
}

import CONNXRuntime
import Files
import Foundation

/// ONNX Runtime, loaded for the rest of the process.
///
/// Sendable, as its library may be called from any thread.
struct ONNXRuntime: @unchecked Sendable {
  fileprivate let handle: OpaquePointer
  /// Of the library: `1.32.0`.
  let version: String

  /// Loads a library.
  ///
  /// - Parameters:
  ///   - library: a file, or a name for the loader to look for.
  ///   - api: version of the C API that it has to have.
  /// - Throws: ``RuntimeError`` that names the library, and what is wrong with it.
  init(_ library: String, api: Int = Int(onnx_api_version)) throws(RuntimeError) {
    var handle: OpaquePointer?
    var version = [CChar](repeating: 0, count: 64)
    let (status, message) = withMessage { message, _ in
      onnx_runtime_open(library, UInt32(api), &handle, &version, version.count, message)
    }
    self.version = text(of: version)
    switch status {
    case ONNX_OK: break
    case ONNX_NOT_LOADED: throw RuntimeError(description: "\(library) can't be loaded: \(message)")
    case ONNX_OTHER_LIBRARY: throw RuntimeError(description: "\(library) is not ONNX Runtime: \(message)")
    case ONNX_TOO_OLD:
      throw RuntimeError(
        description: "\(library) is ONNX Runtime \(self.version), but 1.\(api) or newer is needed; "
          + ONNXRuntimeSearch.howToInstall)
    default: throw RuntimeError(description: "\(library): ONNX Runtime can't be started: \(message)")
    }
    guard let handle else { preconditionFailure("a runtime without an address") }
    self.handle = handle
  }

  /// Reads a model.
  ///
  /// - Throws: ``ModelError`` where ONNX Runtime doesn't take it.
  fileprivate func open(_ path: String) throws(ModelError) -> OpaquePointer {
    var session: OpaquePointer?
    let (status, message) = withMessage { message, _ in onnx_session_open(handle, systemPath(path), &session, message) }
    guard status == ONNX_OK, let session else {
      throw ModelError(path, "ONNX Runtime \(version) can't read it as a model: \(message)")
    }
    return session
  }
}

/// A model that ONNX Runtime runs.
struct ONNXModel: InferenceModel {
  let path: String
  /// Names of the inputs, in the order in which pictures come; empty for the only one, whatever it is called.
  var inputs: [String] = []
  /// Name of the output; nil for the only one.
  let output: String?
  let library: ONNXRuntime

  var runtime: String { "onnxruntime \(library.version)" }

  func makeSession() throws(ModelError) -> any InferenceSession {
    try ONNXSession(path, inputs: inputs, output: output, by: library)
  }
}

private final class ONNXSession: InferenceSession {
  private let session: OpaquePointer
  /// Of each of the model's inputs, the picture that it takes.
  private let places: [Int]
  private let outputIndex: Int
  private let path: String
  private let told: ModelInput

  /// - Throws: ``ModelError`` where it is no model of such pictures, or its output isn't of float32.
  init(_ path: String, inputs: [String], output: String?, by library: ONNXRuntime) throws(ModelError) {
    self.path = path
    let session = try library.open(path)
    do throws(ModelError) {
      places = try Self.places(of: inputs, in: session, path: path)
      told = try Self.input(of: session, areNamed: !inputs.isEmpty, path: path)
      let index = try Self.index(of: output, in: session, path: path)
      let result = try Self.describe(path) { onnx_session_output(session, index, &$0, $1) }
      guard result.element == Int32(ONNX_FLOAT32.rawValue) else {
        throw ModelError(
          path, "its output is of type \(elementName(ofONNX: Int(result.element))), but must be of float32")
      }
      outputIndex = index
    } catch {
      onnx_session_close(session)
      throw error
    }
    self.session = session
  }

  deinit { onnx_session_close(session) }

  var input: ModelInput? { told }

  func output(of pictures: [InputTensor]) throws(ModelError) -> OutputTensor {
    var output = onnx_output()
    let (status, message) = withMessage { message, _ in
      withValues(places.map { pictures[$0] }) { onnx_session_run(session, $0, outputIndex, &output, message) }
    }
    defer { onnx_output_free(&output) }
    guard status == ONNX_OK else { throw ModelError(path, "ONNX Runtime can't run it: \(message)") }
    return OutputTensor(
      values: Array(UnsafeBufferPointer(start: output.values, count: output.count)), shape: output.tensor.shape)
  }

  /// For each of the model's inputs its place among the names.
  private static func places(
    of names: [String], in session: OpaquePointer, path: String
  ) throws(ModelError) -> [Int] {
    let count = onnx_session_input_count(session)
    guard !names.isEmpty else {
      guard count == 1 else { throw ModelError(path, "it has \(count) inputs, but must have one, a picture") }
      return [0]
    }
    let known = (0..<count).map { onnx_session_input_name(session, $0).map { String(cString: $0) } ?? "" }
    let places = known.compactMap { names.firstIndex(of: $0) }
    guard places.count == count, count == names.count else {
      throw ModelError(
        path,
        "it has the \(count == 1 ? "input" : "inputs") \(known.joined(separator: ", ")), but must have two, "
          + "\(names.joined(separator: " and ")), a picture each")
    }
    return places
  }

  /// What all inputs say.
  private static func input(
    of session: OpaquePointer, areNamed: Bool, path: String
  ) throws(ModelError) -> ModelInput {
    var known: (name: String, shape: [Int], input: ModelInput)?
    for index in 0..<onnx_session_input_count(session) {
      let name = onnx_session_input_name(session, index).map { String(cString: $0) } ?? ""
      let tensor = try describe(path) { onnx_session_input(session, index, &$0, $1) }
      let input = try ModelInput(
        areNamed ? name : nil, element: Int(tensor.element), shape: tensor.shape, path: path)
      if let known, known.input != input {
        throw ModelError(
          path,
          "its input \(known.name) has the shape \(known.shape.asShape) of \(known.input.element.rawValue), but \(name) "
            + "\(tensor.shape.asShape) of \(input.element.rawValue): both must be alike")
      }
      known = known ?? (name, tensor.shape, input)
    }
    guard let known else { preconditionFailure("a model without inputs, whose names are known") }
    return known.input
  }

  private static func describe(
    _ path: String, _ call: (inout onnx_tensor, UnsafeMutablePointer<CChar>?) -> onnx_status
  ) throws(ModelError) -> onnx_tensor {
    var tensor = onnx_tensor()
    let (status, message) = withMessage { message, _ in call(&tensor, message) }
    guard status == ONNX_OK else { throw ModelError(path, message) }
    return tensor
  }

  private static func index(of output: String?, in session: OpaquePointer, path: String) throws(ModelError) -> Int {
    let names = (0..<onnx_session_output_count(session)).map {
      onnx_session_output_name(session, $0).map { String(cString: $0) } ?? ""
    }
    let known = names.joined(separator: ", ")
    guard let output else {
      guard names.count == 1 else {
        throw ModelError(
          path, "it has \(names.count) outputs (\(known)): the preprocessing must name one, {\"output\": …}")
      }
      return 0
    }
    guard let index = names.firstIndex(of: output) else {
      throw ModelError(path, "it has no output \(output); there are \(known)")
    }
    return index
  }
}

/// Lends pictures as values for a model's inputs.
private func withValues<Result>(_ pictures: [InputTensor], _ body: ([onnx_value]) -> Result) -> Result {
  func lend(_ rest: ArraySlice<InputTensor>, behind values: [onnx_value]) -> Result {
    guard let picture = rest.first else { return body(values) }
    return picture.withBytes { bytes, element in
      picture.dimensions.map(Int64.init).withUnsafeBufferPointer { dimensions in
        let value = onnx_value(
          values: bytes.baseAddress, size: bytes.count, element: element, dimensions: dimensions.baseAddress,
          rank: dimensions.count)
        return lend(rest.dropFirst(), behind: values + [value])
      }
    }
  }
  return lend(pictures[...], behind: [])
}

extension InputTensor {
  fileprivate func withBytes<Result>(_ body: (UnsafeRawBufferPointer, onnx_element) -> Result) -> Result {
    switch values {
    case .bytes(let values): values.withUnsafeBytes { body($0, ONNX_UINT8) }
    case .floats(let values): values.withUnsafeBytes { body($0, ONNX_FLOAT32) }
    }
  }
}

extension onnx_tensor {
  fileprivate var shape: [Int] {
    withUnsafeBytes(of: dimensions) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(rank).map { Int(clamping: $0) }
    }
  }
}

import COpenCV
import Files

/// A model as OpenCV's DNN has read it: one of float32 alone, of operators that it knows.
struct OpenCVModel: InferenceModel {
  private let path: String
  private let output: String
  let runtime: String

  /// - Parameter output: name of the layer that gives the vector; nil for the last one.
  /// - Throws: ``RuntimeError`` where OpenCV's DNN isn't installed.
  init(_ path: String, output: String?) throws(RuntimeError) {
    guard ocv_has_networks() else {
      throw RuntimeError(
        description: "OpenCV's DNN isn't installed: apt-get install libopencv-dev, or brew install opencv")
    }
    (self.path, self.output) = (path, output ?? "")
    var version = [CChar](repeating: 0, count: 32)
    ocv_version(&version, version.count)
    runtime = "opencv " + text(of: version)
  }

  func makeSession() throws(ModelError) -> any InferenceSession {
    var network: OpaquePointer?
    let (status, message) = withMessage { ocv_network_open(systemPath(path), &network, $0, $1) }
    guard status == OCV_OK, let network else {
      throw ModelError(path, "OpenCV's DNN can't read it as a model: \(message)")
    }
    return OpenCVSession(network, output: output, path: path)
  }
}

private final class OpenCVSession: InferenceSession {
  private let network: OpaquePointer
  private let output: String
  private let path: String

  init(_ network: OpaquePointer, output: String, path: String) {
    (self.network, self.output, self.path) = (network, output, path)
  }

  deinit { ocv_network_free(network) }

  /// OpenCV doesn't tell.
  var input: ModelInput? { nil }

  func output(of pictures: [InputTensor]) throws(ModelError) -> OutputTensor {
    precondition(pictures.count == 1, "OpenCV's DNN is given \(pictures.count) pictures")
    guard case .floats(let values) = pictures[0].values else {
      throw ModelError(path, "OpenCV's DNN takes pictures of float32 alone, not of uint8")
    }
    var numbers = ocv_numbers()
    let dimensions = pictures[0].dimensions.map(Int32.init)
    let (status, message) = withMessage {
      ocv_network_run(network, values, dimensions, Int32(dimensions.count), output, &numbers, $0, $1)
    }
    defer { ocv_numbers_free(numbers) }
    guard status == OCV_OK else { throw ModelError(path, "OpenCV's DNN can't run it: \(message)") }
    let shape = withUnsafeBytes(of: numbers.dimensions) { bytes in
      bytes.bindMemory(to: Int32.self).prefix(Int(numbers.rank)).map(Int.init)
    }
    return OutputTensor(values: Array(UnsafeBufferPointer(start: numbers.values, count: numbers.count)), shape: shape)
  }
}

import COpenCV

/// OpenCV refused a call or failed in it.
public struct OpenCVError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The function of OpenCV, such as `cv::findHomography`.
  public let function: String
  /// What OpenCV said, cut to about 1000 bytes.
  public let message: String

  public init(function: String, message: String) {
    self.function = function
    self.message = message
  }

  public var description: String { "\(function) failed: \(message)" }

  /// Calls a function of COpenCV with room for its message.
  ///
  /// - Throws: ``OpenCVError`` when the status that `call` returns is not `OCV_OK`.
  static func check(
    _ function: String, _ call: (UnsafeMutablePointer<CChar>?, Int) -> ocv_status
  ) throws(OpenCVError) {
    var message = [CChar](repeating: 0, count: 1024)
    let status = message.withUnsafeMutableBufferPointer { call($0.baseAddress, $0.count) }
    guard status == OCV_OK else { throw OpenCVError(function: function, message: text(message)) }
  }

  /// The text in front of the first zero.
  fileprivate static func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Version of the OpenCV that the program runs with, such as "4.6.0": belongs beside every figure of a baseline.
public let openCVVersion: String = {
  var buffer = [CChar](repeating: 0, count: 32)
  ocv_version(&buffer, buffer.count)
  return OpenCVError.text(buffer)
}()

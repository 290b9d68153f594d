/// What a call of an engine returns, and its message on one line.
///
/// - Parameter call: is given room for a message that ends with a zero.
func withMessage<Status>(
  capacity: Int = 1024, _ call: (UnsafeMutablePointer<CChar>?, Int) -> Status
) -> (status: Status, message: String) {
  var message = [CChar](repeating: 0, count: capacity)
  let status = message.withUnsafeMutableBufferPointer { call($0.baseAddress, $0.count) }
  return (status, text(of: message).split(whereSeparator: \.isNewline).joined(separator: " "))
}

/// The text in front of the first zero.
func text(of buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

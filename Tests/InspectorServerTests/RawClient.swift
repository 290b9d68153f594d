import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A connection that sends what it is told to, byte by byte, as no browser would.
final class RawClient: Sendable {
  private let descriptor: Int32

  struct NoConnection: Error {}

  /// - Parameter seconds: after which reading gives up.
  init(port: UInt16, address: String = "127.0.0.1", seconds: Int = 60) throws {
    #if canImport(Glibc)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, address, &name.sin_addr)
    var timeout = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let status = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw NoConnection() }
  }

  deinit { close(descriptor) }

  /// - Returns: whether all of it went.
  @discardableResult
  func send(_ bytes: some Collection<UInt8>) -> Bool {
    let bytes = Array(bytes)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// nil at the end, and where nothing came in time.
  func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  struct Answer {
    let status: Int
    /// Names in small letters.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:] }
    /// The word for programs of a refusal.
    var code: String { (json["error"] as? [String: Any])?["code"] as? String ?? "" }
  }

  /// Reads one answer whole; nil where the connection ended before.
  func answer() -> Answer? {
    var bytes: [UInt8] = []
    let end = Array("\r\n\r\n".utf8)
    var head = bytes.firstRange(of: end)
    while head == nil {
      guard let more = receive() else { return nil }
      bytes += more
      head = bytes.firstRange(of: end)
    }
    guard let head else { return nil }
    let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    var body = Array(bytes[head.upperBound...])
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while body.count < length {
      guard let more = receive() else { return nil }
      body += more
    }
    let status = Int(lines[0].split(separator: " ")[1]) ?? 0
    return Answer(status: status, headers: headers, body: body)
  }

  /// Sends a request and reads its answer.
  ///
  /// - Parameter headers: whole lines.
  func request(_ method: String, _ path: String, _ headers: [String], body: String? = nil) -> Answer? {
    var lines = ["\(method) \(path) HTTP/1.1"] + headers
    if let body { lines.append("Content-Length: \(body.utf8.count)") }
    send((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
    return answer()
  }
}

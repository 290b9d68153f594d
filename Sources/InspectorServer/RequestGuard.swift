import FlyingFox
import Foundation

/// Tells requests of our own page from those that other pages or machines make a browser send.
///
/// A foreign name that leads to 127.0.0.1 is told by the request's Host, a foreign page by its Origin, and whoever wasn't given the
/// address by the token.
///
/// Sendable because the lock guards the port.
final class RequestGuard: @unchecked Sendable {
  private let token: InspectorToken
  private let lock = NSLock()
  private var port: UInt16?

  static let tokenHeader = HTTPHeader("X-Facsimile-Token")

  init(token: InspectorToken) { self.token = token }

  /// From now on requests to this port are answered.
  func listen(on port: UInt16) { lock.withLock { self.port = port } }

  private var hosts: [String] {
    lock.withLock { port }.map { ["127.0.0.1:\($0)", "localhost:\($0)"] } ?? []
  }

  /// - Throws: ``Refusal`` where a request names another host: it came by a name that somebody else gave this machine.
  func checkHost(of request: HTTPRequest) throws(Refusal) {
    let named = request.headers.values(for: .host)
    guard named.count == 1, hosts.contains(named[0].lowercased()) else {
      throw Refusal(.misdirectedRequest, "wrong_host", "ask for \(hosts.first ?? "127.0.0.1")")
    }
  }

  /// - Throws: ``Refusal`` where the token is missing or wrong, or a page of somebody else asks.
  func checkRights(of request: HTTPRequest) throws(Refusal) {
    let given = request.headers.values(for: Self.tokenHeader)
    guard given.count == 1, token.matches(given[0]) else {
      throw Refusal(.forbidden, "no_token", "open the address that facsimile inspect has printed")
    }
    let origins = request.headers.values(for: HTTPHeader("Origin"))
    let mustTell = request.method != .GET
    guard origins.isEmpty ? !mustTell : origins.count == 1 && hosts.map({ "http://\($0)" }).contains(origins[0]) else {
      throw Refusal(.forbidden, "wrong_origin", "another page asks")
    }
  }
}

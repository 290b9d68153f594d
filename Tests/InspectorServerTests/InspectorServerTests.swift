import Files
import Foundation
import Inspection
import TestSupport
import Testing

@testable import InspectorServer

/// The server over raw sockets, as nobody's browser would speak to it.
@Suite(.serialized) struct InspectorServerTests {
  @Test func pageAndItsFilesAreForEverybodyOfThisMachine() async throws {
    try await serving { server in
      for (path, type) in [
        ("/", "text/html"), ("/app.js", "text/javascript"), ("/style.css", "text/css"), ("/icon.svg", "image/svg+xml"),
      ] {
        let answer = try #require(try server.client().request("GET", path, [server.host]))
        #expect(answer.status == 200 && !answer.body.isEmpty, "\(path)")
        #expect(answer.headers["content-type"]?.hasPrefix(type) ?? false)
        #expect(answer.headers["content-security-policy"]?.hasPrefix("default-src 'none'; script-src 'self'") ?? false)
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["referrer-policy"] == "no-referrer")
        #expect(answer.headers["access-control-allow-origin"] == nil)
        #expect(!answer.text.contains(server.token), "the token is told to nobody")
      }
    }
  }

  @Test func onlyOurOwnPageIsAnswered() async throws {
    try await serving { server in
      let paths = ["/api/run", "/api/pairs", "/api/pairs/0", "/api/photos/q/0?side=104", "/api/labels"]
      for path in paths {
        func status(_ headers: [String]) throws -> Int {
          try #require(try server.client().request("GET", path, headers)).status
        }
        #expect(try status([server.host, server.right]) == 200, "\(path)")
        #expect(try status(["Host: localhost:\(server.port)", server.right]) == 200)
        #expect(try status([server.host]) == 403, "\(path) without a token")
        #expect(try status([server.host, "X-Facsimile-Token: "]) == 403)
        #expect(try status([server.host, "X-Facsimile-Token: \(server.token.dropLast())"]) == 403)
        #expect(try status([server.host, "X-Facsimile-Token: \(server.token.dropLast())x"]) == 403)
        #expect(try status([server.host, server.right, "Origin: http://evil.example"]) == 403)
        #expect(try status([server.host, server.right, "Origin: null"]) == 403)
        #expect(try status([server.host, server.right, "Origin: http://127.0.0.1:\(server.port)"]) == 200)
        for foreign in [
          "evil.example", "evil.example:\(server.port)", "127.0.0.1", "127.0.0.1:1", "[::1]:\(server.port)",
        ] {
          #expect(try status(["Host: \(foreign)", server.right]) == 421, "\(foreign)")
        }
        #expect(try status([server.right]) == 421, "no host")
      }
      let foreign = try server.client().request("GET", "/", ["Host: evil.example"])
      #expect(foreign?.status == 421)
    }
  }

  @Test func noPathLeadsToTheDisk() async throws {
    try await serving { server in
      for path in [
        "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/.%2e/app.js", "//etc/passwd",
        "/etc/passwd", "/app.js/", "/APP.JS", "/app.js%00", "/api/../../etc/passwd",
        "/api/photos/q/..%2f..%2fetc%2fpasswd?side=104",
        "/api/photos/q//etc/passwd?side=104", "http://127.0.0.1/etc/passwd", "*",
      ] {
        let answer = try #require(try server.client().request("GET", path, [server.host, server.right]), "\(path)")
        #expect(answer.status == 404, "\(path)")
        #expect(!answer.text.contains("root:"), "\(path)")
      }
    }
  }

  @Test func numbersThatNameNothingAreTold() async throws {
    try await serving { server in
      let client = try server.client()
      func ask(_ path: String) throws -> RawClient.Answer {
        try #require(client.request("GET", path, [server.host, server.right]))
      }
      for number in ["-1", "+1", "1e3", "99999999999999999999999", "9999999", "x", "", "0x1", "%30", "٣"] {
        #expect(try ask("/api/pairs/\(number)").code == "pair_unknown", "\(number)")
        #expect(try ask("/api/photos/q/\(number)?side=104").status == 404, "\(number)")
      }
      for side in ["", "?side=", "?side=103", "?side=-104", "?side=1e9", "?size=104"] {
        #expect(try ask("/api/photos/r/0\(side)").code == "bad_side", "\(side)")
      }
      #expect(try ask("/api/photos/x/0?side=104").code == "photo_unknown")
      #expect(try ask("/api/nothing").code == "not_found")
      for path in ["/", "/api/run", "/api/pairs"] {
        #expect(client.request("DELETE", path, [server.host, server.right, server.origin])?.status == 405)
      }
    }
  }

  @Test func pairsAreTheTableAndStoriesTheStories() async throws {
    try await serving { server in
      let client = try server.client()
      func ask(_ path: String, _ headers: [String] = []) throws -> RawClient.Answer {
        try #require(client.request("GET", path, [server.host, server.right] + headers))
      }
      let pairs = try ask("/api/pairs")
      #expect(pairs.body == server.run.table.json())
      let tag = try #require(pairs.headers["etag"])
      let again = try ask("/api/pairs", ["If-None-Match: \(tag)"])
      #expect(again.status == 304 && again.body.isEmpty)
      for row in [0, server.run.table.count - 1] {
        #expect(try ask("/api/pairs/\(row)").body == (try await server.run.stories.json(ofRow: row)))
      }
      let photo = try ask("/api/photos/r/0?side=104")
      let picture = try server.run.pictures.picture(of: .reference, id: server.run.table.referenceIDs[0], side: 104)
      #expect(photo.body == picture.jpeg && photo.headers["content-type"] == "image/jpeg")
      #expect(try ask("/api/photos/r/0?side=104", ["If-None-Match: \(picture.etag)"]).status == 304)
      let run = try ask("/api/run").json
      #expect(run["has_truth"] as? Bool == true)
      #expect((run["counts"] as? [String: Any])?["pairs"] as? Int == server.run.table.count)
    }
  }

  @Test func labelsAreKeptAndTakenBack() async throws {
    try await serving { server in
      let client = try server.client()
      func post(_ body: String, _ headers: [String]? = nil) throws -> RawClient.Answer {
        let usual = [server.host, server.right, server.origin, "Content-Type: application/json"]
        return try #require(client.request("POST", "/api/labels", headers ?? usual, body: body))
      }
      let saved = try post(#"{"pair":1,"label":"not_copy","reason":"shared_overlay","note":"<b>é</b>"}"#)
      #expect(saved.status == 200 && saved.json["labels"] as? Int == 1)
      let file = try String(contentsOfFile: server.run.labels.path, encoding: .utf8)
      #expect(file.contains(#""label":"not_copy","reason":"shared_overlay","note":"<b>é</b>""#))
      let listed = try #require(client.request("GET", "/api/labels", [server.host, server.right]))
      #expect((listed.json["labels"] as? [[String: Any]])?.first?["pair"] as? Int == 1)
      #expect(try post(#"{"pair":1,"label":null}"#).json["labels"] as? Int == 0)

      for wrong in [
        "", "[]", "{", #"{"pair":0}"#, #"{"label":"copy"}"#, #"{"pair":0,"label":"maybe"}"#,
        #"{"pair":"0","label":"copy"}"#,
        #"{"pair":0.5,"label":"copy"}"#, #"{"pair":0,"label":"copy","note":7}"#,
      ] {
        #expect(try post(wrong).code == "bad_request", "\(wrong)")
      }
      #expect(try post(#"{"pair":-1,"label":"copy"}"#).code == "pair_unknown")
      #expect(try post(#"{"pair":123456789,"label":"copy"}"#).code == "pair_unknown")
      let label = #"{"pair":0,"label":"copy"}"#
      #expect(try post(label, [server.host, server.right, server.origin]).code == "bad_request", "no JSON")
      let form = "Content-Type: text/plain"
      #expect(try post(label, [server.host, server.right, server.origin, form]).code == "bad_request")
      let json = "Content-Type: application/json"
      #expect(try post(label, [server.host, server.right, json]).code == "wrong_origin", "no origin")
      #expect(try post(label, [server.host, server.right, json, "Origin: http://evil.example"]).code == "wrong_origin")
      #expect(try post(label, [server.host, server.origin, json]).code == "no_token")
      #expect(server.run.labels.count == 0)
    }
  }

  @Test func largeBodiesAreRefusedAndTheConnectionGoesOn() async throws {
    try await serving { server in
      for size in [17_000, 300_000, 3_000_000] {
        let client = try server.client()
        let note = String(repeating: "x", count: size)
        let headers = [server.host, server.right, server.origin, "Content-Type: application/json"]
        let answer = try #require(
          client.request("POST", "/api/labels", headers, body: #"{"pair":0,"label":"copy","note":"\#(note)"}"#))
        #expect(answer.status == 413 && answer.code == "too_large", "\(size) bytes")
        #expect(client.request("GET", "/api/run", [server.host, server.right])?.status == 200, "after \(size) bytes")
      }
      #expect(server.run.labels.count == 0)
    }
  }

  /// The HTTP library takes a time for a line that grows with the square of its length.
  @Test func endlessLinesAreCutOffAndCostOthersNothing() async throws {
    try await serving { server in
      let endless = try server.client(seconds: 120)
      endless.send("GET / HTTP/1.1\r\nX: ".utf8)
      let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 16)
      let sender = Thread {
        // Until it is cut off; the bound is for a server that doesn't.
        for _ in 0..<(1 << 12) where !endless.send(piece) { return }
      }
      sender.start()
      for _ in 0..<50 {
        let answer = try server.client().request("GET", "/api/run", [server.host, server.right])
        #expect(answer?.status == 200)
      }
      #expect(endless.answer() == nil, "it was answered")
    }
  }

  @Test func slowRequestsAreWaitedFor() async throws {
    try await serving { server in
      let client = try server.client()
      for part in ["GET /api/run HT", "TP/1.1\r\n", "\(server.host)\r\n\(server.right)\r", "\n\r\n"] {
        client.send(part.utf8)
        try await Task.sleep(for: .milliseconds(50))
      }
      #expect(client.answer()?.status == 200)
    }
  }

  @Test func aTakenPortIsAnError() async throws {
    try await serving { server in
      let second = InspectorServer(server.run, port: server.port)
      await #expect(throws: PortIsTaken(port: server.port, reason: "another program has it")) {
        try await second.serve { _ in Issue.record("it listens") }
      }
    }
  }

  @Test func noOtherMachineReachesIt() async throws {
    try await serving { server in
      for address in ["127.0.0.2"] + otherAddresses() {
        #expect(throws: RawClient.NoConnection.self, "\(address)") {
          _ = try RawClient(port: server.port, address: address, seconds: 2)
        }
      }
    }
  }

  /// IPv4 addresses of this machine that others can reach.
  private func otherAddresses() -> [String] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    return sequence(first: first, next: { $0?.pointee.ifa_next }).compactMap { entry -> String? in
      guard let address = entry?.pointee.ifa_addr, Int32(address.pointee.sa_family) == AF_INET else { return nil }
      var name = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_addr }
      var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
      guard inet_ntop(AF_INET, &name, &text, socklen_t(text.count)) != nil else { return nil }
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }.filter { !$0.hasPrefix("127.") }
  }

  @Test func requestsUnderWayDontKeepItFromEnding() async throws {
    let server = try await RunningServer()
    let clients = try (0..<8).map { _ in try server.client() }
    for (row, client) in clients.enumerated() {
      client.send("GET /api/pairs/\(row) HTTP/1.1\r\n\(server.host)\r\n\(server.right)\r\n\r\n".utf8)
    }
    await server.end()
    #expect(throws: RawClient.NoConnection.self) { _ = try server.client() }
  }

  @Test func tokensAreOfTheirOwn() {
    let tokens = (0..<100).map { _ in InspectorToken() }
    #expect(Set(tokens.map(\.text)).count == 100)
    #expect(tokens.allSatisfy { $0.text.count == 32 && $0.matches($0.text) })
    #expect(!tokens[0].matches(tokens[1].text) && !tokens[0].matches("") && !tokens[0].matches(tokens[0].text + "0"))
  }
}

/// Does something with a server over the pairs of fixtures, and ends it.
private func serving(_ body: (RunningServer) async throws -> Void) async throws {
  let server = try await RunningServer()
  do {
    try await body(server)
  } catch {
    await server.end()
    throw error
  }
  await server.end()
}

/// A server that is running.
final class RunningServer: Sendable {
  let run: InspectedRun
  let token: String
  let port: UInt16
  private let task: Task<Void, any Error>
  private let folder: String

  init() async throws {
    folder = FileManager.default.temporaryDirectory.path + "/inspector-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let run = try await inspectedFixtures(labels: folder + "/p.labels.jsonl")
    let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
    let token = InspectorToken()
    task = Task {
      defer { continuation.finish() }
      try await InspectorServer(run, token: token).serve { continuation.yield($0) }
    }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next(), "it doesn't listen")
    let match = try #require(address.wholeMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)\/#([0-9a-f]{32})/))
    port = try #require(UInt16(match.output.1))
    self.token = String(match.output.2)
    self.run = run
    #expect(self.token == token.text)
  }

  var host: String { "Host: 127.0.0.1:\(port)" }
  var right: String { "X-Facsimile-Token: \(token)" }
  var origin: String { "Origin: http://127.0.0.1:\(port)" }

  func client(seconds: Int = 60) throws -> RawClient { try RawClient(port: port, seconds: seconds) }

  /// Ends as Ctrl-C does.
  func end() async {
    task.cancel()
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
    try? FileManager.default.removeItem(atPath: folder)
  }
}

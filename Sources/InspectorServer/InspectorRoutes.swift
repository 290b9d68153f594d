import Copies
import Files
import FlyingFox
import Foundation
import Inspection
import Labels
import Photos
import Runs

/// What the server answers: docs/inspect.md lists it.
struct InspectorRoutes: HTTPHandler {
  private let run: InspectedRun
  private let guardian: RequestGuard
  private let connections: StuckConnections
  private let pairs: [UInt8]
  private let pairsTag: String

  /// Bytes of a request's body.
  private static let mostBytes = 16 << 10

  init(_ run: InspectedRun, guardian: RequestGuard, connections: StuckConnections) {
    self.run = run
    self.guardian = guardian
    self.connections = connections
    pairs = run.table.json()
    pairsTag = Self.tag(of: pairs)
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    var peer: UInt16?
    if case .ip4(_, let port)? = request.remoteAddress { peer = port }
    return await connections.answering(peer) {
      var response: HTTPResponse
      do {
        try guardian.checkHost(of: request)
        response = try await answer(to: request)
      } catch let refusal as Refusal {
        response = refusal.response
      } catch is CancellationError {
        response = Refusal(.serviceUnavailable, "stopping", "the program is being stopped").response
      } catch {
        response = Refusal(.internalServerError, "failed", "\(error)").response
      }
      response.headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
      response.headers[HTTPHeader("Referrer-Policy")] = "no-referrer"
      response.headers[HTTPHeader("Content-Security-Policy")] = PageAssets.contentSecurityPolicy
      response.headers[HTTPHeader("Cross-Origin-Resource-Policy")] = "same-origin"
      if response.headers[HTTPHeader("Cache-Control")] == nil {
        response.headers[HTTPHeader("Cache-Control")] = "no-store"
      }
      return response
    }
  }

  // MARK: Where requests lead

  private func answer(to request: HTTPRequest) async throws -> HTTPResponse {
    // As it was sent: what looks like a way out of a folder names nothing here.
    let path = request.target.path()
    if let asset = PageAssets.all[path] {
      try Self.check(request, .GET)
      return Self.response(.ok, type: asset.type, asset.bytes)
    }
    try guardian.checkRights(of: request)
    let words = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    switch (words.first, words.count) {
    case ("api", 2) where words[1] == "labels" && request.method == .POST: return try await setLabel(request)
    case ("api", 2) where words[1] == "labels":
      try Self.check(request, .GET)
      return Self.response(.ok, json: LabelListDocument(run.labels, of: run.table))
    case ("api", 2) where words[1] == "run":
      try Self.check(request, .GET)
      return Self.response(.ok, json: try RunDocument(run))
    case ("api", 2) where words[1] == "map":
      try Self.check(request, .GET)
      guard let map = run.map else { throw Refusal.unknownPage }
      return Self.response(.ok, json: MapDocument(map))
    case ("api", 2) where words[1] == "pairs":
      try Self.check(request, .GET)
      return Self.kept(pairs, tag: pairsTag, type: Self.json, for: request)
    case ("api", 3) where words[1] == "pairs":
      try Self.check(request, .GET)
      return try await story(of: words[2])
    case ("api", 4) where words[1] == "photos":
      try Self.check(request, .GET)
      return try picture(of: words[2], words[3], for: request)
    default: throw Refusal.unknownPage
    }
  }

  private static func check(_ request: HTTPRequest, _ method: HTTPMethod) throws(Refusal) {
    guard request.method == method else {
      throw Refusal(.methodNotAllowed, "wrong_method", "this can be asked for by \(method.rawValue) only")
    }
  }

  // MARK: Pairs and photos

  private func story(of number: String) async throws -> HTTPResponse {
    let row = try row(number)
    do {
      return Self.response(.ok, type: Self.json, try await run.stories.json(ofRow: row))
    } catch let error where error is UnusablePhoto || error is UnjudgedPair || error is UnknownPhotoOfPair {
      throw Refusal(.conflict, "photo_unusable", "\(error)")
    }
  }

  private func row(_ number: String) throws(Refusal) -> Int {
    guard let row = Self.number(number), row < run.table.count else { throw .unknownPair }
    return row
  }

  private func picture(of role: String, _ number: String, for request: HTTPRequest) throws -> HTTPResponse {
    let unknown = Refusal(.notFound, "photo_unknown", "there is no such photo")
    guard let role = PhotoRole(rawValue: role), let index = Self.number(number) else { throw unknown }
    let ids = role == .query ? run.table.queryIDs : run.table.referenceIDs
    guard index < ids.count else { throw unknown }
    let sides = InspectedRun.pictureSides
    guard let side = request.query.first(where: { $0.name == "side" }).flatMap({ Self.number($0.value) }),
      sides.contains(side)
    else {
      throw Refusal(
        .badRequest, "bad_side", "side must be \(sides.map { "\($0)" }.joined(separator: " or "))")
    }
    let picture: PhotoPictures.Picture
    do {
      picture = try run.pictures.picture(of: role, id: ids[index], side: side)
    } catch let error as UnknownPhotoOfPair {
      throw Refusal(.notFound, "photo_unknown", "\(error)")
    } catch {
      throw Refusal(.conflict, "photo_unusable", "\(error)")
    }
    return Self.kept(picture.jpeg, tag: picture.etag, type: "image/jpeg", for: request)
  }

  /// A number as the page writes it: digits alone.
  private static func number(_ text: String) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
  }

  // MARK: Labels

  private struct GivenLabel: Decodable {
    let pair: Int
    let label: String?
    let reason: String?
    let note: String?

    private enum CodingKeys: CodingKey {
      case pair, label, reason, note
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      pair = try container.decode(Int.self, forKey: .pair)
      // null takes a label back; a request without the key is a mistake.
      guard container.contains(.label) else {
        throw DecodingError.keyNotFound(
          CodingKeys.label, DecodingError.Context(codingPath: [], debugDescription: "label is missing"))
      }
      label = try container.decodeIfPresent(String.self, forKey: .label)
      reason = try container.decodeIfPresent(String.self, forKey: .reason)
      note = try container.decodeIfPresent(String.self, forKey: .note)
    }
  }

  private func setLabel(_ request: HTTPRequest) async throws -> HTTPResponse {
    let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
    guard type == "application/json" else { throw Refusal(.badRequest, "bad_request", "a label is given as JSON") }
    let body = try await body(of: request)
    guard let given = try? JSONDecoder().decode(GivenLabel.self, from: body),
      given.label == nil || CopyLabel(rawValue: given.label ?? "") != nil
    else {
      let labels = CopyLabel.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw Refusal(
        .badRequest, "bad_request",
        "a label is {\"pair\": number, \"label\": \(labels) or null, \"reason\": …, \"note\": …}")
    }
    let row = try row("\(given.pair)")
    if let refusal = run.labels.refusal { throw Refusal(.conflict, "labels_taken", refusal) }
    do {
      let label = try run.labels.set(
        given.label.flatMap(CopyLabel.init), of: run.table.pair(ofRow: row), score: run.table.score[row],
        reason: given.reason ?? "", note: given.note ?? "")
      return Self.response(.ok, json: SavedLabelDocument(row: row, label, count: run.labels.count))
    } catch {
      throw Refusal(.internalServerError, "not_saved", "\(error)")
    }
  }

  /// Reads a body that is as small as that of a label.
  private func body(of request: HTTPRequest) async throws -> Data {
    var body = Data()
    var length = 0
    for try await part in request.bodySequence {
      length += part.count
      if length <= Self.mostBytes { body.append(part) }
      // What is behind it would be read as the next request, so it is passed over, as far as anybody could mean it.
      if length > 1 << 22 { break }
    }
    guard length <= Self.mostBytes else {
      throw Refusal(.contentTooLarge, "too_large", "a label takes no more than \(Self.mostBytes) bytes")
    }
    return body
  }

  // MARK: Responses

  static let json = "application/json"

  static func response(_ status: HTTPStatusCode, type: String, _ bytes: [UInt8]) -> HTTPResponse {
    HTTPResponse(statusCode: status, headers: [.contentType: type], body: Data(bytes))
  }

  static func response(_ status: HTTPStatusCode, json: some Encodable) -> HTTPResponse {
    // Of texts and finite numbers.
    response(status, type: Self.json, (try? snakeCaseJSON(json)) ?? Array("{}".utf8))
  }

  /// What a browser may keep, and is spared where it has it.
  private static func kept(_ bytes: [UInt8], tag: String, type: String, for request: HTTPRequest) -> HTTPResponse {
    let isKnown = request.headers[HTTPHeader("If-None-Match")] == tag
    var response = isKnown ? HTTPResponse(statusCode: .notModified) : response(.ok, type: type, bytes)
    response.headers[.eTag] = tag
    response.headers[HTTPHeader("Cache-Control")] = "private, no-cache"
    return response
  }

  private static func tag(of bytes: [UInt8]) -> String {
    var checksum = CRC32()
    checksum.add(bytes)
    return "\"\(checksum.digits)-\(bytes.count)\""
  }
}

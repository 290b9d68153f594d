import FlyingFox
import Foundation

/// A request that isn't answered, and why: `{"error": {"code": …, "message": …}}`.
struct Refusal: Error {
  let status: HTTPStatusCode
  /// A word for programs.
  let code: String
  /// A sentence for people.
  let message: String

  init(_ status: HTTPStatusCode, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  static let unknownPage = Refusal(.notFound, "not_found", "there is no such page")
  static let unknownPair = Refusal(.notFound, "pair_unknown", "there is no such pair")

  private struct Body: Encodable {
    struct Reason: Encodable {
      let code: String
      let message: String
    }

    let error: Reason
  }

  var response: HTTPResponse {
    InspectorRoutes.response(status, json: Body(error: Body.Reason(code: code, message: message)))
  }
}

extension HTTPStatusCode {
  static let misdirectedRequest = HTTPStatusCode(421, phrase: "Misdirected Request")
  static let contentTooLarge = HTTPStatusCode(413, phrase: "Content Too Large")
}

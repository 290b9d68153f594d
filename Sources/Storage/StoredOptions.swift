import Foundation

/// The attribute `options` of our files: settings as JSON.
enum StoredOptions {
  /// Equal options give equal text.
  ///
  /// - Throws: `EncodingError` for values that JSON has no word for (infinity, not a number).
  static func encode(_ options: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(options), as: UTF8.self)
  }

  /// The options in the text of the file at `path`.
  ///
  /// - Throws: ``StoreError`` when they are not of that type, or name a setting that the type does not have: what was made
  ///   with a setting that we don't know must not be used as if nothing were.
  static func decode<Options: Codable>(
    _ text: String, as _: Options.Type, path: String
  ) throws(StoreError) -> Options {
    do {
      let data = Data(text.utf8)
      let decoded = try JSONDecoder().decode(Options.self, from: data)
      let known = try JSONSerialization.jsonObject(
        with: JSONEncoder().encode(decoded), options: .fragmentsAllowed)
      let stored = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
      let unknown = keys(of: stored, missingIn: known).sorted()
      guard unknown.isEmpty else { throw UnknownKeys(names: unknown) }
      return decoded
    } catch let error as UnknownKeys {
      throw StoreError(path, .unknownOptions(reason: error.names.joined(separator: ", ")))
    } catch let error as DecodingError {
      throw StoreError(path, .unknownOptions(reason: describe(error)))
    } catch {
      throw StoreError(path, .unknownOptions(reason: "\(error)"))
    }
  }

  private struct UnknownKeys: Error {
    let names: [String]
  }

  /// Names of settings, `a.b` for the setting b of a, that `stored` gives a value and `known` does not.
  private static func keys(of stored: Any, missingIn known: Any) -> [String] {
    guard let stored = stored as? [String: Any], let known = known as? [String: Any] else { return [] }
    return stored.flatMap { key, value -> [String] in
      guard let counterpart = known[key] else { return value is NSNull ? [] : [key] }
      return keys(of: value, missingIn: counterpart).map { "\(key).\($0)" }
    }
  }

  private static func describe(_ error: DecodingError) -> String {
    let context: DecodingError.Context
    switch error {
    case .keyNotFound(let key, _): return "\(key.stringValue) is missing"
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found): context = found
    @unknown default: return "\(error)"
    }
    let name = context.codingPath.map(\.stringValue).joined(separator: ".")
    return (name.isEmpty ? "" : "\(name): ") + context.debugDescription
  }
}

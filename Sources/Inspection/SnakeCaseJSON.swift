import Foundation

/// A value as a line of JSON whose keys are spelt as `--json` prints them.
///
/// - Throws: `EncodingError` for what JSON has no word for, as a number that isn't finite.
package func snakeCaseJSON(_ value: some Encodable) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
  return Array(try encoder.encode(value))
}

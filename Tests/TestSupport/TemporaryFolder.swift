import Foundation

/// A new empty folder that is deleted with its last reference.
public final class TemporaryFolder {
  public let path: String

  public init() {
    path = FileManager.default.temporaryDirectory.path + "/facsimile-test-" + UUID().uuidString
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` in the folder.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  @discardableResult
  public func write(_ text: String, to name: String) -> String { write(Array(text.utf8), to: name) }

  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) -> String {
    try! Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Puts a copy of a file into the folder; further ones of the same file take no room.
  public func copy(_ file: String, as name: String) throws {
    if let first = copies[file] {
      try FileManager.default.linkItem(atPath: first, toPath: self.file(name))
    } else {
      try FileManager.default.copyItem(atPath: file, toPath: self.file(name))
      copies[file] = self.file(name)
    }
  }

  private var copies: [String: String] = [:]

  /// Names of what is in the folder, hidden files included, sorted.
  public var contents: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

  /// What ``contents`` is where each of `outputs` has a manifest beside it, and the other files none.
  public static func contents(_ others: [String] = [], outputs: [String]) -> [String] {
    (others + outputs.flatMap { [$0, $0 + ".manifest.json"] }).sorted()
  }
}

import Foundation

/// Where the photos of the tests lie.
public enum Photos {
  /// Root of the package.
  public static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// `fixtures/`, which travels with the project.
  public static let fixtures = package + "/fixtures"

  /// Small files to begin with where readers are tried with damaged ones.
  public static let corpus = package + "/Tests/Corpus"

  /// Larger sets beside the project, or nil where they are missing; tests that need them are skipped there.
  public static func shared(_ name: String) -> String? {
    let path = package + "/../shared/data/" + name
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}

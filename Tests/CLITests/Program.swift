import Foundation
import TestSupport

/// The built `facsimile`.
enum Program {
  /// It lies beside the tests' own binary.
  static let path: String = {
    let bundles = [Bundle.main] + Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }
    let folders = bundles.flatMap { [$0.bundleURL, $0.bundleURL.deletingLastPathComponent()] }
    let candidates = folders.map { $0.appendingPathComponent("facsimile").path }
    guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
      fatalError("facsimile is in none of \(candidates)")
    }
    return path
  }()

  static func run(_ arguments: String..., in folder: String? = nil) throws -> ProgramResult {
    try execute([path] + arguments, in: folder)
  }

  /// Runs it where no file may grow beyond `kilobytes`, which fails as a full disk does.
  static func run(fileLimit kilobytes: Int, _ arguments: String...) throws -> ProgramResult {
    // Messages go through a pipe: under a limit of 0 the tests' own file could not take them.
    let script = """
      ( ulimit -f \(kilobytes); exec "$@" ) 2>&1 >/dev/null | cat >&2
      exit ${PIPESTATUS[0]}
      """
    return try execute(["bash", "-c", script, "bash", path] + arguments)
  }
}

extension ProgramResult {
  /// What it printed, as a JSON object.
  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
  }
}

let queries = Photos.fixtures + "/queries"
let references = Photos.fixtures + "/references"

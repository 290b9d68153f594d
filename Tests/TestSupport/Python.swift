/// Python with h5py, through which other tools read and write their HDF5 files: the oracle of their formats.
///
/// `make test` installs it on Debian; elsewhere, tests that need it are skipped where it is missing:
///
///     @Test("…", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
public enum Python {
  /// A Python that has h5py, as it is called; nil where none has.
  public static let withH5py: String? = ["python3", "/usr/bin/python3"].first { program in
    (try? execute([program, "-c", "import h5py"]))?.status == 0
  }

  /// Runs a script to its end; it finds `arguments` in `sys.argv[1:]`.
  ///
  /// - Returns: what it printed; its status is 0.
  /// - Throws: ``ProgramFailure`` when it fails, the traceback with it.
  /// - Precondition: ``withH5py`` is not nil.
  @discardableResult
  public static func run(_ script: String, arguments: [String]) throws -> ProgramResult {
    guard let withH5py else { fatalError("no python3 here has h5py") }
    let result = try execute([withH5py, "-c", script] + arguments)
    guard result.status == 0 else { throw ProgramFailure(arguments: [withH5py] + arguments, result: result) }
    return result
  }
}

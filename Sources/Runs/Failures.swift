import CSV
import Files
import Photos

/// Lists the inputs that were skipped, have no features or were read in part, beside the output: `OUTPUT.failures.csv` (`input,reason`).
///
/// Where there are none, the list of an earlier run is deleted: a stale one would speak of other photos.
/// - Returns: the list's path, or nil where there are none.
package func writeFailures(_ failures: [Failure], besideOutput output: String) throws -> String? {
  let path = failureList(besideOutput: output)
  guard !failures.isEmpty else {
    removeFile(path)
    return nil
  }
  let writer = try CSVWriter(path: path)
  try writer.append(["input", "reason"])
  for failure in failures { try writer.append([failure.input, failure.reason]) }
  try writer.finish()
  return path
}

func failureList(besideOutput output: String) -> String { output + ".failures.csv" }

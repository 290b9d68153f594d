import HDF5
import Storage

extension PendingHDF5 {
  /// Gives up, and says why.
  func refusal(_ problem: StoreError.Problem) -> StoreError {
    abandon()
    return StoreError(path, problem)
  }
}

/// Writes a whole file, or none.
func writeHDF5(to path: String, _ body: (HDF5File) throws(HDF5Failure) -> Void) throws(StoreError) {
  let file = try PendingHDF5(path: path)
  try file.write(body)
  try file.finish()
}

/// A call of HDF5 failed. Whoever knows the file and the purpose makes an error of it that a user understands.
package struct HDF5Failure: Error, Hashable {
  /// The innermost message: the system's own words where the system refused, else HDF5's.
  package let reason: String

  package init(reason: String) { self.reason = reason }
}

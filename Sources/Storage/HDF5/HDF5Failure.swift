/// A call of HDF5 failed. Whoever knows the file and the purpose turns this into a ``StoreError``.
struct HDF5Failure: Error, Hashable {
  /// The innermost message: the system's own words where the system refused, else HDF5's.
  let reason: String
}

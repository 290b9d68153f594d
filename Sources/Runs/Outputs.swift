import Files

/// The files that a run with an output writes besides its side file.
func outputs(of output: String) -> [String] {
  [output, failureList(besideOutput: output), RunManifest.path(besideOutput: output)]
}

/// Makes sure, before hours of work, that a run's output and what stands beside it can be written, and removes what killed runs left
/// of them.
///
/// - Parameter inputs: what the run reads, which would be lost.
/// - Throws: `FileError` as `checkWritable` does.
package func prepareOutputs(of output: String, besides inputs: some Sequence<String> = []) throws(FileError) {
  for path in outputs(of: output) {
    try checkWritable(path, besides: inputs)
    // Those that somebody makes now are locked, and stay.
    PendingFile.removeLeftovers(of: path)
  }
}

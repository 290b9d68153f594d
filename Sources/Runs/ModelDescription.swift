import Vectors

extension VectorModel {
  /// All that results depend on where the model has seen pairs, for errors and side files.
  var wholeDescription: String {
    ["\(self)", checksum.map { "checksum \($0)" }, preprocessing.map { "preprocessing \($0)" }, runtime]
      .compactMap { $0 }.joined(separator: ", ")
  }
}

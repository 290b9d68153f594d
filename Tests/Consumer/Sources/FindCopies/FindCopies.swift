import Facsimile

/// The pairs of two folders that are copies, by SIFT.
func findCopies(of originals: String, among suspects: String) async throws -> [Prediction] {
  var found: [Prediction] = []
  let sift = try SIFT()
  let originals = try PhotoFeatures(of: originals, by: sift)
  let search = try CopySearch(in: originals)
  for try await answer in search.answers(for: try PhotoFeatures(of: suspects, by: sift)) {
    for copy in answer.copies where copy.score >= 2 {
      found.append(Prediction(queryID: answer.query, referenceID: copy.reference, score: copy.score))
    }
  }
  return found
}

@main
struct FindCopies {
  static func main() async throws {
    guard CommandLine.arguments.count == 3 else { return print("usage: FindCopies ORIGINALS SUSPECTS") }
    for copy in try await findCopies(of: CommandLine.arguments[1], among: CommandLine.arguments[2]) {
      print(copy.queryID, copy.referenceID, copy.score)
    }
  }
}

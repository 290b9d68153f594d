import ArgumentParser

/// The first word of a command line is no command: says which one was probably meant.
struct UnknownCommand: Error, CustomStringConvertible {
  let word: String
  /// Nil where none is like it.
  let meant: String?

  /// Nil where the arguments begin with a command or an option, or are none.
  init?(in arguments: ArraySlice<String>) {
    let commands = Facsimile.configuration.subcommands.map { $0._commandName } + ["help"]
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments
    guard let word = words.first, !word.hasPrefix("-"), !commands.contains(word) else { return nil }
    self.word = word
    meant = Self.command(meantBy: word.lowercased(), of: commands)
  }

  var description: String {
    "there is no command \"\(word)\"" + (meant.map { "; did you mean \($0)?" } ?? "")
  }

  /// What other tools call our commands.
  private static let synonyms = [
    "dedupe": "duplicates", "dedup": "duplicates", "dups": "duplicates",
    "dupes": "duplicates", "find": "search", "query": "search", "compare": "match",
    "rerank": "verify", "eval": "evaluate", "score": "evaluate", "join": "merge", "show": "info",
  ]

  private static func command(meantBy word: String, of commands: [String]) -> String? {
    if let known = synonyms[word] { return known }
    if word.count >= 2, let longer = commands.first(where: { $0.hasPrefix(word) }) { return longer }
    let nearest = commands.map { ($0, distance: editDistance(word, $0)) }.min { $0.distance < $1.distance }
    // Half of the letters wrong is another word.
    return nearest.flatMap { $0.distance <= max(1, min(word.count, $0.0.count) / 3) ? $0.0 : nil }
  }
}

/// Fewest letters to add, remove, replace or exchange with their neighbour that make one word of another.
///
/// Damerau, "A technique for computer detection and correction of spelling errors", CACM 1964, as optimal string alignment.
private func editDistance(_ one: String, _ other: String) -> Int {
  let (one, other) = (Array(one), Array(other))
  var rows = [Array(0...other.count)]
  for i in 0..<one.count {
    var row = [i + 1]
    for j in 0..<other.count {
      var best = min(rows[i][j] + (one[i] == other[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] { best = min(best, rows[i - 1][j - 1] + 1) }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[one.count][other.count]
}

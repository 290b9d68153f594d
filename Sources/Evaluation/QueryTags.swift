import Names

/// One thing that is known of queries: what was done to them, how hard they are.
public struct QueryTags: Sendable, Hashable {
  /// What the tags tell, the name of a column.
  public var name: String
  /// By query; a query may have several tags or none.
  public var tags: [ExactName: [String]]

  public init(name: String, tags: [ExactName: [String]]) {
    self.name = name
    self.tags = tags
  }

  /// Whether most tags stand at several queries, so that groups can be made by them.
  public var areShared: Bool {
    var counts: [String: Int] = [:]
    for tag in tags.values.joined() { counts[tag, default: 0] += 1 }
    return 2 * counts.values.count { $0 > 1 } > counts.count
  }
}

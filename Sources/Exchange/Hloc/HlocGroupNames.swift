/// The groups that a file has so far, by their paths.
struct HlocGroupNames {
  private var leaves: Set<String> = []
  private var parents: Set<String> = []
  private(set) var count = 0

  /// Notes a name; says why it can't be a group's.
  mutating func refusal(of name: String) -> String? {
    count += 1
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("\0") }) else {
      return "its name can't be that of an HDF5 group: a part between slashes is empty, . or .."
    }
    guard !leaves.contains(name) else { return "its name is there already" }
    let ancestors = parts.indices.dropFirst().map { parts[..<$0].joined(separator: "/") }
    guard !parents.contains(name), !ancestors.contains(where: leaves.contains) else {
      return "its name is, or leads through, a group that another image has"
    }
    leaves.insert(name)
    parents.formUnion(ancestors)
    return nil
  }
}

/// The queries that constants are chosen on, and those that they are reported on.
enum Half: CaseIterable {
  case all, even, odd

  var suffix: String {
    switch self {
    case .all: ""
    case .even: ", even queries"
    case .odd: ", odd queries"
    }
  }

  /// A query's number is that of the digits at its name's end.
  func holds(_ id: String) -> Bool {
    let isEven = (id.last?.wholeNumberValue ?? 0) % 2 == 0
    return self == .all || isEven == (self == .even)
  }
}

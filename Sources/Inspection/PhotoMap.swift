import CSV
import Names

/// Photos of a run on a plane, such that those whose vectors are alike lie near each other.
package struct PhotoMap: Sendable {
  /// A photo by its place among a table's ids.
  package struct Point: Sendable, Hashable {
    package let role: PhotoRole
    package let index: Int
    package let x: Double
    package let y: Double
  }

  package let points: [Point]
  /// Photos of the map that neither set has.
  package let unknownCount: Int

  /// - Parameters:
  ///   - photos: an id that both sets have is the query's and the reference's.
  ///   - sets: ids of the queries and of the references.
  ///   - table: gets the ids of those photos that no pair of it names.
  package init(_ photos: [MappedPhoto], queries: [String], references: [String], in table: inout PairTable) {
    let sets: [(PhotoRole, Set<ExactName>)] = [
      (.query, Set(queries.exactNames)), (.reference, Set(references.exactNames)),
    ]
    var points: [Point] = []
    var unknownCount = 0
    for photo in photos {
      let roles = sets.filter { $0.1.contains(ExactName(photo.id)) }.map(\.0)
      if roles.isEmpty { unknownCount += 1 }
      for role in roles {
        points.append(Point(role: role, index: table.number(of: photo.id, as: role), x: photo.x, y: photo.y))
      }
    }
    (self.points, self.unknownCount) = (points, unknownCount)
  }
}

/// A photo that a pair names is in none of the sets that were given.
package struct UnknownPhotoOfPair: Error, Sendable, Hashable, CustomStringConvertible {
  package let id: String

  package var description: String { "no photo of the sets that were given is called \(id)" }
}

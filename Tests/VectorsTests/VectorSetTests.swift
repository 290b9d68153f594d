import Testing

@testable import Vectors

@Suite("VectorSet") struct VectorSetTests {
  private let some = VectorSet(
    ids: ["b", "ä", "a"], dimension: 2, values: [1, 2, 3, 4, 5, 6], model: VectorModel("gist"))

  @Test("has a row a photo")
  func rows() {
    #expect(some.count == 3 && Array(some[1]) == [3, 4])
  }

  @Test("is sorted by the bytes of the ids, rows and model staying with them")
  func sorted() {
    let sorted = some.sortedByID
    #expect(sorted.ids == ["a", "b", "ä"] && sorted.values == [5, 6, 1, 2, 3, 4] && sorted.model == some.model)
  }

  @Test("ids that repeat are found with their first place")
  func repetition() throws {
    #expect(some.ids.firstRepetition() == nil)
    let (first, second) = try #require(["x", "y", "z", "y", "x"].firstRepetition())
    #expect(first == 1 && second == 3)
  }

  @Test("a model is told by its name, and by its revision from the second on")
  func model() {
    #expect("\(VectorModel("gist"))" == "gist" && "\(VectorModel("gist", revision: 2))" == "gist (revision 2)")
  }
}

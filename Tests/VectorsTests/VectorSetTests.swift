import Testing

@testable import Vectors

@Suite("VectorSet") struct VectorSetTests {
  private let some = VectorSet(
    ids: ["b", "ä", "a"], dimension: 2, values: [1, 2, 3, 4, 5, 6], model: VectorModel("gist"))

  @Test("has a row a photo")
  func rows() {
    #expect(some.count == 3 && Array(some[1]) == [3, 4])
  }

  @Test("with several views has a row for each view of each photo")
  func views() {
    let views = VectorSet(ids: ["b", "a"], views: ["full", "center"], dimension: 2, values: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(views.count == 2 && views.rowCount == 4)
    #expect(Array(views[0, 1]) == [3, 4] && Array(views[1, 0]) == [5, 6] && Array(views[1]) == [5, 6, 7, 8])
    #expect(views.sortedByID.values == [5, 6, 7, 8, 1, 2, 3, 4] && views.sortedByID.views == views.views)
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
    let model = VectorModel("sscd", checksum: "ab", preprocessing: "{}", runtime: "onnxruntime 1.17")
    #expect(model == VectorModel("sscd", checksum: "ab", preprocessing: "{}"), "the runtime makes no difference")
    #expect(Set([model, VectorModel("sscd", checksum: "ab", preprocessing: "{}")]).count == 1)
    #expect(model != VectorModel("sscd", checksum: "ac", preprocessing: "{}"))
    #expect(model != VectorModel("sscd", checksum: "ab") && model != VectorModel("sscd", preprocessing: "{}"))
    #expect("\(VectorModel("gist"))" == "gist" && "\(VectorModel("gist", revision: 2))" == "gist (revision 2)")
  }
}

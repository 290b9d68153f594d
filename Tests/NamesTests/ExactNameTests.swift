import Testing

@testable import Names

@Suite("ExactName") struct ExactNameTests {
  static let texts = ["", "a", "ab", "e\u{301}", "e\u{301}x", "\u{E9}", "\u{E9}x", "\u{212B}", "\u{C5}", "照片", "🙂"]

  @Test("two are the same where their bytes are", arguments: texts, texts)
  func equality(one: String, other: String) {
    let isSame = Array(one.utf8) == Array(other.utf8)
    #expect((ExactName(one) == ExactName(other)) == isSame)
    #expect((Set([ExactName(one), ExactName(other)]).count == 1) == isSame)
  }

  @Test("the order is that of bytes and of Unicode scalars", arguments: texts, texts)
  func order(one: String, other: String) {
    let precedes = one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
    #expect((ExactName(one) < ExactName(other)) == precedes)
    #expect(one.utf8.lexicographicallyPrecedes(other.utf8) == precedes)
  }

  @Test("what two names say one after the other isn't what one says")
  func apart() {
    #expect(Set([["ab" as ExactName, "c"], ["a", "bc"]]).count == 2)
    #expect("\(ExactName("e\u{301}"))".utf8.elementsEqual("e\u{301}".utf8))
  }
}

import Testing

@testable import Names

@Suite("names that look alike") struct LookalikesTests {
  @Test("are told apart in ASCII")
  func ascii() {
    #expect(ExactName("\u{E9}/a").ascii == #"\xc3\xa9/a"#)
    #expect(ExactName("e\u{301}/a").ascii == #"e\xcc\x81/a"#)
    #expect(ExactName("\u{E9}").looksLike("e\u{301}") && !ExactName("\u{E9}").looksLike("\u{E9}"))
    #expect(!ExactName("e").looksLike("E"))
  }

  @Test("are found among others, wherever they stand")
  func found() throws {
    let pair = try #require(firstLookalikes(among: ["a", "\u{E9}", "b", "\u{E9}x", "e\u{301}", "a"]))
    #expect(pair == ("\u{E9}", "e\u{301}"))
    #expect(firstLookalikes(among: ["a", "\u{E9}", "a", "\u{E9}"]) == nil)
  }

  @Test("are named where one of them is missing")
  func hint() {
    let hint = lookalikeHint(of: "\u{E9}", among: ["a", "e\u{301}"])
    #expect(hint.contains(#"e\xcc\x81"#) && hint.contains(#"\xc3\xa9"#))
    #expect(lookalikeHint(of: "\u{E9}", among: ["a", "\u{E9}", "\u{E9}x"]) == "")
  }
}

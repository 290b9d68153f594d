import Options
import Runs
import Testing

@Suite("Shard") struct ShardTests {
  @Test("the shards of any number part all ids", arguments: [1, 2, 3, 10])
  func parts(count: Int) throws {
    let ids = (0..<1000).map { "Q\($0)" } + ["", "照片", "a/b"]
    let shards = try (1...count).map { try Shard($0, of: count) }
    for id in ids { #expect(shards.count { $0.contains(id) } == 1) }
    for shard in shards {
      let share = Double(ids.count { shard.contains($0) }) * Double(count) / Double(ids.count)
      #expect((0.7...1.3).contains(share), "\(shard)")
    }
  }

  // Whoever splits a run over machines of different versions relies on it.
  @Test("the rule is fixed: FNV-1a of the id, modulo the number of parts")
  func rule() throws {
    // FNV-1a of "a" is af63dc4c8601ec8c (the draft's test vectors).
    #expect(try Shard(Int(0xaf63_dc4c_8601_ec8c as UInt64 % 7) + 1, of: 7).contains("a"))
  }

  @Test("is read from i/n", arguments: [("1/2", true), ("2/2", true), ("3/2", false), ("0/1", false), ("1/", false)])
  func text(text: String, isValid: Bool) throws {
    guard isValid else {
      #expect(throws: OptionsError("shard", text, mustBe: "i/n with 1 ≤ i ≤ n")) { try Shard(parsing: text) }
      return
    }
    #expect(try Shard(parsing: text).description == text)
  }

  @Test("numbers out of range are named")
  func range() {
    #expect(throws: OptionsError("shard", "3/2", mustBe: "i/n with 1 ≤ i ≤ n")) { try Shard(3, of: 2) }
  }
}

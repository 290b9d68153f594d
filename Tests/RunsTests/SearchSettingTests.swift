import Features
import Testing

@testable import Runs

@Suite("SearchSetting") struct SearchSettingTests {
  @Test("each has a name of its own, and reads and sets one field by it", arguments: SearchSetting.all.map(\.name))
  func readsAndSets(name: String) throws {
    let setting = try #require(SearchSetting.named(name))
    #expect(SearchSetting.all.count { $0.name == name } == 1)
    let other: StoredSetting =
      switch (setting.kind, setting.value(SearchSettings())) {
      case (.whole, .number(let number)): .number(number + 1)
      case (.number, .number(let number)): .number(number + 0.5)
      case (.flag, .flag(let isOn)): .flag(!isOn)
      case (.name(let names), .text(let text)): .text(try #require(names.first { $0 != text }))
      default: throw WrongKind()
      }
    var settings = SearchSettings()
    #expect(setting.set(other, &settings) && setting.value(settings) == other)
    for another in SearchSetting.all where another.name != name {
      #expect(another.value(settings) == another.value(SearchSettings()), "\(another.name)")
    }
    #expect((settings.extraction != SearchSettings().extraction) == setting.isOfExtraction)
    #expect((settings.run != SearchSettings().run) != setting.isOfExtraction)
  }

  private struct WrongKind: Error {}

  @Test("a value of another type is refused, and changes nothing")
  func otherType() throws {
    for setting in SearchSetting.all {
      var settings = SearchSettings()
      let wrong: StoredSetting = setting.kind == .flag ? .number(1) : .flag(true)
      #expect(!setting.set(wrong, &settings) && settings == SearchSettings(), "\(setting.name)")
    }
    var settings = SearchSettings()
    #expect(try #require(SearchSetting.named("levels")).set(.number(4.5), &settings) == false)
  }

  @Test("a flag is given where its setting is off")
  func flags() throws {
    var settings = SearchSettings()
    #expect(try #require(SearchSetting.named("no-mirror")).value(settings) == .flag(false))
    #expect(try #require(SearchSetting.named("plain-sift")).set(.flag(true), &settings))
    #expect(settings.extraction[.isRoot] == false)
  }
}

import Foundation
import TestSupport
import Testing

@testable import InspectorServer

@Suite struct PageAssetsTests {
  private static let folder = Photos.package + "/Sources/InspectorServer/Client"

  @Test func everyFileOfThePageIsServed() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
    #expect(!names.isEmpty)
    for name in names {
      let path = name == "index.html" ? "/" : "/" + name
      let bytes = try #require(PageAssets.all[path], "\(name)").bytes
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name)")) == Data(bytes), "\(name)")
    }
    #expect(PageAssets.all.count == names.count)
  }

  /// What lets modules be joined into one script without a build step.
  @Test func modulesCanBeJoined() throws {
    var owners: [Substring: String] = [:]
    for (path, asset) in PageAssets.all where path.hasSuffix(".js") {
      let text = String(decoding: asset.bytes, as: UTF8.self)
      #expect(!text.contains("</script"), "\(path)")
      for line in text.split(separator: "\n") {
        if line.hasPrefix("import") {
          #expect(line.wholeMatch(of: /import \{[A-Za-z_, ]+\} from '\.\/[a-z]+\.js';/) != nil, "\(path): \(line)")
        }
        #expect(!line.hasPrefix("export default") && !line.hasPrefix("export {"), "\(path): \(line)")
        if let match = line.firstMatch(
          of: /^(?:export )?(?:async )?(?:function\*?|class|const|let|var) ([A-Za-z_$][A-Za-z0-9_$]*)/)
        {
          if let owner = owners.updateValue(path, forKey: match.output.1) {
            Issue.record("\(match.output.1) is in \(owner) and in \(path)")
          }
        }
      }
    }
    let page = String(decoding: PageAssets.wholePage(data: Array(#"{"a":"</script>"}"#.utf8)), as: UTF8.self)
    #expect(page.contains(#"{"a":"\u003c/script>"}"#))
    #expect(page.components(separatedBy: "</script>").count == 3)
  }
}

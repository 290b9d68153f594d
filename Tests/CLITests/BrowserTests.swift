import Foundation
import TestSupport
import Testing

/// The inspector's page in a real browser: Tests/Browser says what is checked.
@Suite("The inspector's page") struct BrowserTests {
  /// Debian's Python, which its selenium is for; nil where Chromium, its driver or selenium is missing.
  private static let python: String? = {
    let program = "/usr/bin/python3"
    let names = ["chromium", "chromedriver"]
    let areThere = names.allSatisfy { (try? execute(["/usr/bin/env", "which", $0]))?.status == 0 }
    return areThere && (try? execute([program, "-c", "import selenium"]))?.status == 0 ? program : nil
  }()

  @Test(
    "keys, labels, rates, positions of points, a list of half a million, names that are markup, exported pages",
    .enabled(if: python != nil, "needs chromium, chromium-driver and python3-selenium: script/bootstrap tests"))
  func inBrowser() throws {
    let script = Photos.package + "/Tests/Browser/inspector.py"
    let result = try execute([Self.python ?? "", script, "--program", Program.path])
    #expect(result.status == 0, "\(result.output)\(result.messages)")
  }
}

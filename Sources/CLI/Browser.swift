import Foundation

/// The browser that the user has chosen.
enum Browser {
  /// Opens an address, if this machine has a screen; whether that works is for the user to see, who has the address, too.
  static func open(_ address: String) {
    #if os(macOS)
      let opener = "/usr/bin/open"
    #else
      let environment = ProcessInfo.processInfo.environment
      guard environment["DISPLAY"] ?? environment["WAYLAND_DISPLAY"] != nil else { return }
      let folders = (environment["PATH"] ?? "").split(separator: ":")
      guard
        let opener = folders.lazy.map({ "\($0)/xdg-open" }).first(where: {
          FileManager.default.isExecutableFile(atPath: $0)
        })
      else { return }
    #endif
    let process = Process()
    process.executableURL = URL(fileURLWithPath: opener)
    process.arguments = [address]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try? process.run()
  }
}

/// The page's files, which are part of the program: a path of a request never leads to the disk.
enum PageAssets {
  struct Asset: Sendable {
    let type: String
    let bytes: [UInt8]
  }

  /// By the path of a request.
  static let all: [String: Asset] = {
    var assets = [
      "/": Asset(type: "text/html; charset=utf-8", bytes: PackageResources.index_html),
      "/style.css": Asset(type: "text/css; charset=utf-8", bytes: PackageResources.style_css),
      "/icon.svg": Asset(type: "image/svg+xml", bytes: PackageResources.icon_svg),
    ]
    for (name, bytes) in modules {
      assets["/\(name).js"] = Asset(type: "text/javascript; charset=utf-8", bytes: bytes)
    }
    return assets
  }()

  private static let modules: [String: [UInt8]] = [
    "address": PackageResources.address_js,
    "api": PackageResources.api_js,
    "app": PackageResources.app_js,
    "dom": PackageResources.dom_js,
    "dots": PackageResources.dots_js,
    "facts": PackageResources.facts_js,
    "geometry": PackageResources.geometry_js,
    "grid": PackageResources.grid_js,
    "keys": PackageResources.keys_js,
    "labels": PackageResources.labels_js,
    "list": PackageResources.list_js,
    "map": PackageResources.map_js,
    "marks": PackageResources.marks_js,
    "panel": PackageResources.panel_js,
    "places": PackageResources.places_js,
    "plane": PackageResources.plane_js,
    "queues": PackageResources.queues_js,
    "shapes": PackageResources.shapes_js,
    "stage": PackageResources.stage_js,
    "state": PackageResources.state_js,
    "story": PackageResources.story_js,
    "strip": PackageResources.strip_js,
    "table": PackageResources.table_js,
    "tools": PackageResources.tools_js,
    "under": PackageResources.under_js,
  ]

  static let contentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

  // MARK: Without a server

  /// The page as one file that needs no server.
  ///
  /// - Parameter data: JSON that takes the place of what the page would ask the server for.
  static func wholePage(data: [UInt8]) -> [UInt8] {
    let json = String(decoding: data, as: UTF8.self).replacing("<", with: "\\u003c")
    let script = modulesInOrder().map(joined).joined(separator: "\n")
    var page = String(decoding: PackageResources.index_html, as: UTF8.self)
    for (line, whole) in [
      ("<link rel=\"icon\" href=\"/icon.svg\">\n", ""),
      (
        "<link rel=\"stylesheet\" href=\"/style.css\">",
        "<style>\n\(String(decoding: PackageResources.style_css, as: UTF8.self))</style>"
      ),
      (
        "<script type=\"module\" src=\"/app.js\"></script>",
        "<script type=\"application/json\" id=\"data\">\(json)</script>\n<script type=\"module\">\n\(script)</script>"
      ),
    ] {
      precondition(page.contains(line), "the page has no \(line)")
      page.replace(line, with: whole)
    }
    return Array(page.utf8)
  }

  /// The modules' texts, such that each stands behind those that it imports: browsers refuse modules that are files.
  private static func modulesInOrder() -> [String] {
    var (order, taken): ([String], Set<String>) = ([], [])
    func take(_ name: String) {
      guard taken.insert(name).inserted, let bytes = modules[name] else { return }
      let text = String(decoding: bytes, as: UTF8.self)
      for match in text.matches(of: /from '\.\/([a-z]+)\.js';/) { take(String(match.output.1)) }
      order.append(text)
    }
    take("app")
    return order
  }

  /// A module without what it imports and exports, which stand in the same text.
  private static func joined(_ module: String) -> String {
    module.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("import ") }
      .map { $0.hasPrefix("export ") ? $0.dropFirst("export ".count) : $0 }
      .joined(separator: "\n")
  }
}

import Features
import Runs

/// Settings that differ from those that a search has anyway, by the names of their options.
package struct Configuration: Sendable, Hashable {
  package var values: [String: StoredSetting]

  package init(_ values: [String: StoredSetting] = [:]) { self.values = values }

  /// The same with another value of one setting; `base` is the one that it has anyway.
  func with(_ name: String, _ value: StoredSetting, base: StoredSetting) -> Configuration {
    var changed = self
    changed.values[name] = value == base ? nil : value
    return changed
  }
}

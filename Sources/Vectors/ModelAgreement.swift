/// How many of several models must find two photos alike.
public enum ModelAgreement: String, Sendable, Hashable, Codable, CaseIterable {
  case any
  case every
}

import Geometry

/// Words, names and sentences for pages, in English of a simple grammar.
struct PageWords {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
  mutating func chance(_ share: Double) -> Bool { .random(in: 0..<1, using: &generator) < share }
  mutating func pick<Element>(_ choice: [Element]) -> Element { choice.randomElement(using: &generator)! }

  mutating func name() -> String { pick(Self.firstNames) + " " + pick(Self.lastNames) }
  mutating func firstName() -> String { pick(Self.firstNames) }
  mutating func noun() -> String { pick(Self.nouns) }
  mutating func plural() -> String {
    let one = noun()
    return one + (one.hasSuffix("s") ? "es" : "s")
  }
  mutating func adjective() -> String { pick(Self.adjectives) }
  mutating func place() -> String { pick(Self.places) }

  /// "14:05".
  mutating func time() -> String { "\(number(7...21)):" + Self.two(5 * number(0...11)) }
  /// "12.95".
  mutating func price(upTo most: Int) -> String {
    "\(number(1...most))." + Self.two(pick([0, 5, 20, 49, 50, 75, 90, 95, 99]))
  }

  /// "Green bicycle", "Bicycle for the harbour".
  mutating func title() -> String {
    switch number(0...3) {
    case 0: Self.capitalized(adjective()) + " " + noun()
    case 1: Self.capitalized(noun()) + " " + pick(Self.joints) + " the " + noun()
    case 2: Self.capitalized(noun()) + " and " + noun()
    default: Self.capitalized(adjective()) + " " + noun() + " " + pick(Self.joints) + " " + place()
    }
  }

  mutating func sentence() -> String {
    let subject =
      chance(0.3) ? firstName() : PageWords.capitalized(thing(["the", "a", "every", "that", "one"], adjectives: 0.5))
    let object = thing(["the", "a", "our", "another", "her"], adjectives: 0.4)
    var text = subject + " " + pick(Self.verbs) + " " + object
    if chance(0.6) { text += " " + pick(Self.joints) + " the " + noun() }
    if chance(0.35) {
      text += pick([", but the ", " and the ", ", while the "]) + noun() + " " + pick(Self.verbs) + " the " + noun()
    }
    if chance(0.25) { text += " " + pick(Self.times) }
    return text + pick([".", ".", ".", ".", "!"])
  }

  /// "a quiet harbour".
  private mutating func thing(_ articles: [String], adjectives: Double) -> String {
    let article = pick(articles)
    let name = (chance(adjectives) ? adjective() + " " : "") + noun()
    return (article == "a" && "aeiou".contains(name.first!) ? "an" : article) + " " + name
  }

  mutating func sentences(_ count: Int) -> String { (0..<count).map { _ in sentence() }.joined(separator: " ") }

  /// What somebody writes to a friend.
  mutating func message() -> String {
    switch number(0...7) {
    case 0: "Did you see the \(noun()) \(pick(Self.joints)) the \(noun())?"
    case 1: "See you at \(time()) then"
    case 2: pick(["Ok!", "Sure, why not", "No idea, sorry", "On my way", "Great, thanks", "Let me check"])
    case 3: "I lost my \(adjective()) \(noun()) in \(place()), can you look?"
    case 4: "We need \(number(2...12)) more \(plural()) for \(pick(Self.days))"
    default: sentence()
    }
  }

  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let times = [
    "on Monday", "after lunch", "before the rain", "every spring", "at last", "in the evening", "twice a week",
    "without a word", "since 1987", "for nine days",
  ]
  private static let joints = ["near", "behind", "with", "without", "under", "from", "for", "beside", "across"]
  private static let firstNames = [
    "Mara", "Jonas", "Priya", "Luca", "Ingrid", "Tomas", "Yuki", "Sofia", "Karim", "Helena", "Oskar", "Nadia", "Pavel",
    "Grace", "Bruno", "Leila", "Anton", "Freya", "Diego", "Wanda", "Emil", "Zora", "Felix", "Quinn", "Vera", "Hugo",
  ]
  private static let lastNames = [
    "Okafor", "Lindqvist", "Marchetti", "Brandt", "Nakamura", "Duarte", "Novak", "Fischer", "Haddad", "Kowalski",
    "Moreau", "Jensen", "Varga", "Quist", "Zeman", "Ybarra", "Whitlock", "Prakash", "Ellery", "Tanaka", "Grimaldi",
  ]
  private static let places = [
    "Lisbon", "Turku", "Graz", "Oviedo", "Kyoto", "Bergen", "Quebec", "Zadar", "Hobart", "Izmir", "Maputo", "Fargo",
    "Windhoek", "Perugia", "Jaffna", "Uppsala", "Dunedin", "Coimbra", "Vilnius", "Accra",
  ]
  private static let adjectives = [
    "green", "quiet", "wooden", "early", "narrow", "bright", "heavy", "blue", "local", "simple", "empty", "warm",
    "striped", "hidden", "modern", "broken", "yellow", "public", "curious", "double", "frozen", "golden", "hollow",
    "jagged", "lazy", "mixed", "northern", "open", "plain", "quick", "round", "silver", "tall", "useful", "violet",
    "weekly", "young", "foreign", "generous", "extra",
  ]
  private static let nouns = [
    "bicycle", "harbour", "kettle", "garden", "letter", "museum", "bridge", "ticket", "window", "market", "violin",
    "ladder", "engine", "pocket", "island", "journal", "blanket", "camera", "forest", "hammer", "kitchen", "lantern",
    "mirror", "needle", "orchard", "pencil", "quarry", "railway", "saddle", "tunnel", "umbrella", "village", "wagon",
    "yard", "apron", "barrel", "candle", "drawer", "fountain", "glove", "jacket", "jigsaw", "keyboard", "lemon",
    "meadow", "napkin", "oven", "parcel", "quilt", "river", "sandwich", "teapot", "valley", "whistle", "basket",
    "compass", "doorbell", "feather", "goose", "hallway", "invoice", "jar", "kiosk", "library", "magnet", "notebook",
    "onion", "piano", "radio", "sweater", "timetable", "vase", "workshop", "zebra", "balcony", "chimney", "dictionary",
    "excuse", "ferry", "gallery",
  ]
  private static let verbs = [
    "found", "painted", "carries", "sold", "follows", "opened", "repairs", "forgot", "needs", "covers", "moved",
    "counts", "left", "borrowed", "watches", "measured", "joins", "keeps", "folded", "visits", "explains", "crossed",
    "built", "missed", "replaces", "warmed", "quotes", "began",
  ]
}

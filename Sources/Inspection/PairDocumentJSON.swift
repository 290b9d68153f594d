extension PairDocument {
  /// The document as a line of JSON, with the keys that docs/json.md tells.
  ///
  /// Matches and keypoints, of which there are thousands, are written by hand: an encoder takes many times as long for them as the
  /// pair takes to be judged.
  /// - Throws: `EncodingError` for a number that isn't finite.
  package func json() throws -> [UInt8] {
    var short = self
    short.matches = nil
    short.keypoints = nil
    var json = JSONBytes()
    json.raw(try snakeCaseJSON(short).dropLast())
    if let matches {
      json.raw(#","matches":"#)
      json.list(matches) { $0.match($1) }
    }
    if let keypoints {
      json.raw(#","keypoints":{"query":"#)
      json.list(keypoints.query) { $0.keypoint($1) }
      json.raw(#","reference":"#)
      json.list(keypoints.reference) { $0.keypoint($1) }
      json.raw("}")
    }
    json.raw("}")
    return json.bytes
  }
}

extension JSONBytes {
  fileprivate mutating func match(_ match: PairDocument.ListedMatch) {
    raw(#"{"query":"#)
    position(match.query)
    raw(#","reference":"#)
    position(match.reference)
    raw(#","distance":"#)
    number(Int(match.distance))
    raw(#","ratio":"#)
    number(match.ratio)
    raw(#","fate":"#)
    string(match.fate.rawValue)
    if let model = match.model {
      raw(#","model":"#)
      number(model)
    }
    if let error = match.error {
      raw(#","error":"#)
      number(error)
    }
    if let isDistinctive = match.isDistinctive {
      raw(#","is_distinctive":"#)
      boolean(isDistinctive)
    }
    raw("}")
  }

  private mutating func position(_ position: PairDocument.Position) {
    raw(#"{"x":"#)
    number(position.x)
    raw(#","y":"#)
    number(position.y)
    raw("}")
  }

  fileprivate mutating func keypoint(_ keypoint: PairDocument.ListedKeypoint) {
    raw(#"{"x":"#)
    number(keypoint.x)
    raw(#","y":"#)
    number(keypoint.y)
    raw(#","size":"#)
    number(keypoint.size)
    raw(#","angle":"#)
    number(keypoint.angle)
    raw(#","response":"#)
    number(keypoint.response)
    raw(#","level":"#)
    number(Int(keypoint.level))
    raw("}")
  }
}

import Evaluation
import Files
import Labels
import Locks

/// The labels of a run's pairs as several tasks read and give them: one program at a time adds to the file, others read it.
///
/// A file that is missing is made with the first label.
package final class LabelBook: Sendable {
  package let path: String
  private let predictionsChecksum: String
  private let user: String
  private let state: Guarded<State>

  private struct State {
    /// nil before the first label of a new file, and while the file can't be added to.
    var log: LabelLog?
    /// The file that the log writes to.
    var identity: FileIdentity?
    /// What holds while there is no log.
    var known = LabelSet()
    /// Why the file can't be added to.
    var refusal: (any Error)?
    var warnings: [String] = []

    var labels: LabelSet { log?.labels ?? known }

    mutating func open(_ path: String) throws {
      let log = try LabelLog(path: path)
      if let torn = log.mended { warnings.append("\(torn)") }
      (self.log, refusal, identity) = (log, nil, FileStamp(path)?.identity)
    }

    /// A file that was deleted or replaced takes labels as before, and nobody would ever read them.
    func requireFile(_ path: String) throws(FileError) {
      guard FileStamp(path)?.identity == identity else {
        throw FileError(.write, path, reason: "it was deleted or replaced while it was being added to; start anew")
      }
    }
  }

  /// Reads the file, where there is one, and keeps others from adding to it.
  ///
  /// - Parameters:
  ///   - predictionsChecksum: of the predictions that are looked at, as labels have it.
  ///   - user: who gives the labels; may be empty.
  /// - Throws: `LabelError` for a file of something else, `FileError` for one that can't be read. One that can't be written, or that
  ///   another program is adding to, is an answer: ``refusal``.
  package init(path: String, predictionsChecksum: String, by user: String) throws {
    self.path = path
    self.predictionsChecksum = predictionsChecksum
    self.user = user
    var state = State()
    if FileStamp(path, followsLinks: false) != nil {
      do {
        try state.open(path)
      } catch let error where error is LabelsAreTaken || error is FileError {
        let file = try LabelFile(path: path)
        state.known = file.labels
        state.refusal = error
        // Of another program, it may be a line that is being written.
        if !(error is LabelsAreTaken), let torn = file.torn { state.warnings.append("\(torn)") }
      }
    }
    self.state = Guarded(state)
  }

  /// Why no labels can be given now; nil where they can.
  package var refusal: String? { state.withLock { $0.refusal.map { "\($0)" } } }

  /// What a person should hear of the file, a line each.
  package var warnings: [String] { state.withLock { $0.warnings } }

  /// Pairs with a label.
  package var count: Int { state.withLock { $0.labels.count } }

  /// All labels that hold, in the order in which their pairs were first labelled; of pairs that the run doesn't list, too.
  package func labels() -> [PairLabel] { state.withLock { $0.labels.all } }

  /// Gives a pair a label, or takes it back; it is on the disk when this returns. Where the file could not be added to before, that is
  /// tried again, and the labels that others gave meanwhile hold.
  ///
  /// - Parameters:
  ///   - label: nil takes back what was said.
  ///   - score: that the pair is listed with; nil where it isn't.
  /// - Throws: `LabelsAreTaken` while another program adds to the file, `FileError` where it can't be written: nothing has changed then.
  /// - Complexity: a write to the disk.
  package func set(
    _ label: CopyLabel?, of pair: TruePair, score: Double?, reason: String, note: String
  ) throws -> PairLabel {
    let label = PairLabel(
      pair, label, reason: reason, note: note, score: score, by: user, predictions: predictionsChecksum)
    try state.withLock { state in
      if state.log == nil {
        do {
          try state.open(path)
        } catch {
          state.refusal = error
          throw error
        }
      }
      try state.requireFile(path)
      try state.log?.append(label)
    }
    return label
  }
}

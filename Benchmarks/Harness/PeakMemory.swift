import Foundation

/// Whose memory.
enum MeasuredProcesses {
  /// This one.
  case own
  /// The largest of those that it has started and waited for.
  case children
}

/// The most memory that was resident at once, in megabytes.
func peakMegabytes(of processes: MeasuredProcesses) -> Double {
  var usage = rusage()
  let isOwn = processes == .own
  #if os(macOS)
    getrusage(isOwn ? RUSAGE_SELF : RUSAGE_CHILDREN, &usage)
    return Double(usage.ru_maxrss) / 1e6
  #else
    getrusage(__rusage_who_t(isOwn ? RUSAGE_SELF.rawValue : RUSAGE_CHILDREN.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1e3
  #endif
}

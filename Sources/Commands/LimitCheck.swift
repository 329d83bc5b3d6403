import Jobs
import OperatingSystem
import Scheduler

/// Limits that a sweep asks for but this process may not set.
enum LimitCheck {
  /// Refuses a manifest with a limit above the hard limit that swrun was started with: only root can raise it, so
  /// that every run would fail in the same way.
  static func check(_ manifest: LoadedManifest) throws {
    let job = manifest.job
    let hooks = job.setup + job.prepare + job.conclude + job.cleanup
    for limits in [job.limits] + hooks.map(\.limits) {
      guard let (name, asked, allowed) = try limits.refused() else { continue }
      throw CommandFailure(
        outcome: .unavailable,
        message:
          "\(Terminal.printable(manifest.path)): limits: \(name) \(asked) cannot be set: swrun was started "
          + "with the hard limit \(allowed), which only root can raise; ask for less, or start swrun with more"
      )
    }
  }
}

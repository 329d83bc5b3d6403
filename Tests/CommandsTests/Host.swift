import Foundation
import TestPrograms

/// What the machine that runs the tests allows.
enum Host {
  static let isRoot = geteuid() == 0

  static let hasGnuplot = succeeds("command -v gnuplot")

  /// Whether a file system can be mounted in a namespace of one's own.
  static let canMount = succeeds("unshare -m sh -c 'mount -t tmpfs -o size=64k tmpfs /mnt'")

  /// Whether a terminal can be made for a program.
  static let hasScript = succeeds("script -qec true /dev/null")

  /// The CPUs that the tests may use, ascending.
  static let cpus: [Int] = {
    let list = try? TestProgram(path: "/bin/sh").run(
      "-c", "grep Cpus_allowed_list: /proc/self/status | cut -f2")
    return (list?.lines.first ?? "0").split(separator: ",").flatMap { range in
      let bounds = range.split(separator: "-").compactMap { Int($0) }
      return bounds.isEmpty ? [] : Array(bounds[0]...bounds[bounds.count - 1])
    }
  }()

  private static func succeeds(_ script: String) -> Bool {
    (try? TestProgram(path: "/bin/sh").run("-c", script).exitCode) == 0
  }
}

internal import Expressions

/// Numbers of `swrun host` as people read them.
enum HostSizes {
  /// `3.2 GHz` of kHz.
  static func frequency(_ kilohertz: Int) -> String {
    "\(NumberFormat.shortest((Double(kilohertz) / 1e5).rounded() / 10)) GHz"
  }

  /// `0.5 %` of a share.
  static func percent(_ share: Double) -> String {
    "\(NumberFormat.shortest((share * 1000).rounded() / 10)) %"
  }

  /// `1.5 CPUs`, `1 CPU`.
  static func cpus(_ count: Double) -> String {
    "\(NumberFormat.shortest(count)) CPU\(count == 1 ? "" : "s")"
  }
}

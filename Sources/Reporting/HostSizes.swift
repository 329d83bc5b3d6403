internal import Expressions

/// Numbers of `swrun host` as people read them.
enum HostSizes {
  /// `32 KiB`, `1.5 GiB`.
  static func bytes(_ bytes: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return "\(NumberFormat.shortest((value * 10).rounded() / 10)) \(units[unit])"
  }

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

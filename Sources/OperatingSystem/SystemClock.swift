internal import Glibc

/// The clocks: one for intervals, one for people.
package enum SystemClock {
  /// Nanoseconds of CLOCK_MONOTONIC: for intervals and deadlines; steps of the date do not touch it.
  package static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// The smallest difference that CLOCK_MONOTONIC shows, nanoseconds; nil where it is not told.
  package static func resolution() -> UInt64? {
    var time = timespec()
    guard clock_getres(CLOCK_MONOTONIC, &time) == 0 else { return nil }
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// What a look at the clock takes, nanoseconds: the shortest mean of some batches, since nothing makes it
  /// shorter.
  package static func cost() -> Double {
    let looks = 1000
    return (0..<7).map { _ in
      let start = nanoseconds()
      for _ in 0..<looks { _ = nanoseconds() }
      return Double(nanoseconds() - start) / Double(looks + 1)
    }.min() ?? 0
  }

  /// Nanoseconds of CPU time that the calling thread has had so far.
  package static func threadNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// The date now.
  package static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(secondsSince1970: Int64(time.tv_sec), nanoseconds: Int(time.tv_nsec))
  }

  /// Sleeps until the monotonic clock has passed so many nanoseconds; signals do not shorten it.
  package static func sleep(nanoseconds: UInt64) {
    sleep(until: Self.nanoseconds() + nanoseconds)
  }

  /// Sleeps until a moment of the monotonic clock.
  package static func sleep(until deadline: UInt64) {
    var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }
}

/// A moment for people, in UTC.
package struct Timestamp: Equatable, Sendable {
  /// Seconds since 1970, without leap seconds.
  package var secondsSince1970: Int64
  /// Nanoseconds within the second.
  package var nanoseconds: Int

  /// A moment.
  package init(secondsSince1970: Int64, nanoseconds: Int = 0) {
    self.secondsSince1970 = secondsSince1970
    self.nanoseconds = nanoseconds
  }

  /// RFC 3339 with microseconds: `2026-11-22T02:00:00.000000Z`.
  package var rfc3339: String {
    let (date, time) = fields
    return "\(Self.date(date))T\(Self.time(time, separator: ":")).\(Self.padded(nanoseconds / 1000, 6))Z"
  }

  /// For names of folders: `2026-11-22T02-00-00Z`.
  package var folderName: String {
    let (date, time) = fields
    return "\(Self.date(date))T\(Self.time(time, separator: "-"))Z"
  }

  private static func date(_ date: (year: Int, month: Int, day: Int)) -> String {
    "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  private static func time(_ second: Int, separator: String) -> String {
    [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: separator)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  /// The date of the Gregorian calendar and the second of the day, by counting eras of 400 years
  /// that begin on 1 March (so that the leap day is the last of its year).
  private var fields: ((year: Int, month: Int, day: Int), second: Int) {
    var days = Int(secondsSince1970 / 86400)
    var second = Int(secondsSince1970 % 86400)
    if second < 0 {
      second += 86400
      days -= 1
    }
    let shifted = days + 719_468  // days since 0000-03-01
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return ((yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day), second)
  }
}

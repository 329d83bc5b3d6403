internal import Glibc

extension SystemClock {
  /// Seconds from now until the clock on the wall (the time zone of `TZ`) next shows this time.
  ///
  /// Where that time does not exist on a day, because the clock is put forward, it is taken as the C library
  /// takes it: an hour later.
  package static func secondsUntil(hour: Int, minute: Int) -> Double {
    var now = time(nil)
    var local = tm()
    localtime_r(&now, &local)
    for day in 0...1 {
      var wanted = local
      wanted.tm_mday += Int32(day)
      wanted.tm_hour = Int32(hour)
      wanted.tm_min = Int32(minute)
      wanted.tm_sec = 0
      wanted.tm_isdst = -1
      let seconds = difftime(mktime(&wanted), now)
      if seconds > 0 { return seconds }
    }
    return 86_400
  }
}

/// A workload that was made for a run.
package enum MadeWorkload {
  /// Its tasks are those of indexed runs.
  case indexed(any BuiltInWorkload)
  /// It drives the pool itself.
  case driven(any DrivenWorkload)
}

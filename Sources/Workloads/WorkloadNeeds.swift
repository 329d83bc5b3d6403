import Jobs

extension WorkloadCatalogue {
  /// Why a workload cannot run on this machine, with the way out; nil: nothing is missing.
  package static func lacking(_ kind: String) -> String? {
    kind == DownloadWorkload.description.kind ? DownloadWorkload.lacking() : nil
  }
}

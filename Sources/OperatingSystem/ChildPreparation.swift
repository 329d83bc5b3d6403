internal import COperatingSystem
internal import Glibc

extension ChildProcess {
  /// Lays out a specification as the C arrays that the child reads, and calls the body with them.
  static func prepared(
    _ specification: borrowing ChildSpecification, _ body: (os_child) -> Void
  ) throws(SpawnError) {
    // Opened for each child that needs it, so that nobody else can own or close the number.
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    if null < 0 { throw SpawnError(stage: .streams, code: errno, subject: "/dev/null") }
    defer { Glibc.close(null) }
    let limits = specification.limits.map {
      os_limit(resource: $0.resource.number, soft: $0.soft, hard: $0.hard)
    }
    let mask = specification.cpus?.mask ?? []
    let kept = specification.keptDescriptors.sorted()
    var child = os_child()
    child.streams = (
      specification.standardInput ?? null, specification.standardOutput ?? null,
      specification.standardError ?? null
    )
    child.cgroup_procs = specification.cgroupProcesses ?? -1
    child.new_session = specification.newSession ? 1 : 0
    child.adopts_orphans = specification.adoptsOrphans ? 1 : 0
    child.several_threads_allowed = specification.allowsSeveralThreads ? 1 : 0
    let program = StringBlock(specification.program.map { [$0] } ?? [])
    let directory = StringBlock(specification.directory.map { [$0] } ?? [])
    let name = StringBlock(specification.processName.map { [$0] } ?? [])
    let arguments = StringBlock(specification.arguments)
    let environment = StringBlock(specification.environment.map { "\($0.name)=\($0.value)" })
    defer {
      program.deallocate()
      directory.deallocate()
      name.deallocate()
      arguments.deallocate()
      environment.deallocate()
    }
    child.path = program.first
    child.directory = directory.first
    child.name = name.first
    child.arguments = UnsafePointer(arguments.pointers)
    child.environment = UnsafePointer(environment.pointers)
    limits.withUnsafeBufferPointer { limits in
      mask.withUnsafeBufferPointer { mask in
        kept.withUnsafeBufferPointer { kept in
          child.limits = limits.baseAddress
          child.limit_count = limits.count
          child.cpus = mask.isEmpty ? nil : mask.baseAddress
          child.cpu_bytes = mask.count
          child.kept = kept.baseAddress
          child.kept_count = kept.count
          body(child)
        }
      }
    }
  }
}

/// Texts as one block of C strings and the array of pointers to them that ends with a null.
///
/// Two allocations for all, since an environment has many entries.
private struct StringBlock {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let bytes: UnsafeMutablePointer<CChar>

  init(_ texts: [String]) {
    bytes = .allocate(capacity: texts.reduce(1) { $0 + $1.utf8.count + 1 })
    pointers = .allocate(capacity: texts.count + 1)
    var next = bytes
    for (index, text) in texts.enumerated() {
      pointers[index] = next
      for byte in text.utf8 {
        next.pointee = CChar(bitPattern: byte)
        next += 1
      }
      next.pointee = 0
      next += 1
    }
    pointers[texts.count] = nil
  }

  func deallocate() {
    bytes.deallocate()
    pointers.deallocate()
  }

  /// The first text; nil where there is none.
  var first: UnsafePointer<CChar>? { pointers[0].map { UnsafePointer($0) } }
}

extension SpawnError {
  init(_ failure: os_failure, _ specification: borrowing ChildSpecification) {
    // The C side knows these stages only; another number would be a mistake in this package.
    let stage = SpawnStage(rawValue: failure.stage) ?? .fork
    let subject: String? =
      switch stage {
      case .exec: specification.program
      case .directory: specification.directory
      case .affinity: specification.cpus?.description
      case .limits: ResourceLimit(number: failure.detail)?.rawValue
      default: nil
      }
    self.init(stage: stage, code: failure.code, subject: subject)
  }
}

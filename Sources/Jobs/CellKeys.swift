import Expressions

/// The stable names of a job's cells: `c` and the first 12 hexadecimal digits of the SHA-256 of what defines a cell.
///
/// That is the workload as it is written, the parameters, executor, workers, affinity, scaling, warm-up, the
/// services, and the variables that the manifest sets. Limits, inherited variables and the position in the manifest
/// do not take part, so that a cell keeps its results when the sweep around it changes.
///
/// What all cells share is hashed once, then the values of a cell in the order of their axes' names: a million keys
/// take a second.
package struct CellKeys: Sendable {
  /// The state after all that the cells share, at the end of a block.
  private let shared: SHA256
  /// The same for the cells of a command's serial program; nil where there is none.
  private let sharedOfSerial: SHA256?
  /// The axes that take part, by name.
  private let axes: [Int]
  /// For each of these axes, the hashed bytes of each of its values.
  private let fields: [[[UInt8]]]
  /// The hashed bytes of the worker count of a serial cell.
  private let oneWorker: [UInt8]

  package init(_ job: Job) {
    axes = job.axes.indices.filter { job.axes[$0].isWritten }.sorted { job.axes[$0].name < job.axes[$1].name }
    fields = axes.map { axis in
      job.axes[axis].values.map { value in
        var text = Self.counted(value.text)
        if value.written != value.text { text += Self.counted(value.written) }
        return Array(text.utf8)
      }
    }
    oneWorker = Array(Self.counted("1").utf8)
    let names = axes.map { Self.field("axis", job.axes[$0].name) }.joined()
    shared = Self.hash(Self.sharedText(job, isSerial: false) + names)
    if case .command(let command) = job.workload, command.serial != nil {
      sharedOfSerial = Self.hash(Self.sharedText(job, isSerial: true) + names)
    } else {
      sharedOfSerial = nil
    }
  }

  private static func hash(_ text: String) -> SHA256 {
    var hash = SHA256()
    hash.update(text: text)
    hash.fillBlock()
    return hash
  }

  /// The key of a cell.
  package func key(of cell: Cell) -> String {
    var bytes: [UInt8] = []
    append(keyOf: cell, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the key of a cell to a text.
  package func append(keyOf cell: Cell, to bytes: inout [UInt8]) {
    var hash = cell.isSerial ? sharedOfSerial ?? shared : shared
    for (position, axis) in axes.enumerated() {
      let isSerial = axis == Job.workersAxis && cell.isSerial
      hash.update(isSerial ? oneWorker : fields[position][cell.choices[axis]])
    }
    let prefix = hash.finalPrefix()
    bytes.append(UInt8(ascii: "c"))
    for shift in stride(from: UInt64(60), to: 12, by: -4) {
      let digit = UInt8(truncatingIfNeeded: prefix &>> shift) & 15
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
    }
  }

  private static func sharedText(_ job: Job, isSerial: Bool) -> String {
    var text = "swrun cell 1\n"
    switch job.workload {
    case .builtIn(let kind):
      text += field("kind", kind)
    case .command(let command):
      // The serial program is another program: its cells stay when the parallel one changes, and the reverse.
      let line = isSerial ? command.serial ?? command.line : command.line
      for argument in line.arguments { text += field("argument", argument.source) }
      text += field("shell", line.usesShell ? "true" : "false")
      text += field("directory", line.directory?.source ?? "")
      switch command.standardOutput {
      case .keep: text += field("stdout", "keep")
      case .discard: text += field("stdout", "discard")
      case .file(let path): text += field("stdout file", path.source)
      }
    }
    text += field("scaling", job.scaling.rawValue)
    text += field("warmup", String(job.warmup))
    for variable in job.environment.sorted(by: { $0.name < $1.name }) {
      if let value = variable.value {
        text += field("set \(variable.name)", value.source)
      } else {
        text += field("unset", variable.name)
      }
    }
    for service in job.services { text += field("service \(service.name)", Self.text(of: service)) }
    for column in job.derived { text += field("derived \(column.name)", column.expression.source) }
    return text
  }

  /// What a service is. When it counts as ready does not change what is measured.
  private static func text(of service: Service) -> String {
    var text = field("per", service.span.rawValue)
    for argument in service.line.arguments { text += field("argument", argument.source) }
    text += field("shell", service.line.usesShell ? "true" : "false")
    text += field("directory", service.line.directory?.source ?? "")
    for variable in service.environment.sorted(by: { $0.name < $1.name }) {
      text += field(variable.value == nil ? "unset" : "set", variable.name)
      text += counted(variable.value?.source ?? "")
    }
    switch service.affinity {
    case .none: text += field("affinity", "none")
    case .compact: text += field("affinity", "compact")
    case .scatter: text += field("affinity", "scatter")
    case .cpus(let cpus): text += field("affinity", CPUList.text(cpus))
    }
    return text
  }

  /// Every text carries its length, so that no two cells share what is hashed.
  private static func counted(_ text: String) -> String {
    "\(text.utf8.count):\(text)"
  }

  private static func field(_ name: String, _ value: String) -> String {
    counted(name) + counted(value)
  }
}

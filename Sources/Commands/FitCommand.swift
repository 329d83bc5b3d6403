import Analysis
import ArgumentParser
import Jobs
import OperatingSystem
import Reporting
import Results

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits the laws of scaling to the columns of any CSV file.",
    discussion: """
      T(P) is the time of the same work on P workers. linear: T(P) = tau/P. amdahl: tau (f + (1 - f)/P), f being \
      serial_fraction. usl: tau (1 + sigma (P - 1) + kappa P (P - 1))/P. gustafson: of work that grows with the \
      workers, the speedup over one worker on the same work, f + (1 - f) P; --reference names its time.

      Several rows with the same number of workers are repetitions; their medians are fitted, and with at least 5 of \
      each the intervals come from resampling them, else from the scatter about the law. Rows in which a value is \
      missing are skipped. --loss time makes relative residuals of times small; --loss throughput those of \
      throughput, as other tools for the universal scalability law do, with lambda in place of tau.

      Each law has a verdict: chosen, not chosen, not distinguishable, exactly determined, if it holds, not \
      identifiable, rejected.
      """)

  @Argument(help: "A CSV file with a header.") var file: String
  @Option(help: ArgumentHelp("The column with the number of workers.", valueName: "column"))
  var workers: String
  @Option(help: ArgumentHelp("The column with the time, or another cost.", valueName: "column"))
  var time: String?
  @Option(
    help: ArgumentHelp("The column with the throughput of all workers together.", valueName: "column"))
  var throughput: String?
  @Option(
    help: ArgumentHelp(
      "The laws, with commas between (default: linear,amdahl,usl; with --reference gustafson).",
      valueName: "laws"))
  var law: String?
  @Option(
    help: ArgumentHelp(
      "For gustafson: the column with what one worker has on the work of the row.", valueName: "column"))
  var reference: String?
  @Option(help: "time or throughput: the residuals that are made small.") var loss: Loss = .time
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows for which this holds, such as \"executor == fork\".", valueName: "condition"))
  var condition: String?
  @Flag(help: "Tell a peak beyond twice the most workers too.") var extrapolate = false
  @Option(help: "The seed of the resamples.") var seed: UInt64 = 1
  @Option(help: "table, csv or json.") var format: PlanCommand.Format = .table

  enum Loss: String, ExpressibleByArgument, CaseIterable {
    case time, throughput
  }

  func validate() throws {
    guard (time == nil) != (throughput == nil) else {
      throw ValidationError("Give one of --time and --throughput: the column that was measured.")
    }
    let names = [workers, time, throughput, reference].compactMap(\.self)
    guard Set(names).count == names.count else {
      throw ValidationError(
        "One column cannot be two things: --workers, the measured one and --reference differ.")
    }
    let laws = try self.laws()
    let isWeak = laws.contains(.gustafson)
    if isWeak && laws.count > 1 {
      throw ValidationError(
        "Gustafson's law is of work that grows with the workers, the others are of the same work: fit it alone."
      )
    }
    if isWeak && reference == nil {
      throw ValidationError(
        "gustafson needs --reference: the column with the time of one worker on the grown work.")
    }
    if isWeak && loss == .throughput {
      throw ValidationError(
        "--loss throughput is for linear, amdahl and usl; gustafson is fitted to speedups.")
    }
    if !isWeak && reference != nil {
      throw ValidationError("--reference is for gustafson alone; leave it out, or say --law gustafson.")
    }
  }

  /// The laws of `--law`, each once, simpler ones first.
  private func laws() throws -> [LawKind] {
    guard let law else { return reference == nil ? [.linear, .amdahl, .usl] : [.gustafson] }
    let names = law.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let wanted = try names.map { name in
      guard let kind = LawKind(rawValue: name) else {
        let known = LawKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--law '\(Terminal.printable(name, longest: 40))': the laws are \(known).")
      }
      return kind
    }
    return LawKind.allCases.filter(wanted.contains)
  }

  func run() throws {
    Terminal.carryOut {
      let data = try FitFile(
        path: file,
        columns: FitFile.Columns(workers: workers, value: time ?? throughput ?? "", reference: reference),
        where: condition)
      var fitter = LawFitter(points: data.points, quantity: time == nil ? .rate : .time)
      fitter.loss = loss == .time ? .time : .throughput
      fitter.seed = seed
      fitter.extrapolates = extrapolate
      fitter.hasRounds = false
      try show(fitter.fits(try laws()), data)
      return .success
    }
  }

  private func show(_ fits: SeriesFits, _ data: FitFile) throws {
    if data.skipped > 0 {
      Terminal.say("swrun: \(Self.counted(data.skipped, "row")) skipped: a value is missing")
    }
    switch format {
    case .table:
      try Terminal.output(FitText.text(fits, heading: heading(data), width: Terminal.outputWidth))
    case .csv: try Terminal.output(try FitsTable.csv(fits))
    case .json: try Terminal.output(FitsTable.json(fits).formatted() + "\n")
    }
    // For programs the rows say it all; who reads them hears what there is no column for.
    if format != .table { for note in fits.notes { Terminal.say("swrun: \(note)") } }
  }

  private func heading(_ data: FitFile) -> String {
    let measured = time ?? throughput ?? ""
    let residuals = loss == .time ? "relative residuals of times" : "residuals of throughput"
    let what = fitsSpeedups ? "speedups over \(reference ?? "")" : residuals
    return "\(Terminal.printable(file, longest: 60)): \(Self.counted(data.rows, "row")) of \(measured), "
      + "\(Self.counted(data.points.count, "number")) of workers; fitted: \(what)"
  }

  private var fitsSpeedups: Bool { reference != nil }

  private static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}

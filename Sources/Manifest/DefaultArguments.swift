package import Jobs

extension WorkloadDescription {
  /// The arguments of a manifest that gives no parameter; those without a default are missing.
  package var defaultArguments: WorkloadArguments {
    var values: [String: AxisValue] = [:]
    for parameter in parameters {
      guard let text = parameter.defaultText else { continue }
      values[parameter.name] = NodeReader.defaultValue(text, parameter)
    }
    return WorkloadArguments(values)
  }

  /// The default arguments with another value of one parameter, which the parameter must allow.
  package func defaultArguments(with parameter: ParameterDescription, _ text: String) -> WorkloadArguments {
    var other = self
    for index in other.parameters.indices where other.parameters[index].name == parameter.name {
      other.parameters[index].defaultText = text
    }
    return other.defaultArguments
  }
}

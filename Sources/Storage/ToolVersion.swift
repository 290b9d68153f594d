/// Version of Facsimile; every file that it stores carries it as the attribute `tool_version`.
public let toolVersion = "0.1.0"

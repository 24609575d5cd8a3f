# @summary A command by its absolute path, on one line that the agent's configuration can hold
type Readystage::Command = Pattern[/\A\/[^\n#]*[^\s#]\z/]

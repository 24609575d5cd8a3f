# @summary A time as the agent's configuration writes it: a whole number with a unit, like 90s or 2h
type Readystage::Duration = Pattern[/\A[1-9][0-9]*(ms|s|m|h|d)\z/]

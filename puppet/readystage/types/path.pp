# @summary An absolute path that the agent's configuration can hold
#
# No white space, and no `#`, which begins a comment there.
type Readystage::Path = Pattern[/\A\/[^\s#]*\z/]

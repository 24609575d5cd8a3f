# @summary Where a manager listens. A report names the VM that is trusted to be ready, so only https will do; and the agent's
#   configuration takes a `#` for the beginning of a comment.
type Readystage::Url = Pattern[/\Ahttps:\/\/[^\s#\/]+(\/[^\s#]*)?\z/]

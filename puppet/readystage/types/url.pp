# @summary Where a manager listens, by https and in one word
#
# By its report a VM is trusted to be ready, so nothing but https will do. A `#` would begin a comment in the agent's
# configuration.
type Readystage::Url = Pattern[/\Ahttps:\/\/[^\s#\/]+(\/[^\s#]*)?\z/]

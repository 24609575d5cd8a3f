# @summary What a site adds to each report: up to 32 names with short values
type Readystage::Data = Hash[Pattern[/\A[A-Za-z0-9._-]{1,64}\z/], Variant[String[0, 512], Integer, Float, Boolean], 0, 32]

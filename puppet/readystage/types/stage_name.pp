# @summary The name of a run stage
type Readystage::Stage_name = Pattern[/\A[a-z][a-z0-9_]*\z/]

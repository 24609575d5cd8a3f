# @summary A package in a local file.
type Readystage::Package_file = Pattern[/\A\/.+\.(deb|rpm)\z/]

# @summary Which of the runs that go well makes the VM ready
type Readystage::Ready_when = Variant[Enum['success', 'no_changes'], Pattern[/\Aruns [1-9][0-9]?\z/]]

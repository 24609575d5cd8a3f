# All that a site has to write.
include readystage

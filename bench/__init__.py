"""What we promise about speed and size, as figures that anybody can take again: `bin/bench`."""

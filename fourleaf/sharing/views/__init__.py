"""Pages of showing, seeing and asking."""

"""Floor 1: the child, the case, its rounds and the seven steps; and the settings and map of the site."""

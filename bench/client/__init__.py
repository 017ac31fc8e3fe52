"""Those who ask: programs of our own, each in a process of its own, so that the server waits for none of them."""

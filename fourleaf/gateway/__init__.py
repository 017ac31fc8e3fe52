"""The edge of each process: pages, static files, sockets; knows kit.bus and narrow ports, no app."""

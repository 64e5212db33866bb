"""The web server: uvicorn's configuration, sockets, workers and logs."""

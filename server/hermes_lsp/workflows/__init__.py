"""One file per workflow. A workflow asks the floors below and returns plain data; it knows neither the protocol nor the
terminal. What it does in a request is quick and does no I/O; what is slow is a separate function for a background task
or a worker process.
"""
